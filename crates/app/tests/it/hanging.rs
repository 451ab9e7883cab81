//! A customer's server that takes calls and never answers: it holds up nobody else's work, and not the end of the process.

use std::time::{Duration, Instant};

use trusthub_app::bundles::{self, NewBundle};
use trusthub_app::review;
use trusthub_app::work::{self, Job, JobFilter, JobKind, JobState};
use trusthub_app::{Actor, Hub};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::CaseState;
use trusthub_testkit::{PRIMARY, SOUND_BUSINESS, TestAccount, TestHub};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::support::{Server, eventually, hub, lead, subjects};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// More than a process has hands for.
const MANY: usize = 80;

async fn never_answers() -> MockServer {
    let server = MockServer::start().await;
    let late = ResponseTemplate::new(204).set_delay(Duration::from_secs(600));
    Mock::given(any()).respond_with(late).mount(&server).await;
    server
}

/// A submission that is rejected at once, which its customer is to be told by a callback and by mail.
async fn rejected(hub: &TestHub, account: &TestAccount, receiver: &MockServer) {
    let new = NewBundle {
        kind: PROFILE,
        friendly_name: "Owl".to_owned(),
        email: "compliance@owlbakery.com".parse().unwrap(),
        policy_sid: PRIMARY.parse().unwrap(),
        status_callback: Some(format!("{}/status", receiver.uri()).parse().unwrap()),
    };
    let draft = bundles::create(&hub.hub, &account.actor, new).await.unwrap().bundle;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
}

async fn callbacks(hub: &Hub) -> Vec<Job> {
    let filter = JobFilter { kind: Some(JobKind::Callback), limit: 1000, ..JobFilter::default() };
    work::list(hub, &Actor::operator(), filter).await.unwrap()
}

async fn hang(hub: &TestHub) -> usize {
    callbacks(&hub.hub).await.iter().filter(|job| job.state == JobState::Leased).count()
}

#[tokio::test]
async fn servers_that_hang_hold_up_neither_vetting_nor_mail() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let receiver = never_answers().await;
    for _ in 0..MANY {
        rejected(&hub, &account, &receiver).await;
    }
    let server = Server::of(&hub);
    eventually("as many calls that hang as there are hands", async || hang(&hub).await >= 64).await;
    let begun = Instant::now();
    let (draft, _) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    eventually("a case that is vetted", async || {
        let dossier = review::show(&hub.hub, &lead, draft.sid).await.unwrap();
        dossier.cases.first().is_some_and(|case| case.state == CaseState::Open)
    })
    .await;
    eventually("a mail for each rejection", async || subjects(&hub).len() == MANY).await;
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}: they hang for 15 s", begun.elapsed());
    server.end().await;
}

#[tokio::test]
async fn the_end_gives_a_call_that_hangs_back_uncounted() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let receiver = never_answers().await;
    rejected(&hub, &account, &receiver).await;
    let server = Server::of(&hub);
    eventually("a call that hangs", async || !receiver.received_requests().await.unwrap().is_empty()).await;
    let begun = Instant::now();
    server.end().await;
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}: a call may last 15 s", begun.elapsed());
    let waiting: Vec<_> = callbacks(&hub.hub)
        .await
        .iter()
        .map(|job| (job.state, job.attempts, job.leased_by.clone()))
        .collect();
    assert_eq!(waiting, [(JobState::Ready, 0, None), (JobState::Ready, 0, None)]);
}
