//! Customer profiles and trust products: one set of use cases for both kinds.

pub mod appeals;
pub mod channels;
pub mod copies;
pub mod evaluations;
pub mod filling;
pub mod items;
pub mod many_numbers;
pub mod overview;
pub mod questions;

pub(crate) mod changes;
pub(crate) mod consequences;
pub(crate) mod deletion;
pub(crate) mod parts;
pub(crate) use parts::gather;
mod submission;
mod timeline;

use trusthub_domain::bundle::{self, Bundle, BundleKind, Edit};
use trusthub_domain::contact::Email;
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::{BundleSid, PolicySid};
pub use trusthub_storage::BundleFilter;
use trusthub_storage::{Scope, Tx};

pub use deletion::delete;
pub use submission::submit;
pub(crate) use submission::submit_within;
pub use timeline::timeline;

use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::{Changed, record};
use crate::review::test_mode;
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result, Who};

/// What a customer gives to make a bundle.
#[derive(Debug, Clone)]
pub struct NewBundle {
    /// Which of the two.
    pub kind: BundleKind,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// Who is told.
    pub email: Email,
    /// What it must hold.
    pub policy_sid: PolicySid,
    /// Which URL is called; http or https.
    pub status_callback: Option<String>,
}

/// A new bundle, and the live bundle that it seems to repeat.
#[derive(Debug, Clone)]
pub struct Created {
    /// The bundle.
    pub bundle: Bundle,
    /// `X-TrustHub-Duplicate-Of`: a live bundle of the same account, policy and name.
    pub duplicate_of: Option<BundleSid>,
}

/// Makes a draft.
///
/// # Errors
/// `Invalid` for an unknown or retired policy, a primary profile where the operator forbids it, an unusable name or URL.
pub async fn create(hub: &Hub, actor: &Actor, new: NewBundle) -> Result<Created> {
    let draft = prepare(hub, actor, new)?;
    let mut tx = hub.db().write().await?;
    let created = insert(&mut tx, hub, actor, draft).await?;
    tx.commit().await?;
    Ok(created)
}

/// A draft that is not stored yet.
pub(crate) fn prepare(hub: &Hub, actor: &Actor, new: NewBundle) -> Result<Bundle> {
    let scope = actor.may(Permit::Own)?;
    input::required("FriendlyName", &new.friendly_name, FRIENDLY_NAME_LIMIT)?;
    let policy = policy_for(hub, new.kind, new.policy_sid)?;
    if policy.is_retired {
        return Err(Invalid::PolicyRetired.into());
    }
    must_be_allowed(hub, actor, policy)?;
    let status_callback = callback(new.status_callback)?;
    let draft = bundle::NewBundle {
        sid: hub.sid(),
        account_sid: scope.account(),
        kind: new.kind,
        policy_sid: policy.sid,
        friendly_name: new.friendly_name,
        email: new.email,
        status_callback,
    };
    Ok(Bundle::draft(draft, hub.now()))
}

/// Stores a prepared draft within a larger change.
pub(crate) async fn insert(tx: &mut Tx, hub: &Hub, actor: &Actor, bundle: Bundle) -> Result<Created> {
    let (scope, policy) = (Scope::own(bundle.account_sid), policy_of(hub, &bundle)?);
    test_mode::must_be_understood(tx, hub, &scope, policy, &bundle.email).await?;
    let same = tx.bundle_find_same_name(&scope, bundle.policy_sid, &bundle.friendly_name).await?;
    tx.bundle_insert(&bundle).await?;
    record(tx, hub, actor, &scope, "bundle.create", bundle.sid, Changed::made(&bundle)).await?;
    Ok(Created { bundle, duplicate_of: same.first().copied() })
}

/// The policy, if it is one for this kind of bundle.
pub(crate) fn policy_for(hub: &Hub, kind: BundleKind, sid: PolicySid) -> Result<&Policy> {
    let policy = hub.catalog().policy(sid).filter(|policy| policy.bundle_kind == kind);
    policy.ok_or(Error::Invalid(Invalid::Policy(kind.in_words())))
}

/// Customers may touch primary profiles by API unless the operator forbids it. People of an account come through the
/// console, which is where the vendor, too, has primary profiles made.
fn must_be_allowed(hub: &Hub, actor: &Actor, policy: &Policy) -> Result<()> {
    let is_program = matches!(actor.who(), Who::Account { .. } | Who::Inquiry { .. });
    if policy.is_primary && is_program && !hub.settings().is_primary_by_api {
        return Err(Invalid::PrimaryByApi.into());
    }
    Ok(())
}

/// Longest URL that is kept. Ours: what browsers and proxies still carry.
const URL_LIMIT: usize = 2048;

/// An http or https URL with a host; empty clears it. Where it leads is checked at each call, by the SSRF guard.
fn callback(given: Option<String>) -> Result<Option<String>> {
    let Some(text) = given.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    input::limit("StatusCallback", &text, URL_LIMIT)?;
    let is_usable =
        url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_usable {
        return Ok(Some(text));
    }
    let why = "give an absolute http or https URL".to_owned();
    Err(Invalid::Field { field: "StatusCallback", why }.into())
}

/// One bundle of that kind.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<Bundle> {
    let scope = actor.may(Permit::Read)?;
    of_kind(hub.db().bundle_find(&scope, sid).await?, kind, sid)
}

/// The bundle, if it is of that kind.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, kind: BundleKind, sid: BundleSid) -> Result<Bundle> {
    of_kind(tx.bundle_find(scope, sid).await?, kind, sid)
}

fn of_kind(found: Option<Bundle>, kind: BundleKind, sid: BundleSid) -> Result<Bundle> {
    found.filter(|bundle| bundle.kind == kind).ok_or_else(|| not_found(kind, sid))
}

/// All bundles of that kind, newest first, copies left out.
///
/// # Errors
/// `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    filter: BundleFilter,
    page: PageRequest,
) -> Result<Page<Bundle>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().bundle_list(&scope, kind, &filter, &page).await?)
}

/// Changes its own fields.
///
/// # Errors
/// `NotFound`; `Rule` while it is frozen; `Invalid` for an unusable name or URL; `Conflict`.
pub async fn edit(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid, edit: Edit) -> Result<Bundle> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, kind, sid).await?;
    let policy = policy_of(hub, &before)?;
    must_be_allowed(hub, actor, policy)?;
    if edit.is_empty() {
        return Ok(before);
    }
    if let Some(name) = &edit.friendly_name {
        input::required("FriendlyName", name, FRIENDLY_NAME_LIMIT)?;
    }
    let status_callback = edit.status_callback.clone().map(callback).transpose()?;
    let changed = before.edit(Edit { status_callback, ..edit }, hub.now())?;
    test_mode::must_be_understood(&mut tx, hub, &scope, policy, &changed.email).await?;
    let bundle = tx.bundle_save(&changed).await?;
    record(&mut tx, hub, actor, &scope, "bundle.edit", sid, Changed::from_to(&before, &bundle)).await?;
    tx.commit().await?;
    Ok(bundle)
}

/// The policy of a stored bundle; it is gone only if the operator took its file away.
pub(crate) fn policy_of<'hub>(hub: &'hub Hub, bundle: &Bundle) -> Result<&'hub Policy> {
    let policy = hub.catalog().policy(bundle.policy_sid);
    policy.ok_or(Error::Unavailable("the policy of this bundle, which is not among the loaded ones"))
}

pub(crate) fn not_found(kind: BundleKind, sid: BundleSid) -> Error {
    let collection = match kind {
        BundleKind::CustomerProfile => "CustomerProfiles",
        BundleKind::TrustProduct => "TrustProducts",
    };
    Error::NotFound(format!("/{collection}/{sid}"))
}
