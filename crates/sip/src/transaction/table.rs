//! All transactions of one server.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tokio::time::Instant;

use super::key::Key;
use super::state::{Kind, State, Times};

/// How many transactions there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Not answered yet: what is beyond has to wait longer than a caller does.
    pub pending: usize,
    /// In all. An answered one is kept for five seconds, for thirty-two if nobody acknowledges.
    pub all: usize,
}

/// What a request is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// The first of its transaction: to be answered.
    New,
    /// Seen before: this is sent again.
    Again(Arc<[u8]>),
    /// Seen before, and there is nothing to send.
    Known,
    /// There is no room.
    Full,
}

/// What a CANCEL meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancelled<D> {
    /// The call is not answered yet, and its answer would go there: now it has to be, with 487.
    Pending(D),
    /// Too late.
    Answered,
    /// There is no such call.
    Unknown,
}

/// What has to be sent because time went by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due<D> {
    /// Where to.
    pub to: D,
    /// What.
    pub message: Arc<[u8]>,
}

struct Transaction<D> {
    kind: Kind,
    is_reliable: bool,
    to: D,
    state: State,
}

/// The table. `D` is what has to be known to send something again.
pub struct Transactions<D> {
    times: Times,
    limits: Limits,
    known: HashMap<Key, Transaction<D>>,
    pending: usize,
    /// When to look at whom; what has moved on meanwhile is passed over.
    due: BinaryHeap<Reverse<(Instant, Key)>>,
}

impl<D: Clone> Transactions<D> {
    /// An empty table.
    pub fn new(times: Times, limits: Limits) -> Self {
        Self { times, limits, known: HashMap::new(), pending: 0, due: BinaryHeap::new() }
    }

    /// An INVITE has come; `trying` is what its caller is told if it is not answered soon.
    pub fn invite(
        &mut self,
        key: &Key,
        to: D,
        is_reliable: bool,
        trying: impl FnOnce() -> Vec<u8>,
        now: Instant,
    ) -> Arrival {
        if let Some(known) = self.again(key) {
            return known;
        }
        let tell_at = now.checked_add(self.times.patience);
        let start = || State::Pending { trying: Some(trying().into()), tell_at };
        self.begin(key, Kind::Invite, to, is_reliable, start)
    }

    /// Another request has come, but no ACK.
    pub fn other(&mut self, key: &Key, to: D, is_reliable: bool) -> Arrival {
        if let Some(known) = self.again(key) {
            return known;
        }
        self.begin(key, Kind::Other, to, is_reliable, || State::Pending { trying: None, tell_at: None })
    }

    fn again(&self, key: &Key) -> Option<Arrival> {
        Some(match &self.known.get(key)?.state {
            State::Pending { trying: Some(trying), .. } => Arrival::Again(Arc::clone(trying)),
            State::Answered { answer, .. } => Arrival::Again(Arc::clone(answer)),
            State::Pending { trying: None, .. } | State::Acknowledged { .. } => Arrival::Known,
        })
    }

    fn begin(
        &mut self,
        key: &Key,
        kind: Kind,
        to: D,
        is_reliable: bool,
        start: impl FnOnce() -> State,
    ) -> Arrival {
        if self.pending >= self.limits.pending || self.known.len() >= self.limits.all {
            return Arrival::Full;
        }
        let state = start();
        self.look_at(key, &state);
        self.known.insert(key.clone(), Transaction { kind, is_reliable, to, state });
        self.pending = self.pending.saturating_add(1);
        Arrival::New
    }

    /// There is an answer, and it is final. Whether it has to be sent: not if there was one already.
    pub fn answer(&mut self, key: &Key, answer: &Arc<[u8]>, now: Instant) -> bool {
        let Some(transaction) = self.known.get_mut(key) else { return false };
        let State::Pending { .. } = transaction.state else { return false };
        self.pending = self.pending.saturating_sub(1);
        // Timer J is zero where nothing gets lost; H is not, since the ACK has to come.
        if transaction.kind == Kind::Other && transaction.is_reliable {
            self.known.remove(key);
            return true;
        }
        let sends_again = transaction.kind == Kind::Invite && !transaction.is_reliable;
        let pause = self.times.round_trip;
        let state = State::Answered {
            answer: Arc::clone(answer),
            again: now.checked_add(pause).filter(|_| sends_again).map(|at| (at, pause)),
            end: now.checked_add(self.times.given_up_after()).unwrap_or(now),
        };
        transaction.state = state.clone();
        self.look_at(key, &state);
        true
    }

    /// An ACK has come; whether it belongs to an answer.
    pub fn acknowledge(&mut self, key: &Key, now: Instant) -> bool {
        let Some(transaction) = self.known.get_mut(key) else { return false };
        match transaction.state {
            State::Answered { .. } if transaction.kind == Kind::Invite => {}
            State::Acknowledged { .. } => return true,
            State::Answered { .. } | State::Pending { .. } => return false,
        }
        if transaction.is_reliable {
            self.known.remove(key);
            return true;
        }
        let state = State::Acknowledged { end: now.checked_add(self.times.on_its_way).unwrap_or(now) };
        transaction.state = state.clone();
        self.look_at(key, &state);
        true
    }

    /// What a CANCEL of this call meets. Nothing changes.
    pub fn cancel(&self, call: &Key) -> Cancelled<D> {
        let Some(transaction) = self.known.get(call) else { return Cancelled::Unknown };
        match transaction.state {
            State::Pending { .. } => Cancelled::Pending(transaction.to.clone()),
            State::Answered { .. } | State::Acknowledged { .. } => Cancelled::Answered,
        }
    }

    /// Nobody is going to answer this after all: it is forgotten, and a request that comes again is a new one.
    pub(crate) fn give_up(&mut self, key: &Key) {
        if let Some(Transaction { state: State::Pending { .. }, .. }) = self.known.get(key) {
            self.pending = self.pending.saturating_sub(1);
            self.known.remove(key);
        }
    }

    /// What has to be sent by now; what is over is forgotten.
    pub fn due(&mut self, now: Instant) -> Vec<Due<D>> {
        let mut found = Vec::new();
        while let Some(Reverse((at, _))) = self.due.peek()
            && *at <= now
        {
            let Some(Reverse((at, key))) = self.due.pop() else { break };
            let Some(transaction) = self.known.get_mut(&key) else { continue };
            if transaction.state.due() != Some(at) {
                continue;
            }
            let is_over = match &mut transaction.state {
                State::Pending { trying, tell_at } => {
                    *tell_at = None;
                    found.extend(trying.clone().map(|message| Due { to: transaction.to.clone(), message }));
                    false
                }
                State::Answered { end, .. } | State::Acknowledged { end } if *end <= now => true,
                State::Answered { answer, again, .. } => {
                    found.push(Due { to: transaction.to.clone(), message: Arc::clone(answer) });
                    *again = again.and_then(|(_, pause)| {
                        let pause = pause.saturating_mul(2).min(self.times.longest_pause);
                        Some((now.checked_add(pause)?, pause))
                    });
                    false
                }
                State::Acknowledged { .. } => false,
            };
            if is_over {
                self.known.remove(&key);
            } else if let Some(at) = transaction.state.due() {
                self.due.push(Reverse((at, key)));
            }
        }
        found
    }

    /// When something is due next.
    pub fn next_due(&self) -> Option<Instant> {
        self.due.peek().map(|Reverse((at, _))| *at)
    }

    /// How many there are, and how many of them wait for their answer.
    pub fn count(&self) -> (usize, usize) {
        (self.known.len(), self.pending)
    }

    fn look_at(&mut self, key: &Key, state: &State) {
        self.due.extend(state.due().map(|at| Reverse((at, key.clone()))));
    }
}

#[cfg(test)]
mod tests;
