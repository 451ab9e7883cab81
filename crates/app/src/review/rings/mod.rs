//! What a bundle has in common with bundles of other accounts: remembered when it is submitted, asked when it is vetted,
//! drawn as a graph for reviewers.
//!
//! Remembered in the transaction that submits it, so that of two accounts that submit the same at the same moment the one
//! that is vetted last sees the other. A bundle counts with what it was last submitted with, until it is deleted; a draft
//! counts nothing. Test accounts leave no trace and are never compared: their businesses are made up.

mod graph;
mod walk;

use std::collections::BTreeSet;

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{Lookup, Scope, Sharing, Tx, Use};
use trusthub_vetting::Application;
use trusthub_vetting::rings::{RingFacts, SharedBy, SharedFacts, SharedValue, shared_values};

pub(crate) use self::graph::graph;
pub use self::graph::{Graph, Link, Node, Shared, Widespread};
pub(crate) use self::walk::run as walk;
use crate::review::vetting::{Content, content};
use crate::{Hub, Result};

/// Uses of one value that are read: enough to tell what is common, however many there are.
const MOST_USES: u32 = 500;

/// Bundles that a finding names.
const NAMED: usize = 10;

/// Remembers what a bundle is submitted with, in place of what was remembered of it.
pub(crate) async fn remember(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let content = content(tx, hub, bundle).await?;
    remember_content(tx, hub, bundle, &content).await
}

/// As [`remember`], where the content is known.
pub(crate) async fn remember_content(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    content: &Content,
) -> Result<()> {
    let scope = Scope::own(bundle.account_sid);
    let Some(business) = business(bundle, &content.application) else { return Ok(()) };
    let Some(account) = tx.account_find(&scope).await?.filter(|account| !account.is_test) else {
        return Ok(());
    };
    let family_sid = account.parent_sid.unwrap_or(account.sid);
    let values: Vec<Lookup> =
        shared_values(&content.application, &content.documents).iter().map(lookup).collect();
    let sharing = Sharing { family_sid, business: &business, values: &values };
    Ok(tx.lookup_set(&scope, bundle.sid, sharing, hub.now()).await?)
}

/// Who else uses what an application says. Its account is no test account.
pub(crate) async fn facts(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    content: &Content,
) -> Result<Option<RingFacts>> {
    let Some(business) = business(bundle, &content.application) else { return Ok(None) };
    let business = tx.lookup_business(&business);
    let family = head_of_family(tx, bundle.account_sid).await?;
    let mut values = Vec::new();
    for value in shared_values(&content.application, &content.documents) {
        // The same number is the same business.
        if value.kind != SharedKind::BusinessIdentifier {
            values.push(facts_of(tx, hub, family, &business, value).await?);
        }
    }
    Ok(Some(RingFacts { values }))
}

async fn facts_of(
    tx: &mut Tx,
    hub: &Hub,
    family: AccountSid,
    business: &[u8],
    value: SharedValue,
) -> Result<SharedFacts> {
    let bounds = hub.scorecard().rings();
    let hash = tx.lookup_hash(&lookup(&value));
    let is_other = |one: &Use| one.business != business;
    let mut others = tx.lookup_others_any_account(&hash, family, MOST_USES).await?;
    others.retain(is_other);
    let lately = hub.now().minus(bounds.velocity_within);
    let recent = tx.lookup_since_any_account(&hash, lately, MOST_USES).await?;
    // An ISV has the mail about all its customers sent to itself: that is no pace of theirs.
    let is_told_to_isv = matches!(value.kind, SharedKind::Email | SharedKind::Domain);
    let counts = |one: &&Use| is_other(one) && !(is_told_to_isv && one.family_sid == family);
    let businesses: BTreeSet<&[u8]> =
        recent.iter().filter(counts).map(|one| one.business.as_slice()).collect();
    let SharedValue { kind, object, field, shown, normal: _ } = value;
    Ok(SharedFacts {
        kind,
        object,
        field,
        shown,
        families: families(&others).min(bounds.common_above.saturating_add(1)),
        bundles: others
            .iter()
            .take(NAMED)
            .map(|one| SharedBy { account_sid: one.account_sid, bundle_sid: one.bundle_sid })
            .collect(),
        businesses_lately: number(businesses.len()).saturating_add(1),
    })
}

/// How many families of accounts are among these.
fn families(uses: &[Use]) -> u32 {
    number(uses.iter().map(|one| one.family_sid).collect::<BTreeSet<_>>().len())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What tells the business of a bundle from others: its registration number, or its name, or that it is this profile. `None`
/// for a trust product without a business of its own, which its profiles stand for.
fn business(bundle: &Bundle, application: &Application) -> Option<String> {
    if let Some(number) = application.identity() {
        return Some(number);
    }
    let name = application.business.as_ref().map(|business| business.name.to_lowercase());
    match (name.filter(|name| !name.is_empty()), bundle.kind) {
        (Some(name), _) => Some(format!("name\n{name}")),
        (None, BundleKind::CustomerProfile) => Some(bundle.copy_of.unwrap_or(bundle.sid).to_string()),
        (None, BundleKind::TrustProduct) => None,
    }
}

fn lookup(value: &SharedValue) -> Lookup {
    Lookup { kind: value.kind, value: value.normal.clone() }
}

/// The main account of a subaccount, or the account itself.
pub(crate) async fn head_of_family(tx: &mut Tx, account: AccountSid) -> Result<AccountSid> {
    let account_row = tx.account_find(&Scope::own(account)).await?;
    Ok(account_row.and_then(|row| row.parent_sid).unwrap_or(account))
}
