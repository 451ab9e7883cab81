//! What is past its period: found by lists of identifiers, judged one by one.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::Duration;

use trusthub_domain::bundle::{Bundle, ObjectSid};
use trusthub_domain::evaluation::address_sids;
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::retention::{RetentionClass, class_of};
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::State;
use trusthub_storage::{AddressFilter, Scope, Stale, StaleRow, Tx};

use super::holds::is_held;
use crate::record::internal;
use crate::{Actor, Hub, Pages, Result};

/// Rows judged in one transaction.
pub(super) const PAGE: u32 = 200;

/// Most that is listed. Ours: more than anybody reads.
const MOST_LISTED: usize = 10_000;

/// Every list and what may be on it. Accounts first: what is in them need not be looked for one by one then.
pub(super) const LISTS: [(Stale, &[RetentionClass]); 13] = [
    (Stale::Accounts, &[RetentionClass::ClosedAccount]),
    (Stale::Drafts, &[RetentionClass::Draft]),
    (Stale::Rejected, &[RetentionClass::RejectedProfile, RetentionClass::EndedProfile]),
    (Stale::EndUsers, &[RetentionClass::UnusedItem]),
    (Stale::Documents, &[RetentionClass::UnusedItem]),
    (Stale::Addresses, &[RetentionClass::UnusedItem]),
    (Stale::Cases, &[RetentionClass::Case]),
    // Evidence as a case is.
    (Stale::Confirmations, &[RetentionClass::Case]),
    // They tell as little as an event.
    (Stale::Credentials, &[RetentionClass::Event]),
    (Stale::Tollfree, &[RetentionClass::RejectedProfile]),
    (Stale::TollfreeDrafts, &[RetentionClass::Draft]),
    (Stale::CampaignRegistrations, &[RetentionClass::Draft]),
    (Stale::Events, &[RetentionClass::Event]),
];

/// Something that is past its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// What it is: `AC…`, `BU…`, `IT…`, `RD…`, `AD…`, `VC…`, `CF…`, `CD…`, `HH…`, `PN…` (what was entered for a
    /// number) or `EV…`.
    pub subject: String,
    /// Whose period has passed.
    pub class: RetentionClass,
    /// When.
    pub since: Timestamp,
    /// A legal hold keeps it nevertheless.
    pub is_held: bool,
}

/// What the next sweep would erase, and what it would keep for a legal hold; at most ten thousand.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Due>> {
    actor.must_be_operator()?;
    let mut all = Vec::new();
    for (stale, classes) in LISTS {
        let mut after = None;
        while let Some(rows) = next(hub, stale, classes, after.as_ref()).await? {
            let mut tx = hub.db().read().await?;
            for row in &rows {
                all.extend(judge(&mut tx, hub, stale, row).await?);
            }
            if all.len() >= MOST_LISTED {
                all.truncate(MOST_LISTED);
                return Ok(all);
            }
            after = rows.into_iter().next_back();
        }
    }
    Ok(all)
}

/// The next rows of a list; `None` at its end, or if all of its classes are kept for ever.
pub(super) async fn next(
    hub: &Hub,
    stale: Stale,
    classes: &[RetentionClass],
    after: Option<&StaleRow>,
) -> Result<Option<Vec<StaleRow>>> {
    let retention = hub.catalog().retention();
    let shortest: Option<Duration> = classes.iter().filter_map(|class| retention.shortest(*class)).min();
    let Some(shortest) = shortest else { return Ok(None) };
    let before = hub.now().minus(shortest);
    let rows = hub.db().read().await?.stale_list_any_account(stale, after, before, PAGE).await?;
    Ok(Some(rows).filter(|rows| !rows.is_empty()))
}

/// Looks closer: what it is, since when, where, and whether it is held. `None` if it is not due, or gone meanwhile.
pub(super) async fn judge(tx: &mut Tx, hub: &Hub, stale: Stale, row: &StaleRow) -> Result<Option<Due>> {
    let scope = Scope::own(row.account_sid);
    let Some(found) = find(tx, hub, &scope, stale, row).await? else { return Ok(None) };
    let Found { class, counted_from, countries, bundle } = found;
    let erase_at = hub.catalog().retention().erase_at(class, &countries, counted_from);
    let Some(since) = erase_at.filter(|at| *at <= hub.now()) else { return Ok(None) };
    let is_held = is_held(tx, &scope, bundle).await?;
    Ok(Some(Due { account_sid: row.account_sid, subject: row.sid.clone(), class, since, is_held }))
}

/// What a row is, for the rules of retention.
struct Found {
    class: RetentionClass,
    counted_from: Timestamp,
    countries: Vec<String>,
    /// The one that it belongs to: a hold on that is one on it.
    bundle: Option<BundleSid>,
}

impl Found {
    const fn new(class: RetentionClass, counted_from: Timestamp) -> Self {
        Self { class, counted_from, countries: Vec::new(), bundle: None }
    }

    fn in_countries(self, countries: Vec<String>) -> Self {
        Self { countries, ..self }
    }

    fn of_bundle(self, bundle: BundleSid) -> Self {
        Self { bundle: Some(bundle), ..self }
    }
}

async fn find(tx: &mut Tx, hub: &Hub, scope: &Scope, stale: Stale, row: &StaleRow) -> Result<Option<Found>> {
    Ok(match stale {
        Stale::Accounts => {
            let account = tx.account_find(scope).await?;
            let countries = countries_of_account(tx, scope).await?;
            account.map(|one| {
                Found::new(RetentionClass::ClosedAccount, one.date_updated).in_countries(countries)
            })
        }
        Stale::Drafts | Stale::Rejected => match tx.bundle_find(scope, sid(row)?).await? {
            Some(bundle) => of_bundle(tx, hub, &bundle).await?,
            None => None,
        },
        Stale::EndUsers => {
            let found = tx.end_user_find(scope, sid(row)?).await?;
            found.map(|one| Found::new(RetentionClass::UnusedItem, one.date_updated))
        }
        Stale::Documents => match tx.document_find(scope, sid(row)?).await? {
            Some(document) => {
                let found = Found::new(RetentionClass::UnusedItem, document.date_updated);
                Some(found.in_countries(countries_of_documents(tx, hub, scope, vec![document]).await?))
            }
            None => None,
        },
        Stale::Addresses => {
            let found = tx.address_find(scope, sid(row)?).await?;
            found.map(|one| {
                Found::new(RetentionClass::UnusedItem, one.date_updated).in_countries(vec![one.iso_country])
            })
        }
        Stale::Cases => {
            let found = tx.case_find(scope, sid(row)?).await?;
            found.map(|one| Found::new(RetentionClass::Case, one.opened_at).of_bundle(one.bundle_sid))
        }
        Stale::Confirmations => {
            let found = tx.confirmation_find(scope, sid(row)?).await?;
            found.map(|one| Found::new(RetentionClass::Case, one.asked_at).of_bundle(one.bundle_sid))
        }
        Stale::Credentials => {
            let found = tx.credential_find(scope, sid(row)?).await?;
            found.map(|one| Found::new(RetentionClass::Event, one.expires_at).of_bundle(one.bundle_sid))
        }
        Stale::Tollfree => {
            let found = tx.tollfree_find(scope, sid(row)?).await?;
            let found = found.filter(|one| matches!(one.state, State::Rejected { .. }));
            found.map(|one| Found::new(RetentionClass::RejectedProfile, one.date_updated))
        }
        Stale::TollfreeDrafts => {
            let found = tx.tollfree_draft_find(scope, sid(row)?).await?;
            found.map(|one| Found::new(RetentionClass::Draft, one.date_updated))
        }
        Stale::CampaignRegistrations => {
            let found = tx.campaign_registration_find(scope, sid(row)?).await?;
            let found = found.filter(|one| one.campaign_sid.is_none());
            found.map(|one| Found::new(RetentionClass::Draft, one.date_updated))
        }
        Stale::Events => {
            let found = tx.event_find(scope, sid(row)?).await?.map(|stored| stored.event);
            found.map(|one| Found::new(RetentionClass::Event, one.transition.at).of_bundle(one.bundle_sid))
        }
    })
}

fn sid<S: FromStr<Err: std::error::Error + Send + Sync + 'static>>(row: &StaleRow) -> Result<S> {
    row.sid.parse().map_err(internal)
}

async fn of_bundle(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Option<Found>> {
    let Some((class, since)) = class_of(bundle) else { return Ok(None) };
    let scope = Scope::own(bundle.account_sid);
    let mut documents = Vec::new();
    for item in tx.entity_assignment_all(&scope, bundle.sid).await? {
        if let ObjectSid::SupportingDocument(sid) = item.object_sid {
            documents.extend(tx.document_find(&scope, sid).await?);
        }
    }
    let countries = countries_of_documents(tx, hub, &scope, documents).await?;
    Ok(Some(Found::new(class, since).in_countries(countries).of_bundle(bundle.sid)))
}

async fn countries_of_documents(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    documents: Vec<SupportingDocument>,
) -> Result<Vec<String>> {
    let mut countries = BTreeSet::new();
    for sid in address_sids(hub.catalog(), &documents) {
        countries.extend(tx.address_find(scope, sid).await?.map(|address| address.iso_country));
    }
    Ok(countries.into_iter().collect())
}

async fn countries_of_account(tx: &mut Tx, scope: &Scope) -> Result<Vec<String>> {
    let mut countries = BTreeSet::new();
    let mut pages = Pages::of(PAGE);
    while let Some(request) = pages.request() {
        let page = tx.address_list(scope, &AddressFilter::default(), &request).await?;
        countries.extend(pages.rows(page).into_iter().map(|address| address.iso_country));
    }
    Ok(countries.into_iter().collect())
}

/// A bundle within the transaction that is to erase it.
pub(super) async fn bundle_due(
    tx: &mut Tx,
    hub: &Hub,
    stale: Stale,
    due: &Due,
) -> Result<Option<(Bundle, Due)>> {
    let row = StaleRow { account_sid: due.account_sid, sid: due.subject.clone() };
    let bundle: BundleSid = sid(&row)?;
    let Some(found) = tx.bundle_find(&Scope::own(due.account_sid), bundle).await? else { return Ok(None) };
    Ok(judge(tx, hub, stale, &row).await?.map(|due| (found, due)))
}
