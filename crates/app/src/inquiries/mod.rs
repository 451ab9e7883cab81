//! Compliance inquiries: a guided profile that an account shows on a page of its own, to somebody who has no credentials of
//! the hub. A session's token says which profile it is about, and until when; it is sealed and stored nowhere, so that it
//! works on every node and is over when its time is. What it opens is that one profile; or, in `toll_free`, the form for one
//! toll-free number; in `brands` and `campaigns`, that of one registration for messages; in `numbers`, that of who uses them.
//!
//! Shapes: the vendor's ComplianceInquiries for customers, toll-free numbers and registrations, its A2PBrandRegistrations and
//! A2PCampaignRegistrations.

pub mod brands;
pub mod campaigns;
mod given;
pub mod numbers;
mod registration_id;
mod session;
pub mod toll_free;

use std::fmt;

use secrecy::SecretString;
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::contact::Email;
use trusthub_domain::policy::{Policy, SECONDARY_BUSINESS};
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::Scope;

use crate::bundles::filling::{self, Filling};
use crate::bundles::{self, NewBundle};
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

pub use self::given::Given;
pub use self::session::{Subject, open};
use self::session::{begun, theme_is_a_name};

const KIND: BundleKind = BundleKind::CustomerProfile;

/// What an account's own profile is called in policies.
const PRIMARY: &str = "primary_customer_profile_type_business";

/// What is given to begin one.
#[derive(Debug, Clone, Default)]
pub struct NewInquiry {
    /// The approved primary profile that the new one rests on; without it the account's own primary profile is begun.
    pub primary: Option<BundleSid>,
    /// Who is told; without it whoever is told of the primary profile.
    pub email: Option<Email>,
    /// How the form looks.
    pub theme: Option<String>,
}

/// An inquiry that somebody can open now.
pub struct Begun {
    /// `inq_…`
    pub id: String,
    /// Opens it, for [`LASTS`].
    pub token: SecretString,
    /// What it is about, as the vendor's resources name it.
    pub subject_id: String,
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun")
            .field("id", &self.id)
            .field("subject_id", &self.subject_id)
            .finish_non_exhaustive()
    }
}

/// What a session opens.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Acts for whoever fills it in.
    pub actor: Actor,
    /// What it is about; nothing else may be shown.
    pub subject: Subject,
    /// How the form looks.
    pub theme: Option<String>,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// Begins a profile, and a session to fill it in.
///
/// # Errors
/// `Invalid` for a primary profile that is none of the account's or its parent's or not in force, a missing e-mail, a theme
/// that is no name.
pub async fn create(hub: &Hub, actor: &Actor, new: NewInquiry) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(new.theme.as_deref())?;
    let primary = match new.primary {
        Some(sid) => Some(in_force(hub, &scope, sid).await?),
        None => None,
    };
    let email = new.email.or_else(|| primary.as_ref().map(|primary| primary.email.clone()));
    let email = email.ok_or(Error::Invalid(Invalid::Missing("NotificationEmail")))?;
    let policy = policy_of_type(hub, if primary.is_some() { SECONDARY_BUSINESS } else { PRIMARY })?;
    let new_bundle = NewBundle {
        kind: KIND,
        friendly_name: format!("Inquiry of {}", hub.now().to_date_in_words()),
        email,
        policy_sid: policy.sid,
        status_callback: None,
    };
    let bundle = bundles::create(hub, actor, new_bundle).await?.bundle;
    if let Some(primary) = primary {
        filling::fill(hub, actor, KIND, bundle.sid, Filling::Support(primary.sid)).await?;
    }
    Ok(begun(hub, bundle.account_sid, Subject::Profile(bundle.sid), new.theme.as_deref()))
}

/// A new session for a profile whose session is over, or that was turned down.
///
/// # Errors
/// `NotFound`; `Rule` while it is under review, approved or suspended; `Invalid` for a primary profile that cannot carry it.
pub async fn resume(
    hub: &Hub,
    actor: &Actor,
    customer_id: &str,
    primary: Option<BundleSid>,
    theme: Option<String>,
) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(theme.as_deref())?;
    let missing = || Error::NotFound(format!("/ComplianceInquiries/Customers/{customer_id}"));
    let (account, sid) = read_customer_id(customer_id).ok_or_else(missing)?;
    if account != scope.account() {
        return Err(missing());
    }
    let bundle = bundles::find(hub, actor, KIND, sid).await.map_err(|error| match error {
        Error::NotFound(_) => missing(),
        other => other,
    })?;
    bundle.may_change()?;
    let rests_on_another = hub
        .catalog()
        .policy(bundle.policy_sid)
        .is_some_and(|policy| policy.object_type == SECONDARY_BUSINESS);
    if let Some(primary) = primary.filter(|_| rests_on_another) {
        let primary = in_force(hub, &scope, primary).await?;
        filling::fill(hub, actor, KIND, bundle.sid, Filling::Support(primary.sid)).await?;
    }
    Ok(begun(hub, bundle.account_sid, Subject::Profile(bundle.sid), theme.as_deref()))
}

/// The account and profile that a `CustomerId` names: the vendor's form, or the profile's own identifier behind the account's.
fn read_customer_id(text: &str) -> Option<(AccountSid, BundleSid)> {
    let (account, bundle) = text.strip_prefix("tri1.us1.trusthub.")?.split_once(".customer.")?;
    Some((account.parse().ok()?, bundle.parse().ok()?))
}

fn policy_of_type<'h>(hub: &'h Hub, object_type: &'h str) -> Result<&'h Policy> {
    let found = hub.catalog().policies_of_object_type(object_type).find(|policy| !policy.is_retired);
    found.ok_or(Error::Invalid(Invalid::PolicyRetired))
}

/// The primary profile, if it can carry others now.
async fn in_force(hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Bundle> {
    let mut tx = hub.db().read().await?;
    let owner = bundles::parts::owner_in_reach(&mut tx, scope, sid).await?;
    let found = match owner {
        Some(owner) => tx.bundle_find(&Scope::own(owner), sid).await?,
        None => None,
    };
    let is_primary =
        |bundle: &Bundle| hub.catalog().policy(bundle.policy_sid).is_some_and(|policy| policy.is_primary);
    found.filter(|bundle| is_primary(bundle) && bundle.is_in_force(hub.now())).ok_or_else(|| {
        let why =
            "PrimaryProfileSid names no approved Primary Customer Profile of this account or its parent";
        Invalid::Primary(why.to_owned()).into()
    })
}
