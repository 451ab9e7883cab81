//! Whatever is called in whatever order: the hub allows what a tiny model of the rules allows, and shows what it shows.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use trusthub_app::accounts::{self, AccountEdit};
use trusthub_app::review::{self, GivenReason};
use trusthub_app::{Actor, Result, audit, bundles};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, ObjectSid, ReasonCode, Status};
use trusthub_testkit::{DAY, SHAKEN, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{hub, lead, present};

/// Walks, and calls in each. Ours: a few seconds.
const WALKS: usize = 8;
const CALLS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Profile,
    Product,
}

#[derive(Debug, Clone, Copy)]
enum Call {
    Rename(Which),
    Submit(Which),
    Approve,
    Reject,
    Suspend(Which),
    Reinstate(Which),
    Account(AccountStatus),
    WaitAYear,
}

fn call() -> impl Strategy<Value = Call> {
    let which = || prop_oneof![Just(Which::Profile), Just(Which::Product)];
    prop_oneof![
        2 => which().prop_map(Call::Rename),
        6 => which().prop_map(Call::Submit),
        4 => Just(Call::Approve),
        1 => Just(Call::Reject),
        2 => which().prop_map(Call::Suspend),
        3 => which().prop_map(Call::Reinstate),
        1 => Just(Call::Account(AccountStatus::Suspended)),
        2 => Just(Call::Account(AccountStatus::Active)),
        1 => Just(Call::WaitAYear),
    ]
}

/// A profile that complies, and a product without a word of its own that rests on it.
#[derive(Debug, Clone, Copy)]
struct Model {
    profile: Standing,
    product: Standing,
    is_on_hold: bool,
}

#[derive(Debug, Clone, Copy)]
struct Standing {
    status: Status,
    is_suspended: bool,
}

const DRAFT: Standing = Standing { status: Status::Draft, is_suspended: false };

impl Model {
    fn of(&mut self, which: Which) -> &mut Standing {
        match which {
            Which::Profile => &mut self.profile,
            Which::Product => &mut self.product,
        }
    }

    fn carries(&self) -> bool {
        self.profile.status == Status::Approved && !self.profile.is_suspended
    }

    /// Whether the call is allowed; if so, the model follows.
    fn follow(&mut self, call: Call) -> bool {
        let (is_on_hold, carries) = (self.is_on_hold, self.carries());
        let is_open = |one: Standing| {
            !is_on_hold && !one.is_suspended && matches!(one.status, Status::Draft | Status::Rejected)
        };
        let is_decidable =
            !is_on_hold && !self.profile.is_suspended && self.profile.status == Status::InReview;
        match call {
            Call::Rename(which) => is_open(*self.of(which)),
            Call::Submit(which) => {
                let one = self.of(which);
                let is_allowed = is_open(*one);
                if is_allowed {
                    one.status = match which {
                        Which::Profile => Status::InReview,
                        Which::Product if carries => Status::Approved,
                        Which::Product => Status::Rejected,
                    };
                }
                is_allowed
            }
            Call::Approve | Call::Reject => {
                if is_decidable {
                    let is_approval = matches!(call, Call::Approve);
                    self.profile.status = if is_approval { Status::Approved } else { Status::Rejected };
                }
                is_decidable
            }
            Call::Suspend(which) => {
                let one = self.of(which);
                let is_allowed =
                    !one.is_suspended && matches!(one.status, Status::InReview | Status::Approved);
                one.is_suspended |= is_allowed;
                is_allowed
            }
            Call::Reinstate(which) => std::mem::take(&mut self.of(which).is_suspended),
            Call::Account(status) => {
                self.is_on_hold = status != AccountStatus::Active;
                true
            }
            Call::WaitAYear => {
                for which in [Which::Profile, Which::Product] {
                    let one = self.of(which);
                    if one.status == Status::Approved {
                        one.status = Status::Rejected;
                    }
                }
                true
            }
        }
    }

    fn shown(&self, which: Which) -> Status {
        let one = match which {
            Which::Profile => self.profile,
            Which::Product => self.product,
        };
        let has_lost_support = which == Which::Product && one.status == Status::Approved && !self.carries();
        match one.status {
            Status::Draft | Status::Rejected if !one.is_suspended => one.status,
            _ if one.is_suspended || self.is_on_hold || has_lost_support => Status::Rejected,
            status => status,
        }
    }
}

struct Walker<'a> {
    hub: &'a TestHub,
    account: &'a TestAccount,
    lead: &'a Actor,
    profile: Bundle,
    product: Bundle,
}

impl Walker<'_> {
    fn bundle(&self, which: Which) -> &Bundle {
        match which {
            Which::Profile => &self.profile,
            Which::Product => &self.product,
        }
    }

    async fn call(&self, call: Call) -> Result<()> {
        let (at, by, lead) = (&self.hub.hub, &self.account.actor, self.lead);
        match call {
            Call::Rename(which) => {
                let bundle = self.bundle(which);
                let edit = Edit { friendly_name: Some("Renamed".to_owned()), ..Edit::default() };
                bundles::edit(at, by, bundle.kind, bundle.sid, edit).await.map(drop)
            }
            Call::Submit(which) => {
                let bundle = self.bundle(which);
                bundles::submit(at, by, bundle.kind, bundle.sid).await.map(drop)
            }
            Call::Approve => review::approve(at, lead, self.profile.sid, None).await.map(drop),
            Call::Reject => {
                let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: None };
                review::reject(at, lead, self.profile.sid, vec![reason], None).await.map(drop)
            }
            Call::Suspend(which) => review::suspend(at, lead, self.bundle(which).sid, None).await.map(drop),
            Call::Reinstate(which) => review::reinstate(at, lead, self.bundle(which).sid).await.map(drop),
            Call::Account(status) => {
                let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
                accounts::update(at, &Actor::operator(), self.account.sid, edit).await.map(drop)
            }
            Call::WaitAYear => {
                self.hub.advance(366 * DAY);
                Ok(())
            }
        }
    }
}

#[tokio::test]
async fn random_walks_keep_to_the_model() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let mut runner = TestRunner::deterministic();
    for walk in 0..WALKS {
        let account = hub.account(&format!("Owl {walk}")).await;
        let (profile, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
        let product = hub.draft(&account, BundleKind::TrustProduct, SHAKEN).await;
        hub.assign(&account, &product, ObjectSid::Bundle(profile.sid)).await;
        let walker = Walker { hub: &hub, account: &account, lead: &lead, profile, product };
        let mut model = Model { profile: DRAFT, product: DRAFT, is_on_hold: false };
        let mut so_far: Vec<(Call, bool)> = Vec::new();
        for _ in 0..CALLS {
            let call = call().new_tree(&mut runner).unwrap().current();
            let outcome = walker.call(call).await;
            hub.run_jobs().await;
            let is_allowed = model.follow(call);
            so_far.push((call, is_allowed));
            assert_eq!(outcome.is_ok(), is_allowed, "{outcome:?} after {so_far:?}");
            for which in [Which::Profile, Which::Product] {
                let shown = present(&hub, &account, walker.bundle(which)).await;
                assert_eq!(shown.shown_status(), model.shown(which), "{which:?} after {so_far:?}");
            }
        }
    }
    let report = audit::verify(&hub.hub, &Actor::operator(), None).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}
