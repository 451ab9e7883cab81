//! Who shares what with whom, around one bundle: two steps far, and bounded.
//!
//! Drawn from what is remembered now, not from what was when a case was vetted. A family of accounts is no ring, so no line
//! is drawn within one; what is common is named once and not followed. Every use of a value stands on its own: who shares a
//! phone with a neighbour and an address with another is two lines.

use std::collections::{BTreeMap, BTreeSet};

use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_storage::{BundlePlace, Remembered, Scope, Tx, Use};
use trusthub_vetting::rings::shared_values;

use super::{MOST_USES, families, head_of_family, lookup};
use crate::erased::unless_erased;
use crate::review::test_mode;
use crate::review::vetting::content;
use crate::{Hub, Result};

/// Steps from the bundle that is looked at.
const STEPS: u8 = 2;

/// Bundles that are drawn. What more there are is said; a reviewer looks at one of these to see further.
const MOST_NODES: usize = 25;

/// The neighbourhood of one bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Graph {
    /// The bundle itself first, then the others by their distance.
    pub nodes: Vec<Node>,
    /// What two of them share.
    pub links: Vec<Link>,
    /// What so many share that it was not followed.
    pub common: Vec<Widespread>,
    /// There is more than was drawn.
    pub is_cut: bool,
}

/// A bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Which.
    pub bundle_sid: BundleSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// The name of its business, or of its profile where it has none.
    pub business_name: String,
    /// How it stands.
    pub status: Status,
    /// Steps from the bundle that is looked at.
    pub steps: u8,
}

/// What two bundles share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The one nearer to the bundle that is looked at.
    pub from: BundleSid,
    /// The other.
    pub to: BundleSid,
    /// By kind.
    pub shares: Vec<Shared>,
}

/// A value that is shared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// What it is.
    pub kind: SharedKind,
    /// As the bundle that is looked at has it; `None` between two others, and where it has been edited since.
    pub value: Option<String>,
}

/// A value that is common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Widespread {
    /// What it is, and how it reads.
    pub shared: Shared,
    /// It is in more families of accounts than this.
    pub families_above: u32,
}

/// Draws it. Empty for a bundle that shares nothing, and for a test account's.
pub(crate) async fn graph(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Graph> {
    if test_mode::is_on(tx, &Scope::own(bundle.account_sid)).await? {
        return Ok(Graph::default());
    }
    let own = content(tx, hub, bundle).await?;
    let mut clear = BTreeMap::new();
    for value in shared_values(&own.application, &own.documents) {
        clear.insert(tx.lookup_hash(&lookup(&value)), value.shown);
    }
    let looked_at = head_of_family(tx, bundle.account_sid).await?;
    let here = BundlePlace { account_sid: bundle.account_sid, bundle_sid: bundle.sid };
    let mut search = Search { clear, drawn: BTreeSet::from([bundle.sid]), ..Search::default() };
    let mut frontier = vec![here];
    let mut places = vec![(here, 0)];
    for step in 1..=STEPS {
        let mut next = Vec::new();
        for from in frontier {
            next.extend(search.neighbours(tx, hub, from, looked_at).await?);
        }
        places.extend(next.iter().map(|place| (*place, step)));
        frontier = next;
    }
    if search.links.is_empty() && search.common.is_empty() {
        return Ok(Graph::default());
    }
    let mut nodes = Vec::new();
    for (place, steps) in places {
        nodes.extend(node(tx, hub, place, steps).await?);
    }
    let links = search.links.into_iter().map(|((from, to), shares)| Link {
        from,
        to,
        shares: shares.into_iter().collect(),
    });
    let mut graph = Graph {
        links: links.collect(),
        common: search.common.into_iter().collect(),
        is_cut: search.is_cut,
        nodes,
    };
    // One that has gone between two statements.
    let known: BTreeSet<BundleSid> = graph.nodes.iter().map(|node| node.bundle_sid).collect();
    graph.links.retain(|link| known.contains(&link.from) && known.contains(&link.to));
    Ok(graph)
}

#[derive(Default)]
struct Search {
    /// The values of the bundle that is looked at, by their hashes.
    clear: BTreeMap<Vec<u8>, String>,
    drawn: BTreeSet<BundleSid>,
    links: BTreeMap<(BundleSid, BundleSid), BTreeSet<Shared>>,
    common: BTreeSet<Widespread>,
    is_cut: bool,
}

impl Search {
    /// Draws what one bundle shares; gives the bundles that were not drawn before. Those of the family that is looked at are
    /// left out: from there, everything leads to it.
    async fn neighbours(
        &mut self,
        tx: &mut Tx,
        hub: &Hub,
        from: BundlePlace,
        looked_at: AccountSid,
    ) -> Result<Vec<BundlePlace>> {
        let family = head_of_family(tx, from.account_sid).await?;
        let mut found = Vec::new();
        for remembered in tx.lookup_list(&Scope::own(from.account_sid), from.bundle_sid).await? {
            let mut uses = tx.lookup_others_any_account(&remembered.hash, family, MOST_USES).await?;
            if self.is_common(&remembered, &uses, hub.scorecard().rings().common_above) {
                continue;
            }
            uses.retain(|one| one.family_sid != looked_at);
            for one in uses {
                let is_new = !self.drawn.contains(&one.bundle_sid);
                if is_new && self.drawn.len() >= MOST_NODES {
                    self.is_cut = true;
                    continue;
                }
                if is_new {
                    self.drawn.insert(one.bundle_sid);
                    found.push(BundlePlace { account_sid: one.account_sid, bundle_sid: one.bundle_sid });
                }
                self.link(from.bundle_sid, one.bundle_sid, &remembered);
            }
        }
        Ok(found)
    }

    fn is_common(&mut self, remembered: &Remembered, uses: &[Use], above: u32) -> bool {
        let is_common = families(uses) > above;
        if is_common {
            let shared = self.shared(remembered);
            self.common.insert(Widespread { shared, families_above: above });
        }
        is_common
    }

    /// Each pair once, from whichever was drawn first.
    fn link(&mut self, from: BundleSid, to: BundleSid, remembered: &Remembered) {
        let shared = self.shared(remembered);
        let pair = if self.links.contains_key(&(to, from)) { (to, from) } else { (from, to) };
        self.links.entry(pair).or_default().insert(shared);
    }

    fn shared(&self, remembered: &Remembered) -> Shared {
        Shared { kind: remembered.kind, value: self.clear.get(&remembered.hash).cloned() }
    }
}

/// `None` for one that has gone, or whose account was erased.
async fn node(tx: &mut Tx, hub: &Hub, place: BundlePlace, steps: u8) -> Result<Option<Node>> {
    let found = tx.bundle_find(&Scope::own(place.account_sid), place.bundle_sid).await;
    let Some(bundle) = unless_erased(found)? else { return Ok(None) };
    let business = content(tx, hub, &bundle).await?.application.business;
    let name = business.map(|business| business.name).filter(|name| !name.is_empty());
    Ok(Some(Node {
        bundle_sid: bundle.sid,
        account_sid: bundle.account_sid,
        business_name: name.unwrap_or_else(|| bundle.friendly_name.clone()),
        status: bundle.shown_status(),
        steps,
    }))
}
