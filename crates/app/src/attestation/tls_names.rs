//! Hosts that client certificates name: what switches and partners are let in by in the place of a secret.

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

/// One certificate must not name two kinds of askers: a switch has none of a partner's.
pub(crate) async fn refuse_name_of_partner(tx: &mut Tx, name: &str) -> Result<()> {
    let partners = tx.partner_credentials_list().await?.into_iter().map(|known| known.partner);
    let mut in_use = partners.filter(|partner| partner.revoked_at.is_none());
    if in_use.any(|partner| partner.tls_name.as_deref() == Some(name)) {
        let why = "A partner in use has this TLS name; give the switch another";
        return Err(Error::AlreadyExists(why.to_owned()));
    }
    Ok(())
}

/// The same for a partner: it has none of a switch's.
pub(crate) async fn refuse_name_of_switch(tx: &mut Tx, name: &str) -> Result<()> {
    let switches = tx.switch_credentials_list().await?.into_iter().map(|known| known.switch);
    let mut in_use = switches.filter(|switch| switch.revoked_at.is_none());
    if in_use.any(|switch| switch.tls_name.as_deref() == Some(name)) {
        let why = "A switch in use has this TLS name; give the partner another";
        return Err(Error::AlreadyExists(why.to_owned()));
    }
    Ok(())
}
