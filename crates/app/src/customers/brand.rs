//! The brand of a customer that is brought in: its Trust Product is made with the customer, and the registration then goes on
//! by itself, as decisions come.

use trusthub_domain::bundle::{BundleKind, Reason, Status};
use trusthub_domain::customer_sheet::{BrandColumns, BrandRow, CustomerRow};
use trusthub_domain::messaging::{BrandRegistration, BrandStatus, BrandType};
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::{BrandSid, BundleSid};
use trusthub_storage::{ImportedBrand as Begun, ImportedCustomer, Scope, Tx};

use super::content::of_end_users;
use super::{Hashes, Import};
use crate::bundles::{self, NewBundle, filling, parts, policy_of};
use crate::messaging::{brands, registrations};
use crate::{Actor, Hub, Invalid, Permit, Result};

const KIND: BundleKind = BundleKind::TrustProduct;

/// How far the brand of a customer is.
#[derive(Debug, Clone)]
pub struct ImportedBrand {
    /// Its Trust Product.
    pub product: BundleSid,
    /// Where that stands now.
    pub status: Status,
    /// What it lacks, but for the profile that it waits for.
    pub shortcomings: Vec<Reason>,
    /// Nobody needs to submit it: it goes on by itself as decisions come.
    pub proceeds: bool,
    /// The brand, once it is registered.
    pub brand: Option<(BrandSid, BrandStatus)>,
}

/// How far a brand is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrandStage {
    /// Something is missing, or it was not to be submitted.
    Draft,
    /// It goes on by itself.
    UnderWay,
    /// Profile, Trust Product or brand was turned down or is suspended.
    TurnedDown,
    /// Messages may be sent under it.
    Registered,
}

impl BrandStage {
    /// For people and programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::UnderWay => "under_way",
            Self::TurnedDown => "turned_down",
            Self::Registered => "registered",
        }
    }
}

impl ImportedBrand {
    pub(super) fn stage(&self, profile: Status) -> BrandStage {
        match self.brand.map(|(_, status)| status) {
            Some(BrandStatus::Approved) => return BrandStage::Registered,
            Some(BrandStatus::Failed | BrandStatus::Suspended) => return BrandStage::TurnedDown,
            Some(BrandStatus::Pending | BrandStatus::InReview) => return BrandStage::UnderWay,
            None => {}
        }
        if profile == Status::Rejected || self.status == Status::Rejected {
            BrandStage::TurnedDown
        } else if profile == Status::Draft || !self.proceeds || !self.shortcomings.is_empty() {
            BrandStage::Draft
        } else {
            BrandStage::UnderWay
        }
    }
}

/// What brands on profiles of this policy are made of; `None` if they carry none.
pub(super) fn columns<'h>(hub: &'h Hub, profile: &Policy) -> Option<BrandColumns<'h>> {
    let brand_type = BrandType::of_level(profile.level?);
    let mut products = hub.catalog().policies_of_object_type(brands::product_of(brand_type));
    let product = products.find(|product| {
        !product.is_retired && product.requirement_for_support(&profile.object_type).is_some()
    })?;
    Some(BrandColumns { brand_type, product, throughput: &hub.messaging().throughput })
}

/// How far it is.
pub(super) async fn look(hub: &Hub, actor: &Actor, product: BundleSid) -> Result<ImportedBrand> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().read().await?;
    let bundle = bundles::load(&mut tx, &scope, KIND, product).await?;
    let policy = policy_of(hub, &bundle)?;
    let mut shortcomings = parts::report(&mut tx, hub, &bundle, policy).await?.shortcomings();
    shortcomings.retain(|reason| is_of_end_user(policy, reason));
    let registration = registrations::load(&mut tx, &scope, product).await?;
    let brand = match registration.brand_sid {
        Some(sid) => {
            let brand = brands::load(&mut tx, &scope, sid).await?;
            Some((sid, brands::shown(&mut tx, hub, &scope, brand).await?.status))
        }
        None => None,
    };
    Ok(ImportedBrand { product, status: bundle.status, shortcomings, proceeds: registration.proceeds, brand })
}

/// What a line can mend; the rest is about the profile.
fn is_of_end_user(policy: &Policy, reason: &Reason) -> bool {
    let named = reason.field.as_deref().map(|field| field.split_once('.').map_or(field, |(name, _)| name));
    policy.end_users.iter().any(|wanted| named == Some(wanted.type_name.as_str()))
}

impl Import<'_> {
    /// Begins or mends what the line says of a brand, within the change that the line is.
    pub(super) async fn put_brand(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        row: &CustomerRow,
        known: ImportedCustomer,
        hashes: &Hashes,
    ) -> Result<ImportedCustomer> {
        let (Some(brand), Some(hash)) = (&row.brand, &hashes.brand) else { return Ok(known) };
        if known.brand.as_ref().is_some_and(|begun| begun.hash == *hash) {
            return Ok(known);
        }
        let actor = self.isv.on(known.customer_sid);
        let product_sid = match &known.brand {
            Some(begun) => {
                self.mend_brand(tx, &actor, begun.product_sid, brand).await?;
                begun.product_sid
            }
            None => self.begin_brand(tx, &actor, (row, brand), known.bundle_sid).await?,
        };
        let begun = Begun { product_sid, hash: hash.clone() };
        tx.imported_customer_save_brand(scope, &known.reference, &begun, self.hub.now()).await?;
        Ok(ImportedCustomer { brand: Some(begun), ..known })
    }

    async fn begin_brand(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (row, brand): (&CustomerRow, &BrandRow),
        profile: BundleSid,
    ) -> Result<BundleSid> {
        let (hub, scope) = (self.hub, actor.may(Permit::Own)?);
        let refused = || Invalid::Field {
            field: "brand.type",
            why: "profiles of this policy carry no brand".to_owned(),
        };
        let columns = columns(hub, self.policy).ok_or_else(refused)?;
        let draft = NewBundle {
            kind: KIND,
            friendly_name: row.name.clone(),
            email: brand.email.clone(),
            policy_sid: columns.product.sid,
            status_callback: None,
        };
        let draft = bundles::prepare(hub, actor, draft)?;
        let now = hub.now();
        let registration = BrandRegistration {
            sid: draft.sid,
            account_sid: scope.account(),
            customer_profile_sid: profile,
            brand_type: brand.brand_type,
            is_mock: false,
            skips_vetting: brand.skips_vetting,
            vetting_token: None,
            theme: None,
            proceeds: self.submits,
            brand_sid: None,
            version: 1,
            date_created: now,
            date_updated: now,
        };
        let says = of_end_users(&brand.end_users).collect();
        registrations::begin(tx, hub, actor, (draft, says), &registration).await?;
        Ok(registration.sid)
    }

    async fn mend_brand(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        product: BundleSid,
        brand: &BrandRow,
    ) -> Result<()> {
        let (hub, scope) = (self.hub, actor.may(Permit::Own)?);
        filling::put_all(tx, hub, actor, (KIND, product), of_end_users(&brand.end_users)).await?;
        registrations::queue(tx, hub, &scope, product).await?;
        let before = registrations::load(tx, &scope, product).await?;
        if before.skips_vetting == brand.skips_vetting {
            return Ok(());
        }
        if before.brand_sid.is_some() {
            let why = "the brand is registered as another type already".to_owned();
            return Err(Invalid::Field { field: "brand.type", why }.into());
        }
        let after = before.skipping_vetting(brand.skips_vetting, hub.now());
        registrations::save(tx, hub, actor, &scope, ("brand.registration.edit", &before, &after)).await
    }
}
