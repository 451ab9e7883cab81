//! An ISV brings in its customers, a line of a file each: an account of its own, and in it the profile, filled in, and
//! submitted if that is wanted.
//!
//! A line is one change: a process that is killed leaves whole customers only, and the same file given again goes on where
//! it stopped. What the ISV calls a customer tells whether a line is a new one.

use std::collections::BTreeMap;

use trusthub_domain::bundle::{BundleKind, Reason, Status};
use trusthub_domain::customer_sheet::{CustomerRow, CustomerSheet, SheetError};
use trusthub_domain::item::Attributes;
use trusthub_domain::policy::{Policy, SECONDARY_BUSINESS};
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid};
use trusthub_storage::{ImportedCustomer, Scope, Tx};

use crate::accounts::{self, NewAccount};
use crate::bundles::filling::{self, Filling};
use crate::bundles::{self, BundleFilter, NewBundle, parts, policy_for, policy_of};
use crate::items::addresses::NewAddress;
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
    /// Whether complete profiles are submitted.
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
}

impl<'h> Import<'h> {
    /// For the account acted on.
    ///
    /// # Errors
    /// `Invalid` for a policy that is none of a profile, and if there is no profile of the ISV in force that they can rest on;
    /// `Forbidden` for a subaccount and for whoever may not make accounts.
    pub async fn begin(hub: &'h Hub, isv: Actor, order: ImportOrder) -> Result<Self> {
        let policy = match order.policy {
            Some(sid) => policy_for(hub, KIND, sid)?,
            None => hub
                .catalog()
                .policies_of_object_type(SECONDARY_BUSINESS)
                .next()
                .ok_or(Error::Invalid(Invalid::Policy(KIND.in_words())))?,
        };
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
        CustomerSheet::new(self.policy, columns)
    }

    /// Brings in the customer of a line; a line that was taken before changes nothing.
    ///
    /// # Errors
    /// `Invalid` for what cannot be stored; `Rule` for a known customer whose profile cannot be changed now; `NotFound` for one
    /// whose profile or account has gone; `Unavailable`.
    pub async fn take(&self, sheet: &CustomerSheet<'_>, row: &CustomerRow) -> Result<Imported> {
        let hub = self.hub;
        let line = serde_json::to_string(row).map_err(internal)?;
        let line_hash = hub.db().vault().line_hash(&line);
        let (customer, profile, taken) = retry::on_conflict(|| async {
            let scope = Scope::own(self.isv.may(Permit::ManageCredentials)?.account());
            let known = hub.db().read().await?.imported_customer_find(&scope, &row.reference).await?;
            match known {
                Some(known) if known.line_hash == line_hash => {
                    Ok((known.customer_sid, known.bundle_sid, Taken::Unchanged))
                }
                Some(known) => {
                    self.mend(sheet, row, &scope, &known, line_hash.clone()).await?;
                    Ok((known.customer_sid, known.bundle_sid, Taken::Mended))
                }
                None => {
                    let (customer, profile) = self.make(sheet, row, &scope, line_hash.clone()).await?;
                    Ok((customer, profile, Taken::Made))
                }
            }
        })
        .await?;
        let actor = self.isv.on(customer);
        let scope = actor.may(Permit::Own)?;
        let mut tx = hub.db().read().await?;
        let bundle = bundles::load(&mut tx, &scope, KIND, profile).await?;
        let shortcomings =
            parts::report(&mut tx, hub, &bundle, policy_of(hub, &bundle)?).await?.shortcomings();
        drop(tx);
        let is_ready = bundle.status == Status::Draft && shortcomings.is_empty();
        let status = if self.submits && is_ready {
            bundles::submit(hub, &actor, KIND, profile).await?.status
        } else {
            bundle.status
        };
        Ok(Imported { customer, profile, taken, status, shortcomings })
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
        line_hash: Vec<u8>,
    ) -> Result<(AccountSid, BundleSid)> {
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
            line_hash,
        };
        let mut tx = hub.db().write().await?;
        tx.imported_customer_insert(scope, &known, hub.now()).await?;
        accounts::insert(&mut tx, hub, &self.isv, &created).await?;
        let profile = bundles::insert(&mut tx, hub, &actor, draft).await?.bundle.sid;
        self.fill(&mut tx, &actor, sheet, row, profile).await?;
        tx.commit().await?;
        Ok((known.customer_sid, profile))
    }

    async fn mend(
        &self,
        sheet: &CustomerSheet<'_>,
        row: &CustomerRow,
        scope: &Scope,
        known: &ImportedCustomer,
        line_hash: Vec<u8>,
    ) -> Result<()> {
        let actor = self.isv.on(known.customer_sid);
        let mut tx = self.hub.db().write().await?;
        self.fill(&mut tx, &actor, sheet, row, known.bundle_sid).await?;
        tx.imported_customer_save(scope, &known.reference, line_hash, self.hub.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn fill(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        sheet: &CustomerSheet<'_>,
        row: &CustomerRow,
        profile: BundleSid,
    ) -> Result<()> {
        let scope = actor.may(Permit::Own)?;
        let support = self.primary.map(Filling::Support);
        for filling in support.into_iter().chain(fillings(sheet, row)) {
            let bundle = bundles::load(tx, &scope, KIND, profile).await?;
            filling::put(tx, self.hub, actor, bundle, filling, None).await?;
        }
        Ok(())
    }
}

/// What a line says of the profile, requirement by requirement.
fn fillings(sheet: &CustomerSheet<'_>, row: &CustomerRow) -> Vec<Filling> {
    let end_users = row.end_users.iter().map(|(type_name, attributes)| Filling::EndUser {
        type_name: type_name.clone(),
        attributes: attributes.clone(),
    });
    let document = sheet.address_document().filter(|_| !row.address.is_empty());
    let address = document.map(|type_name| Filling::Document {
        type_name: type_name.to_owned(),
        attributes: Attributes::new(),
        address: Some(Box::new(address(&row.address, &row.name))),
        file: None,
    });
    end_users.chain(address).collect()
}

fn address(parts: &BTreeMap<&'static str, String>, name: &str) -> NewAddress {
    let part = |name: &str| parts.get(name).cloned().unwrap_or_default();
    let customer_name = part("customer_name");
    NewAddress {
        friendly_name: String::new(),
        customer_name: if customer_name.is_empty() { name.to_owned() } else { customer_name },
        street: part("street"),
        street_secondary: Some(part("street_secondary")).filter(|line| !line.is_empty()),
        city: part("city"),
        region: part("region"),
        postal_code: part("postal_code"),
        iso_country: part("iso_country"),
        emergency_enabled: false,
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
