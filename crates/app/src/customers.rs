//! An ISV brings in its customers, a line of a file each: an account of its own, and in it the profile, filled in, and
//! submitted if that is wanted; and the brand that the customer is to send messages under, if the line says something of it.
//!
//! A line is one change: a process that is killed leaves whole customers only, and the same file given again goes on where
//! it stopped. What the ISV calls a customer tells whether a line is a new one. What must wait for a decision, the brand, goes
//! on by itself afterwards: see `messaging/registrations`.

mod brand;
mod content;

use trusthub_domain::bundle::{Bundle, BundleKind, Reason, Status};
use trusthub_domain::customer_sheet::{CustomerRow, CustomerSheet, SheetError, column_names};
use trusthub_domain::policy::{Policy, SECONDARY_BUSINESS};
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid};
use trusthub_storage::{ImportedCustomer, Scope, Tx};

pub use self::brand::{BrandStage, ImportedBrand};
use self::content::fillings;
use crate::accounts::{self, NewAccount};
use crate::bundles::filling::{self, Filling};
use crate::bundles::{self, BundleFilter, NewBundle, parts, policy_for, policy_of};
use crate::messaging::registrations;
use crate::record::internal;
use crate::{Actor, Error, Hub, Invalid, PageRequest, Permit, Position, Result, retry};

const KIND: BundleKind = BundleKind::CustomerProfile;

/// How customers are brought in.
#[derive(Clone)]
pub struct Import<'h> {
    hub: &'h Hub,
    /// The ISV, and who brings them in for it.
    isv: Actor,
    policy: &'h Policy,
    /// The ISV's own profile, which those of its customers rest on.
    primary: Option<BundleSid>,
    submits: bool,
}

/// What an import is to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOrder {
    /// What the profiles must hold; without it a secondary business profile.
    pub policy: Option<PolicySid>,
    /// The approved profile of the ISV that they rest on; without it the ISV's own, if the policy asks for one.
    pub primary: Option<BundleSid>,
    /// Whether complete profiles are submitted, and their brands registered once they are approved.
    pub submits: bool,
}

/// What a line became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// A new customer.
    Made,
    /// A known one, whose profile is mended.
    Mended,
    /// A known one; the line says nothing new.
    Unchanged,
}

impl Taken {
    /// For people and programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Mended => "mended",
            Self::Unchanged => "unchanged",
        }
    }
}

/// A customer that was brought in.
#[derive(Debug, Clone)]
pub struct Imported {
    /// Its account.
    pub customer: AccountSid,
    /// Its profile.
    pub profile: BundleSid,
    /// What the line became.
    pub taken: Taken,
    /// Where the profile stands now.
    pub status: Status,
    /// What the profile lacks.
    pub shortcomings: Vec<Reason>,
    /// How far its brand is, if a line said something of one.
    pub brand: Option<ImportedBrand>,
}

impl Imported {
    /// How far its brand is, if a line said something of one.
    #[must_use]
    pub fn brand_stage(&self) -> Option<BrandStage> {
        self.brand.as_ref().map(|brand| brand.stage(self.status))
    }

    /// What the profile lacks, and then its brand.
    pub fn lacks(&self) -> impl Iterator<Item = &Reason> {
        self.shortcomings.iter().chain(self.brand.iter().flat_map(|brand| &brand.shortcomings))
    }
}

/// What a line is known by.
struct Hashes {
    line: Vec<u8>,
    /// Of what it says of a brand: one may be added to a line whose profile can no longer be changed.
    brand: Option<Vec<u8>>,
}

/// Every column that a file can have, in a good order; `policy` as in [`ImportOrder`].
///
/// # Errors
/// `Invalid` for a policy that is none of a profile.
pub fn columns(hub: &Hub, policy: Option<PolicySid>) -> Result<Vec<String>> {
    let policy = profile_policy(hub, policy)?;
    Ok(column_names(policy, brand::columns(hub, policy)))
}

fn profile_policy(hub: &Hub, policy: Option<PolicySid>) -> Result<&Policy> {
    match policy {
        Some(sid) => policy_for(hub, KIND, sid),
        None => {
            let mut usual = hub.catalog().policies_of_object_type(SECONDARY_BUSINESS);
            usual.next().ok_or(Error::Invalid(Invalid::Policy(KIND.in_words())))
        }
    }
}

impl<'h> Import<'h> {
    /// For the account acted on.
    ///
    /// # Errors
    /// `Invalid` for a policy that is none of a profile, and if there is no profile of the ISV in force that they can rest on;
    /// `Forbidden` for a subaccount and for whoever may not make accounts.
    pub async fn begin(hub: &'h Hub, isv: Actor, order: ImportOrder) -> Result<Self> {
        let policy = profile_policy(hub, order.policy)?;
        let account = isv.may(Permit::ManageCredentials)?.account();
        if accounts::find(hub, &isv, account).await?.parent_sid.is_some() {
            return Err(Error::Forbidden("a subaccount has no customers of its own"));
        }
        let primary = match order.primary {
            None if !policy.supporting_profiles.is_empty() => Some(own_primary(hub, &isv, policy).await?),
            given => given,
        };
        Ok(Self { hub, isv, policy, primary, submits: order.submits })
    }

    /// What the columns of a file mean here.
    ///
    /// # Errors
    /// Which of them is wrong.
    pub fn sheet<'n>(
        &self,
        columns: impl IntoIterator<Item = &'n str>,
    ) -> std::result::Result<CustomerSheet<'h>, SheetError> {
        CustomerSheet::new(self.policy, brand::columns(self.hub, self.policy), columns)
    }

    /// Brings in the customer of a line; a line that was taken before changes nothing.
    ///
    /// # Errors
    /// `Invalid` for what cannot be stored; `Rule` for a known customer whose profile cannot be changed now; `NotFound` for one
    /// whose profile or account has gone; `Unavailable`.
    pub async fn take(&self, sheet: &CustomerSheet<'_>, row: &CustomerRow) -> Result<Imported> {
        let hub = self.hub;
        let hashes = self.hashes(row)?;
        let (known, taken) = retry::on_conflict(|| async {
            let scope = Scope::own(self.isv.may(Permit::ManageCredentials)?.account());
            let known = hub.db().read().await?.imported_customer_find(&scope, &row.reference).await?;
            match known {
                Some(known) if !hashes.differ_from(&known) => Ok((known, Taken::Unchanged)),
                Some(known) => Ok((self.mend(sheet, row, &scope, known, &hashes).await?, Taken::Mended)),
                None => Ok((self.make(sheet, row, &scope, &hashes).await?, Taken::Made)),
            }
        })
        .await?;
        let (customer, profile) = (known.customer_sid, known.bundle_sid);
        let actor = self.isv.on(customer);
        let (bundle, shortcomings) = self.look(&actor, profile).await?;
        let is_ready = bundle.status == Status::Draft && shortcomings.is_empty();
        let status = if self.submits && is_ready {
            bundles::submit(hub, &actor, KIND, profile).await?.status
        } else {
            bundle.status
        };
        let brand = match &known.brand {
            Some(begun) => {
                if self.submits {
                    retry::on_conflict(|| registrations::set_going(hub, &actor, begun.product_sid)).await?;
                }
                Some(brand::look(hub, &actor, begun.product_sid).await?)
            }
            None => None,
        };
        Ok(Imported { customer, profile, taken, status, shortcomings, brand })
    }

    /// The profile, and what it lacks.
    async fn look(&self, actor: &Actor, profile: BundleSid) -> Result<(Bundle, Vec<Reason>)> {
        let scope = actor.may(Permit::Own)?;
        let mut tx = self.hub.db().read().await?;
        let bundle = bundles::load(&mut tx, &scope, KIND, profile).await?;
        let report = parts::report(&mut tx, self.hub, &bundle, policy_of(self.hub, &bundle)?).await?;
        Ok((bundle, report.shortcomings()))
    }

    fn hashes(&self, row: &CustomerRow) -> Result<Hashes> {
        let vault = self.hub.db().vault();
        let line = vault.line_hash(&serde_json::to_string(row).map_err(internal)?);
        let brand = row.brand.as_ref().map(serde_json::to_string).transpose().map_err(internal)?;
        Ok(Hashes { line, brand: brand.map(|brand| vault.line_hash(&brand)) })
    }

    /// The same for several lines, several at once, in their order.
    pub async fn take_all(&self, sheet: &CustomerSheet<'_>, rows: &[CustomerRow]) -> Vec<Result<Imported>> {
        futures::future::join_all(rows.iter().map(|row| self.take(sheet, row))).await
    }

    async fn make(
        &self,
        sheet: &CustomerSheet<'_>,
        row: &CustomerRow,
        scope: &Scope,
        hashes: &Hashes,
    ) -> Result<ImportedCustomer> {
        let hub = self.hub;
        let new = NewAccount { friendly_name: Some(row.name.clone()), ..NewAccount::default() };
        let created = accounts::prepare(hub, Some(scope.account()), new).await?;
        let actor = self.isv.on(created.account.sid);
        let draft = NewBundle {
            kind: KIND,
            friendly_name: row.name.clone(),
            email: row.email.clone(),
            policy_sid: self.policy.sid,
            status_callback: None,
        };
        let draft = bundles::prepare(hub, &actor, draft)?;
        let known = ImportedCustomer {
            reference: row.reference.clone(),
            customer_sid: created.account.sid,
            bundle_sid: draft.sid,
            line_hash: hashes.line.clone(),
            brand: None,
        };
        let mut tx = hub.db().write().await?;
        tx.imported_customer_insert(scope, &known, hub.now()).await?;
        accounts::insert(&mut tx, hub, &self.isv, &created).await?;
        bundles::insert(&mut tx, hub, &actor, draft).await?;
        self.fill(&mut tx, &actor, sheet, row, known.bundle_sid).await?;
        let known = self.put_brand(&mut tx, scope, row, known, hashes).await?;
        tx.commit().await?;
        Ok(known)
    }

    async fn mend(
        &self,
        sheet: &CustomerSheet<'_>,
        row: &CustomerRow,
        scope: &Scope,
        known: ImportedCustomer,
        hashes: &Hashes,
    ) -> Result<ImportedCustomer> {
        let actor = self.isv.on(known.customer_sid);
        let mut tx = self.hub.db().write().await?;
        if known.line_hash != hashes.line {
            self.fill(&mut tx, &actor, sheet, row, known.bundle_sid).await?;
            let line = hashes.line.clone();
            tx.imported_customer_save(scope, &known.reference, line, self.hub.now()).await?;
        }
        let known = self.put_brand(&mut tx, scope, row, known, hashes).await?;
        tx.commit().await?;
        Ok(known)
    }

    async fn fill(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        sheet: &CustomerSheet<'_>,
        row: &CustomerRow,
        profile: BundleSid,
    ) -> Result<()> {
        let fillings = self.primary.map(Filling::Support).into_iter().chain(fillings(sheet, row));
        filling::put_all(tx, self.hub, actor, (KIND, profile), fillings).await
    }
}

impl Hashes {
    fn differ_from(&self, known: &ImportedCustomer) -> bool {
        let of_brand = known.brand.as_ref().map(|brand| &brand.hash);
        self.line != known.line_hash || (self.brand.is_some() && self.brand.as_ref() != of_brand)
    }
}

/// The newest profile of the ISV in force that the policy lets a customer's rest on.
async fn own_primary(hub: &Hub, isv: &Actor, policy: &Policy) -> Result<BundleSid> {
    let now = hub.now();
    for wanted in &policy.supporting_profiles {
        for of_type in hub.catalog().policies_of_object_type(&wanted.object_type) {
            let filter = BundleFilter {
                status: Some(Status::Approved),
                policy_sid: Some(of_type.sid),
                ..BundleFilter::default()
            };
            let request = PageRequest { size: 20, position: Position::Start };
            let page = bundles::list(hub, isv, KIND, filter, request).await?;
            if let Some(found) = page.items.iter().find(|bundle| bundle.is_in_force(now)) {
                return Ok(found.sid);
            }
        }
    }
    Err(Invalid::Primary(
        "the account has no approved primary profile that those of its customers can rest on".to_owned(),
    )
    .into())
}
