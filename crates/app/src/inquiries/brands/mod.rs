//! A brand that somebody registers in a form: begun with whatever the account knows, filled in as the two bundles that a
//! brand rests on, and submitted as any other.

mod prefill;
mod profile;
mod submission;

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::contact::Email;
use trusthub_domain::messaging::{BrandRegistration, BrandType, BrandVetting, MessagingRefusal};
use trusthub_domain::sid::{BrandSid, BundleSid};
use trusthub_storage::{Scope, Tx};

use super::session::{Subject, begun, theme_is_a_name};
use super::{Begun, policy_of_type, registration_id};
use crate::bundles::filling::{self, Filling};
use crate::bundles::{NewBundle, insert, load, prepare};
use crate::messaging::brands::{self, Shown};
use crate::messaging::registrations;
use crate::{Actor, Error, Hub, Invalid, Permit, Result, input};

pub(in crate::inquiries) use self::prefill::must_be_https;
pub(in crate::inquiries) use self::profile::own_primary;
pub use self::submission::submit;
pub use super::given::Given;

/// Longest name: that of a bundle.
const NAME_LIMIT: usize = input::FRIENDLY_NAME_LIMIT;

/// What is given to begin one.
#[derive(Debug, Clone)]
pub struct NewBrandRegistration {
    /// What kind of brand.
    pub brand_type: BrandType,
    /// Who is told of the result.
    pub email: Email,
    /// The account's own name for it.
    pub friendly_name: Option<String>,
    /// It is for trying out.
    pub is_mock: bool,
    /// It wants no score.
    pub skips_vetting: bool,
    /// A token of Campaign Verify.
    pub vetting_token: Option<String>,
    /// How the form looks.
    pub theme: Option<String>,
    /// The profile that says who it is already; without it one is begun.
    pub customer_profile_sid: Option<BundleSid>,
    /// The primary profile that a new profile rests on; without it the account's own, if one is in force.
    pub primary: Option<BundleSid>,
    /// What the form begins with.
    pub given: Given,
}

/// Where a registration stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What was begun.
    pub registration: BrandRegistration,
    /// How it is named.
    pub id: String,
    /// Who it is.
    pub profile: Bundle,
    /// What it sends as.
    pub product: Bundle,
    /// What it became.
    pub brand: Option<Shown>,
}

impl Standing {
    /// `DRAFT` until it is submitted, `FAILED` if a bundle was turned down before there was a brand; then the brand's.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match &self.brand {
            Some(brand) => brand.status.as_str(),
            None if self.bundles().any(|bundle| bundle.status == Status::Rejected) => "FAILED",
            None => "DRAFT",
        }
    }

    /// Profile and product.
    pub fn bundles(&self) -> impl Iterator<Item = &Bundle> {
        [&self.profile, &self.product].into_iter()
    }
}

/// Begins one, and a session to fill it in.
///
/// # Errors
/// `Invalid` for what has no place in it, a profile that cannot carry it; `Messaging` for a token that is none.
pub async fn create(hub: &Hub, actor: &Actor, new: NewBrandRegistration) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(new.theme.as_deref())?;
    must_take_token(&new)?;
    let name = new.friendly_name.clone().or_else(|| new.given.name().map(str::to_owned));
    let name = name.unwrap_or_else(|| format!("Brand of {}", hub.now().to_date_in_words()));
    input::required("friendlyName", &name, NAME_LIMIT)?;
    let prefill = prefill::of(hub, new.brand_type, &new.given)?;
    let chosen = profile::choose(hub, &scope, &new).await?;
    let object_type = brands::product_of(new.brand_type);
    let product = new_bundle(&new, hub, &name, BundleKind::TrustProduct, object_type)?;
    let product = prepare(hub, actor, product)?;
    let mut tx = hub.db().write().await?;
    let profile = match chosen {
        profile::Chosen::There(sid) => sid,
        profile::Chosen::Begun { object_type, primary } => {
            let kind = BundleKind::CustomerProfile;
            let draft = prepare(hub, actor, new_bundle(&new, hub, &name, kind, object_type)?)?;
            let sid = insert(&mut tx, hub, actor, draft).await?.bundle.sid;
            let support = primary.map(Filling::Support);
            let fillings = support.into_iter().chain(prefill.profile);
            filling::put_all(&mut tx, hub, actor, (kind, sid), fillings).await?;
            sid
        }
    };
    let now = hub.now();
    let registration = BrandRegistration {
        sid: product.sid,
        account_sid: scope.account(),
        customer_profile_sid: profile,
        brand_type: new.brand_type,
        is_mock: new.is_mock,
        skips_vetting: new.skips_vetting,
        vetting_token: new.vetting_token,
        theme: new.theme,
        proceeds: false,
        brand_sid: None,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    registrations::begin(&mut tx, hub, actor, (product, prefill.product), &registration).await?;
    tx.commit().await?;
    Ok(session_of(hub, &registration))
}

/// A new session for one.
///
/// # Errors
/// `NotFound`.
pub async fn open_again(hub: &Hub, actor: &Actor, id: &str) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().read().await?;
    Ok(session_of(hub, &named(&mut tx, &scope, id).await?))
}

/// Where one stands.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, id: &str) -> Result<Standing> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let registration = named(&mut tx, &scope, id).await?;
    let (profile, product) = (registration.customer_profile_sid, registration.sid);
    let profile = load(&mut tx, &scope, BundleKind::CustomerProfile, profile).await?;
    let product = load(&mut tx, &scope, BundleKind::TrustProduct, product).await?;
    let brand = match registration.brand_sid {
        Some(sid) => Some(shown(&mut tx, hub, &scope, sid).await?),
        None => None,
    };
    let id = registration_id::written(registration.account_sid, registration.sid);
    Ok(Standing { registration, id, profile, product, brand })
}

async fn shown(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: BrandSid) -> Result<Shown> {
    let brand = brands::load(tx, scope, sid).await?;
    brands::shown(tx, hub, scope, brand).await
}

async fn named(tx: &mut Tx, scope: &Scope, id: &str) -> Result<BrandRegistration> {
    let found = match registration_id::read(id, scope.account()) {
        Some(sid) => tx.brand_registration_find(scope, sid).await?,
        None => None,
    };
    found.ok_or_else(|| Error::NotFound(format!("/A2PBrandRegistrations/{id}")))
}

fn session_of(hub: &Hub, registration: &BrandRegistration) -> Begun {
    let subject = Subject::Brand(registration.sid);
    begun(hub, registration.account_sid, subject, registration.theme.as_deref())
}

fn must_take_token(new: &NewBrandRegistration) -> Result<()> {
    let Some(token) = new.vetting_token.as_deref() else {
        if new.given.is_political() {
            return Err(Invalid::Missing("brandExternalVettingToken").into());
        }
        return Ok(());
    };
    if new.brand_type != BrandType::Standard {
        return Err(MessagingRefusal::TokenUnfit.into());
    }
    Ok(BrandVetting::must_be_token(token)?)
}

fn new_bundle(
    new: &NewBrandRegistration,
    hub: &Hub,
    name: &str,
    kind: BundleKind,
    object_type: &str,
) -> Result<NewBundle> {
    Ok(NewBundle {
        kind,
        friendly_name: name.to_owned(),
        email: new.email.clone(),
        policy_sid: policy_of_type(hub, object_type)?.sid,
        status_callback: None,
    })
}
