//! What several tests need: a hub, a lead, refusals as text, pages.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use trusthub_app::bundles::items;
use trusthub_app::{Actor, Error, Hub, PageRequest, Position, Result, attestation, bundles, work};
use trusthub_domain::bundle::{Bundle, EntityAssignment, ObjectSid, Reason};
use trusthub_domain::review::Role;
use trusthub_domain::sid::EndUserSid;
use trusthub_testkit::{TestAccount, TestHub};

/// A hub, or the end of the test where there is no PostgreSQL to run it on.
macro_rules! hub {
    () => {
        hub!(trusthub_testkit::Wish::default())
    };
    ($wish:expr) => {
        match trusthub_testkit::TestHub::with($wish).await {
            Some(hub) => hub,
            None => return,
        }
    };
}
pub(crate) use hub;

/// A reviewer who may also suspend.
pub async fn lead(hub: &TestHub) -> Actor {
    hub.reviewer("lead@hub.example", Role::Lead).await
}

/// The bundle as it stands now.
pub async fn present(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Bundle {
    bundles::find(&hub.hub, &account.actor, bundle.kind, bundle.sid).await.expect("the bundle")
}

/// The refusal as its variant is written, so that tables of them can be compared and printed.
#[track_caller]
pub fn refusal<T: Debug>(result: Result<T>) -> String {
    format!("{:?}", error(result))
}

/// The refusal itself.
#[track_caller]
pub fn error<T: Debug>(result: Result<T>) -> Error {
    match result {
        Ok(value) => panic!("not refused: {value:?}"),
        Err(error) => error,
    }
}

/// Whether it looks as if it were not there.
pub fn is_missing<T>(result: &Result<T>) -> bool {
    matches!(result, Err(Error::NotFound(_)))
}

/// Code and field of each reason.
pub fn reasons(reasons: &[Reason]) -> Vec<(u32, &str)> {
    reasons.iter().map(|reason| (reason.code.0, reason.field.as_deref().unwrap_or_default())).collect()
}

/// The first page of a list.
pub fn first_page(size: u32) -> PageRequest {
    PageRequest { size, position: Position::Start }
}

/// The smallest file that passes for a PDF, with `text` in it.
pub fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}\n%%EOF").into_bytes()
}

/// Moves the clock and carries out what is due then.
pub async fn after(hub: &TestHub, time: Duration) {
    hub.advance(time);
    hub.run_jobs().await;
}

/// Subjects of the mails sent so far, in order.
pub fn subjects(hub: &TestHub) -> Vec<String> {
    hub.mails().into_iter().map(|mail| mail.subject).collect()
}

/// Items of a bundle, oldest first.
pub async fn items_of(hub: &TestHub, account: &TestAccount, bundle: &Bundle) -> Vec<EntityAssignment> {
    let page = items::list(&hub.hub, &account.actor, bundle.kind, bundle.sid, None, first_page(50));
    let mut items = page.await.expect("items").items;
    items.reverse();
    items
}

/// The end user of that type in a bundle.
pub async fn end_user_in(
    hub: &TestHub,
    account: &TestAccount,
    bundle: &Bundle,
    type_name: &str,
) -> EndUserSid {
    let items = items_of(hub, account, bundle).await;
    let item = items.iter().find(|item| item.object_type == type_name).expect("an item of the type");
    match item.object_sid {
        ObjectSid::EndUser(sid) => sid,
        other => panic!("{other} is no end user"),
    }
}

/// The loops of a server: looking for work, and the upkeep each second.
pub struct Server {
    tracker: TaskTracker,
    stop: CancellationToken,
}

impl Server {
    pub fn of(hub: &TestHub) -> Self {
        Self::of_node(&hub.hub)
    }

    pub fn of_node(node: &Hub) -> Self {
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        work::start(node, "test", &tracker, &stop);
        attestation::start(node, &tracker, &stop);
        Self { tracker, stop }
    }

    /// As after SIGTERM: once running jobs have ended.
    pub async fn end(self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}

/// Looks until it holds. The loops take a second; a busy machine gets thirty times that.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < Duration::from_secs(30), "not within 30 s: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
