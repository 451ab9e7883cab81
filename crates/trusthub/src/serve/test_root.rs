//! The test authority of a hub that is only tried out: made by the first start, so that calls can be signed and verified before
//! anybody is configured. Everything of it is called TEST, and nobody else trusts it.
//!
//! Its own keys are thrown away at once: it never issues a second certificate, and nothing on disk could.

use trusthub_app::certificates::{self, Import};
use trusthub_app::{Actor, Hub};
use trusthub_stir::path::Roots;
use trusthub_stir::tn_auth_list::ServiceProviderCode;

use crate::config::Config;
use crate::data_dir;
use crate::failure::{Failure, Outcome};
use crate::test_authority::TestAuthority;

/// The service provider code in its certificate: no carrier has it.
const CODE: &str = "TEST";

/// Makes it where the configuration asks for one and the database has no certificates.
///
/// Whom to trust is written before the certificate is taken in: killed in between, the next first start begins anew, and at no
/// time is there a certificate that the hub does not trust itself.
///
/// # Errors
/// Exit code 3.
pub(super) async fn make(config: &Config, hub: &Hub) -> Outcome {
    let Some(path) = &config.call_trust.test_root else { return Ok(()) };
    let operator = Actor::operator();
    if !certificates::list(hub, &operator).await?.is_empty() {
        return Ok(());
    }
    let code = ServiceProviderCode::new(CODE).map_err(Failure::environment)?;
    let made = TestAuthority::generate_at(&code, hub.now()).map_err(Failure::environment)?;
    data_dir::write_private(path, &made.root)?;
    let roots = Roots::read(made.root.as_bytes()).map_err(Failure::environment)?;
    let import = Import {
        chain: made.chain.as_bytes(),
        key: made.signer_key.into(),
        account: None,
        roots: Some(&roots),
    };
    certificates::import(hub, &operator, import)
        .await
        .map_err(|error| Failure::environment(error).while_doing("the test authority cannot be made"))?;
    tracing::warn!(
        root = %path.display(),
        "a TEST authority was made: calls are signed with its certificate, which nobody else trusts"
    );
    Ok(())
}
