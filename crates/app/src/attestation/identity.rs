//! Reads what an account lets partners see, and what there is to see: what its best profile in force says of the business.

use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::policy::Level;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{BundleFilter, PageRequest, Position, Scope, Tx};
use trusthub_vetting::Application;

use super::index::{Identity, Shared, Update};
use crate::bundles::{gather, policy_of};
use crate::{Hub, Result};

/// Profiles that are looked at, the newest first. Ours: an account has one or two in force.
const MOST: u32 = 100;

/// What there is now; nothing for an account that lets nobody see anything.
///
/// # Errors
/// `Unavailable`.
pub(super) async fn shared(hub: &Hub, tx: &mut Tx, account: AccountSid) -> Result<Update> {
    let consents = tx.consent_list(&Scope::own(account)).await?;
    if consents.is_empty() {
        return Ok(Update::Shared(account, None));
    }
    let identity = match read(hub, tx, account).await {
        Ok(identity) => identity,
        Err(crate::Error::Unavailable(why)) => return Err(crate::Error::Unavailable(why)),
        // It must not keep a node from hearing of anything else.
        Err(error) => {
            tracing::error!(
                account.sid = %account, error = &error as &dyn std::error::Error,
                "who an account is cannot be read, so partners are not told"
            );
            Identity::default()
        }
    };
    Ok(Update::Shared(account, Some(Shared { consents, identity })))
}

async fn read(hub: &Hub, tx: &mut Tx, account: AccountSid) -> Result<Identity> {
    let scope = Scope::own(account);
    let filter = BundleFilter { status: Some(Status::Approved), ..BundleFilter::default() };
    let request = PageRequest { size: MOST, position: Position::Start };
    let page = tx.bundle_list(&scope, BundleKind::CustomerProfile, &filter, &request).await?;
    for bundle in page.items.iter().filter(|bundle| bundle.is_in_force(hub.now())) {
        let policy = policy_of(hub, bundle)?;
        // A sole proprietor's business is a person.
        if policy.level != Some(Level::Business) {
            continue;
        }
        let parts = gather(tx, hub, bundle, policy).await?.parts;
        let addresses: Vec<_> = parts.addresses.values().cloned().collect();
        let (end_users, documents) = (&parts.end_users, &parts.documents);
        let application = Application::from_parts(
            bundle,
            &policy.object_type,
            end_users,
            documents,
            &addresses,
            Vec::new(),
        );
        let country = application.country();
        if let Some(business) = application.business {
            let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            return Ok(Identity {
                legal_name: given(business.name),
                website: given(business.website_url),
                country,
                registration_number: given(business.registration_number),
            });
        }
    }
    Ok(Identity::default())
}
