//! What this node may let send, and has: per brand and day in memory.
//!
//! A day with a limit is given out by the database in portions (`settle`): a node lets send what it was given and no
//! more. So the limit holds over all nodes, and a message takes no look into the database. What a killed node was given
//! and did not use is lost for that day.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::MutexGuard;
use trusthub_domain::messaging::{CarrierName, MessageDay, MessageGround, Pace, Throughput, allotment};
use trusthub_domain::sid::{AccountSid, BrandSid, CampaignSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{NodeUsage, UsageKey};

use super::count::{Count, Lane, Left};

/// Brands that are counted without waiting for each other. Ours.
const SHARDS: usize = 64;

/// How long it is believed that a day has nothing left: another node may have given something back.
const REFUSED_FOR: Duration = Duration::from_secs(1);

/// Messages that somebody wants to send.
pub(super) struct Wish<'a> {
    pub(super) account: AccountSid,
    pub(super) brand: BrandSid,
    pub(super) campaign: CampaignSid,
    pub(super) carrier: Option<CarrierName>,
    pub(super) count: u32,
    pub(super) limits: &'a Throughput,
    pub(super) day: MessageDay,
    pub(super) now: Timestamp,
}

impl Wish<'_> {
    /// Each that it counts in, with its limit of the day.
    fn lanes(&self) -> impl Iterator<Item = (Lane, Option<u64>)> {
        let of_carrier = self
            .carrier
            .map(|name| (Lane::Of(name), self.limits.of_carrier(name).and_then(|carrier| carrier.daily_cap)));
        [(Lane::All, self.limits.daily_cap)].into_iter().chain(of_carrier)
    }

    fn per_second(&self) -> f64 {
        self.carrier
            .and_then(|name| self.limits.of_carrier(name))
            .map_or_else(|| self.limits.messages_per_second(), |carrier| carrier.messages_per_second)
    }
}

/// What comes of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// They are counted.
    Allowed(Left),
    /// They are not, and may be after this time.
    TooFast(Duration, Left),
    /// The day is used up.
    Spent(MessageGround, Left),
    /// The node must be given more first.
    NeedsPortion,
}

#[derive(Debug)]
struct Ledger {
    account: AccountSid,
    day: MessageDay,
    counts: HashMap<Lane, Count>,
    paces: HashMap<(CampaignSid, Option<CarrierName>), Pace>,
    /// Nodes that let it send now, this one included.
    nodes: u32,
    /// Days that are over, until the database knows all of them.
    past: Vec<(MessageDay, Lane, Count)>,
}

impl Ledger {
    /// Never back: what was counted on a day is told once, whoever is late and whatever the clock does.
    fn turn_to(&mut self, day: MessageDay) {
        if self.day.ends_at < day.ends_at {
            let before = std::mem::replace(&mut self.day, day);
            self.past.extend(self.counts.drain().map(|(lane, count)| (before, lane, count)));
        }
    }

    fn take(&mut self, wish: &Wish<'_>) -> Taken {
        self.turn_to(wish.day);
        let (wanted, now) = (u64::from(wish.count), wish.now);
        let whole = wish.per_second();
        let per_second = whole / f64::from(self.nodes.max(1));
        let pace_of = (wish.campaign, wish.carrier);
        let pace = self.paces.get(&pace_of).copied().unwrap_or_default();
        let mut left = Left { used: 0, cap: None };
        for (lane, cap) in wish.lanes() {
            let count = self.counts.entry(lane).or_default();
            (count.cap, count.per_second) = (cap, whole);
            // The narrowest counts.
            if lane == Lane::All || cap.is_some() {
                left = count.left();
            }
            let is_refused = count.refused_at.is_some_and(|at| now.since(at) < REFUSED_FOR && at <= now);
            if cap.is_some_and(|cap| count.spare() < wanted && (wanted > cap || is_refused)) {
                return Taken::Spent(lane.is_spent(), left);
            }
        }
        let wait = pace.wait(wish.count, per_second, now);
        if !wait.is_zero() {
            return Taken::TooFast(wait, left);
        }
        let mut is_short = false;
        for (lane, _) in wish.lanes().filter(|(_, cap)| cap.is_some()) {
            let count = self.counts.entry(lane).or_default();
            let missing = wanted.saturating_sub(count.spare());
            count.wanted = count.wanted.max(missing);
            is_short |= missing > 0;
        }
        if is_short {
            return Taken::NeedsPortion;
        }
        for (lane, _) in wish.lanes() {
            let count = self.counts.entry(lane).or_default();
            count.used = count.used.saturating_add(wanted);
            count.granted = count.granted.max(count.used);
            count.taken_at = Some(now);
        }
        self.paces.insert(pace_of, pace.take(wish.count, per_second, now));
        Taken::Allowed(Left { used: left.used.saturating_add(wanted), ..left })
    }
}

/// A count that the database is to be told, and asked for more of.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) key: UsageKey,
    pub(super) usage: NodeUsage,
    lane: Lane,
    day: MessageDay,
    cap: Option<u64>,
    wanted: u64,
    per_second: f64,
    is_over: bool,
}

impl Due {
    /// How much more this node is given, where others have so much.
    pub(super) fn portion(&self, others: u64) -> u64 {
        let Some(cap) = self.cap else { return 0 };
        if self.is_over {
            return 0;
        }
        let left = cap.saturating_sub(others.saturating_add(self.usage.granted));
        allotment(self.wanted, Some(left), self.per_second)
    }
}

/// What the database answered.
pub(super) struct Settled {
    pub(super) due: Due,
    pub(super) portion: u64,
    pub(super) others: u64,
    pub(super) nodes: u32,
}

/// Everything this node counts.
#[derive(Debug)]
pub(crate) struct Ledgers {
    node: String,
    shards: [Mutex<HashMap<BrandSid, Ledger>>; SHARDS],
    /// Whoever talks with the database about it.
    turn: tokio::sync::Mutex<()>,
}

impl Ledgers {
    /// `node` is a name that no other process ever has.
    pub(crate) fn new(node: String) -> Self {
        Self { node, shards: std::array::from_fn(|_| Mutex::default()), turn: tokio::sync::Mutex::default() }
    }

    pub(super) fn node(&self) -> &str {
        &self.node
    }

    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    fn with<T>(&self, brand: BrandSid, work: impl FnOnce(&mut HashMap<BrandSid, Ledger>) -> T) -> T {
        let place = brand.uuid().as_u128() % SHARDS as u128;
        let shard = usize::try_from(place).ok().and_then(|place| self.shards.get(place));
        // There is one at every place below `SHARDS`.
        let shard = shard.unwrap_or(&self.shards[0]);
        work(&mut shard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts messages, if they may be sent now.
    pub(super) fn take(&self, wish: &Wish<'_>) -> Taken {
        self.with(wish.brand, |ledgers| {
            let ledger = ledgers.entry(wish.brand).or_insert_with(|| Ledger {
                account: wish.account,
                day: wish.day,
                counts: HashMap::new(),
                paces: HashMap::new(),
                nodes: 1,
                past: Vec::new(),
            });
            ledger.take(wish)
        })
    }

    /// Counts that the database should hear of, in the order of their keys; all of them if this node ends. What is to be
    /// given back can be used no more from here on.
    pub(super) fn due(&self, now: Timestamp, today: MessageDay, is_last: bool, most: usize) -> Vec<Due> {
        let mut all = Vec::new();
        for shard in &self.shards {
            let mut ledgers = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for (brand, ledger) in ledgers.iter_mut() {
                ledger.turn_to(today);
                let (account, day) = (ledger.account, ledger.day);
                let present = ledger.counts.iter_mut().map(|(lane, count)| (day, *lane, count, is_last));
                let past = ledger.past.iter_mut().map(|(day, lane, count)| (*day, *lane, count, true));
                for (day, lane, count, is_over) in past.chain(present) {
                    if all.len() >= most || !count.is_due(now, is_over) {
                        continue;
                    }
                    let is_over = is_over || count.is_idle(now);
                    if is_over {
                        count.granted = count.used;
                    }
                    all.push(Due {
                        key: UsageKey {
                            account_sid: account,
                            brand_sid: *brand,
                            day: day.to_string(),
                            lane: lane.as_str().to_owned(),
                        },
                        usage: count.usage(),
                        lane,
                        day,
                        cap: count.cap,
                        wanted: std::mem::take(&mut count.wanted),
                        per_second: count.per_second,
                        is_over,
                    });
                }
            }
        }
        all.sort_by(|one, other| one.key.cmp(&other.key));
        all
    }

    /// Takes in what the database answered.
    pub(super) fn settled(&self, settled: Settled, now: Timestamp) {
        let Settled { due, portion, others, nodes } = settled;
        self.with(due.key.brand_sid, |ledgers| {
            let Entry::Occupied(mut entry) = ledgers.entry(due.key.brand_sid) else { return };
            let ledger = entry.get_mut();
            if ledger.day != due.day {
                // It is told in full, or will be once more.
                ledger.past.retain(|(day, lane, count)| {
                    (*day, *lane) != (due.day, due.lane) || count.used != due.usage.used
                });
                return;
            }
            ledger.nodes = nodes.max(1);
            if let Some(count) = ledger.counts.get_mut(&due.lane) {
                let granted = due.usage.granted.saturating_add(portion);
                count.told = NodeUsage { granted, used: due.usage.used };
                count.told_at = Some(now);
                count.others = others;
                count.granted = count.granted.saturating_add(portion);
                count.refused_at = (portion < due.wanted).then_some(now);
            }
        });
    }

    /// Counts that the database has not heard of.
    pub(super) fn untold(&self) -> usize {
        let in_shard = |shard: &Mutex<HashMap<BrandSid, Ledger>>| {
            let ledgers = shard.lock().unwrap_or_else(PoisonError::into_inner);
            ledgers
                .values()
                .flat_map(|ledger| ledger.counts.values().chain(ledger.past.iter().map(|(.., count)| count)))
                .filter(|count| count.used != count.told.used)
                .count()
        };
        self.shards.iter().map(in_shard).sum()
    }
}
