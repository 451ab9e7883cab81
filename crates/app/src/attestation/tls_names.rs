//! Hosts that client certificates name: what switches and partners are let in by in the place of a secret.

use trusthub_domain::time::Timestamp;
use trusthub_storage::Tx;

use crate::{Error, Invalid, Result, input};

/// The name as certificates have it.
///
/// # Errors
/// `Invalid` if it is no DNS name; says one like `example`.
pub(crate) fn tls_name_of(given: &str, example: &str) -> Result<String> {
    let name = given.trim_end_matches('.').to_ascii_lowercase();
    if !input::is_host_name(&name) {
        let why = format!("give a DNS name like {example}, without a wildcard");
        return Err(Invalid::Field { field: "TlsName", why }.into());
    }
    Ok(name)
}

/// Who can be let in by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    Partner,
    Switch,
}

/// One certificate must not name two kinds of askers: a partner has none of a switch's, a switch none of a partner's.
///
/// # Errors
/// `AlreadyExists`.
pub(crate) async fn refuse_name_of_other(tx: &mut Tx, asker: Asker, name: &str) -> Result<()> {
    let is_it = |revoked_at: Option<Timestamp>, tls_name: Option<String>| {
        revoked_at.is_none() && tls_name.as_deref() == Some(name)
    };
    let (is_taken, why) = match asker {
        Asker::Switch => {
            let mut partners = tx.partner_credentials_list().await?.into_iter().map(|known| known.partner);
            let is_taken = partners.any(|partner| is_it(partner.revoked_at, partner.tls_name));
            (is_taken, "A partner in use has this TLS name; give the switch another")
        }
        Asker::Partner => {
            let mut switches = tx.switch_credentials_list().await?.into_iter().map(|known| known.switch);
            let is_taken = switches.any(|switch| is_it(switch.revoked_at, switch.tls_name));
            (is_taken, "A switch in use has this TLS name; give the partner another")
        }
    };
    if is_taken { Err(Error::AlreadyExists(why.to_owned())) } else { Ok(()) }
}
