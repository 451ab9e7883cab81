//! Status callbacks, received by a real server on the loopback interface.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;
use trusthub_app::Actor;
use trusthub_app::accounts::tokens;
use trusthub_app::bundles::{self, NewBundle};
use trusthub_app::review::{self, GivenReason};
use trusthub_app::work::{self, Job, JobFilter, JobKind, JobState};
use trusthub_domain::bundle::{Bundle, BundleKind, Edit, ReasonCode};
use trusthub_domain::confirmation::Answer;
use trusthub_gateways::webhook::{RETRY_AFTER, signature};
use trusthub_testkit::{DAY, SOUND_BUSINESS, TestAccount, TestHub};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::automatic::{NOBODY_LISTED, hold_register};
use crate::confirmations::{answer, asks, link};
use crate::support::{after, hub, lead, refusal};
use crate::watchlists::import;

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// A receiver that answers `first` with 500 and all others with 204.
pub(crate) async fn receiver(first: u64) -> MockServer {
    let server = MockServer::start().await;
    if first > 0 {
        let failing = Mock::given(method("POST")).respond_with(ResponseTemplate::new(500));
        failing.up_to_n_times(first).with_priority(1).mount(&server).await;
    }
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    server
}

/// What a receiver learned from one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    fields: BTreeMap<String, String>,
    signature: String,
    token: String,
}

impl Call {
    fn of(request: &Request) -> Self {
        let header = |name: &str| request.headers.get(name).unwrap().to_str().unwrap().to_owned();
        Self {
            fields: url::form_urlencoded::parse(&request.body).into_owned().collect(),
            signature: header("X-Twilio-Signature"),
            token: header("I-Twilio-Idempotency-Token"),
        }
    }

    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map(String::as_str).unwrap_or_default()
    }

    fn is_signed_by(&self, url: &str, token: &SecretString) -> bool {
        let fields: Vec<_> = self.fields.iter().collect();
        self.signature == signature(token, url, &fields)
    }
}

pub(crate) async fn calls(server: &MockServer) -> Vec<Call> {
    server.received_requests().await.unwrap().iter().map(Call::of).collect()
}

fn statuses(calls: &[Call]) -> Vec<(&str, &str)> {
    calls.iter().map(|call| (call.field("EventSequence"), call.field("Status"))).collect()
}

/// A complete draft that calls `url`.
async fn draft_calling(hub: &TestHub, account: &TestAccount, url: &str) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    let edit = Edit { status_callback: Some(Some(url.to_owned())), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit).await.unwrap()
}

async fn dead(hub: &TestHub) -> Vec<Job> {
    let filter = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
    work::list(&hub.hub, &Actor::operator(), filter).await.unwrap()
}

#[tokio::test]
async fn an_approval_by_the_machine_tells_the_level_that_its_evidence_gives() {
    let hub = hub!(asks());
    let account = hub.account("Owl").await;
    let server = receiver(0).await;
    hold_register(&hub, "good").await;
    import(&hub, NOBODY_LISTED).await.unwrap();
    let draft = draft_calling(&hub, &account, &server.uri()).await;
    hub.submit(&account, &draft).await;
    assert_eq!(answer(&hub, &link(&hub), Answer::Confirm).await, "taken: confirm");
    hub.run_jobs().await;
    let calls = calls(&server).await;
    let last = calls.last().unwrap();
    assert_eq!(last.field("Status"), "twilio-approved");
    assert_eq!((last.field("PreviousTrustLevel"), last.field("TrustLevel")), ("0", "3"));
}

#[tokio::test]
async fn a_level_that_stays_is_not_told_and_neither_is_that_a_profile_is_verified_again() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let server = receiver(0).await;
    let first = draft_calling(&hub, &account, &server.uri()).await;
    hub.submit(&account, &first).await;
    hub.approve(&lead, &first).await;
    hub.run_jobs().await;
    let second = draft_calling(&hub, &account, &server.uri()).await;
    hub.submit(&account, &second).await;
    hub.approve(&lead, &second).await;
    hub.run_jobs().await;
    // A case is opened about both, and one is turned down: the other still carries the level.
    import(&hub, "7,person,Rosalind Achterberg\n").await.unwrap();
    hub.run_jobs().await;
    let before = calls(&server).await.len();
    let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: Some("No.".to_owned()) };
    review::reject(&hub.hub, &lead, first.sid, vec![reason.clone()], None).await.unwrap();
    hub.run_jobs().await;
    review::reject(&hub.hub, &lead, second.sid, vec![reason], None).await.unwrap();
    hub.run_jobs().await;
    let calls = calls(&server).await;
    assert_eq!(before, 6, "a case that screening opens calls nobody");
    let told: Vec<_> = calls
        .iter()
        .filter(|call| !call.field("TrustLevel").is_empty())
        .map(|call| (call.field("BundleSid"), call.field("PreviousTrustLevel"), call.field("TrustLevel")))
        .collect();
    let (first, second) = (first.sid.to_string(), second.sid.to_string());
    assert_eq!(told, [(first.as_str(), "0", "2"), (second.as_str(), "2", "0")]);
}

#[tokio::test]
async fn each_transition_is_told_once_in_order_without_gaps_and_signed() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let server = receiver(0).await;
    let url = format!("{}/trusthub?tenant=7", server.uri());
    let draft = draft_calling(&hub, &account, &url).await;
    let reason = GivenReason {
        code: ReasonCode::WEBSITE,
        field: Some("customer_profile_business_information.website_url".to_owned()),
        note: Some("Another name.".to_owned()),
    };
    hub.submit(&account, &draft).await;
    review::reject(&hub.hub, &lead, draft.sid, vec![reason], None).await.unwrap();
    hub.submit(&account, &draft).await;
    hub.approve(&lead, &draft).await;
    review::suspend(&hub.hub, &lead, draft.sid, None).await.unwrap();
    review::reinstate(&hub.hub, &lead, draft.sid).await.unwrap();
    after(&hub, 400 * DAY).await;
    after(&hub, DAY).await;

    let calls = calls(&server).await;
    assert_eq!(
        statuses(&calls),
        [
            ("1", "pending-review"),
            ("2", "in-review"),
            ("3", "twilio-rejected"),
            ("4", "pending-review"),
            ("5", "in-review"),
            ("6", "twilio-approved"),
            ("7", "twilio-rejected"),
            ("8", "twilio-approved"),
            ("9", "twilio-rejected"),
        ]
    );
    let why: Vec<_> = calls.iter().map(|call| call.field("FailureReason")).collect();
    assert_eq!(
        why[2],
        "18601: The association between business name and website cannot be verified \
         (customer_profile_business_information.website_url) Another name."
    );
    assert!(why[6].starts_with("99004: ") && why[8].starts_with("22601: "), "{why:?}");
    let levels: Vec<_> =
        calls.iter().map(|call| (call.field("PreviousTrustLevel"), call.field("TrustLevel"))).collect();
    assert_eq!(levels[..5], [("", ""); 5], "nothing is in force");
    assert_eq!(levels[5..], [("0", "2"), ("2", "0"), ("0", "2"), ("2", "0")]);
    assert_eq!((calls[5].field("TrustReasonCount"), calls[6].field("TrustReasonCount")), ("3", "1"));
    assert!(why[0].is_empty() && why[5].is_empty() && why[7].is_empty(), "{why:?}");
    for call in &calls {
        assert_eq!(call.field("AccountSid"), account.sid.to_string());
        assert_eq!(call.field("BundleSid"), draft.sid.to_string());
        assert_eq!(call.field("EventSid"), call.token);
        assert!(call.token.starts_with("EV") && call.token.len() == 34, "{}", call.token);
        assert!(call.is_signed_by(&url, &account.auth_token), "{call:?}");
    }
}

#[tokio::test]
async fn a_call_that_failed_comes_again_unchanged_and_later_ones_wait_for_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let server = receiver(2).await;
    let draft = draft_calling(&hub, &account, &server.uri()).await;
    hub.submit(&account, &draft).await;
    assert_eq!(statuses(&calls(&server).await), [("1", "pending-review")], "the second event waits");
    after(&hub, RETRY_AFTER[0]).await;
    assert_eq!(statuses(&calls(&server).await), [("1", "pending-review"); 2]);
    for _ in 0..=RETRY_AFTER[1].as_secs() {
        after(&hub, Duration::from_secs(1)).await;
    }
    let calls = calls(&server).await;
    let pending = ("1", "pending-review");
    assert_eq!(statuses(&calls), [pending, pending, pending, ("2", "in-review")]);
    assert_eq!(calls[0], calls[1], "the same event, fields and signature");
    assert_eq!(calls[0], calls[2]);
    assert_eq!(dead(&hub).await, []);
}

#[tokio::test]
async fn a_later_event_does_not_wait_for_ever() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let server = receiver(3).await;
    let draft = draft_calling(&hub, &account, &server.uri()).await;
    hub.submit(&account, &draft).await;
    for _ in 0..62 {
        after(&hub, Duration::from_secs(1)).await;
    }
    let order: Vec<_> =
        calls(&server).await.iter().map(|call| call.field("EventSequence").to_owned()).collect();
    assert_eq!(order, ["1", "1", "1", "2"], "after a minute the second goes ahead");
    after(&hub, RETRY_AFTER[2]).await;
    assert_eq!(calls(&server).await.last().unwrap().field("EventSequence"), "1", "and the first still comes");
}

#[tokio::test]
async fn a_receiver_that_never_answers_ends_in_a_dead_letter_that_can_be_sent_again() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let server = receiver(2 * (1 + RETRY_AFTER.len() as u64)).await;
    let draft = draft_calling(&hub, &account, &server.uri()).await;
    hub.submit(&account, &draft).await;
    after(&hub, 2 * Duration::from_secs(60)).await;
    for pause in RETRY_AFTER.into_iter().chain([DAY]) {
        after(&hub, pause).await;
        after(&hub, pause).await;
    }
    let attempts = calls(&server).await;
    let of = |sequence| attempts.iter().filter(|call| call.field("EventSequence") == sequence).count();
    assert_eq!((of("1"), of("2")), (1 + RETRY_AFTER.len(), 1 + RETRY_AFTER.len()));
    let letters = dead(&hub).await;
    assert_eq!(letters.len(), 2);
    for letter in &letters {
        assert_eq!(letter.kind, JobKind::Callback);
        assert_eq!(letter.last_error.as_deref(), Some("the receiver answered 500"));
    }
    for letter in letters {
        work::replay(&hub.hub, &Actor::operator(), letter.id).await.unwrap();
        hub.run_jobs().await;
    }
    let calls = calls(&server).await;
    let mut again = calls[attempts.len()..].to_vec();
    again.sort_by_key(|call| call.field("EventSequence").to_owned());
    assert_eq!(statuses(&again), [("1", "pending-review"), ("2", "in-review")]);
    assert!(attempts.contains(&again[0]) && attempts.contains(&again[1]), "the same requests as before");
    assert_eq!(dead(&hub).await, []);
}

#[tokio::test]
async fn only_the_operator_sees_and_replays_jobs_and_only_dead_ones() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let draft = draft_calling(&hub, &account, "http://169.254.169.254/latest").await;
    hub.submit(&account, &draft).await;
    let letters = dead(&hub).await;
    assert_eq!(letters.len(), 2, "a place that may not be called is dead at once");
    assert!(
        refusal(work::list(&hub.hub, &account.actor, JobFilter::default()).await).starts_with("Forbidden")
    );
    let replay = async |by: &Actor, id| refusal(work::replay(&hub.hub, by, id).await);
    assert!(replay(&account.actor, letters[0].id).await.starts_with("Forbidden"));
    let waiting = JobFilter { kind: Some(JobKind::MailReceived), ..JobFilter::default() };
    let waiting = work::list(&hub.hub, &Actor::operator(), waiting).await.unwrap();
    assert!(replay(&Actor::operator(), waiting[0].id).await.starts_with("NotFound"), "it is not dead");
}

#[tokio::test]
async fn a_call_is_signed_with_the_primary_token_of_that_moment() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let server = receiver(0).await;
    let draft = draft_calling(&hub, &account, &server.uri()).await;
    let next = tokens::create_secondary(&hub.hub, &account.actor).await.unwrap().token;
    hub.submit(&account, &draft).await;
    tokens::promote_secondary(&hub.hub, &account.actor).await.unwrap();
    review::suspend(&hub.hub, &lead(&hub).await, draft.sid, None).await.unwrap();
    hub.run_jobs().await;
    let calls = calls(&server).await;
    assert!(calls[0].is_signed_by(&server.uri(), &account.auth_token), "the secondary signs nothing");
    assert!(calls[2].is_signed_by(&server.uri(), &next));
}

#[tokio::test]
async fn another_url_moves_later_events_only() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let (first, second) = (receiver(0).await, receiver(0).await);
    let new = NewBundle {
        kind: PROFILE,
        friendly_name: "Owl".to_owned(),
        email: "compliance@owlbakery.com".parse().unwrap(),
        policy_sid: trusthub_testkit::PRIMARY.parse().unwrap(),
        status_callback: Some(first.uri()),
    };
    let draft = bundles::create(&hub.hub, &account.actor, new).await.unwrap().bundle;
    bundles::submit(&hub.hub, &account.actor, PROFILE, draft.sid).await.unwrap();
    let edit = Edit { status_callback: Some(Some(second.uri())), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit).await.unwrap();
    hub.run_jobs().await;
    hub.submit(&account, &draft).await;
    let edit = Edit { status_callback: Some(None), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit).await.unwrap();
    hub.submit(&account, &draft).await;
    assert_eq!(statuses(&calls(&first).await), [("1", "pending-review"), ("2", "twilio-rejected")]);
    assert_eq!(statuses(&calls(&second).await), [("3", "pending-review"), ("4", "twilio-rejected")]);
}

#[tokio::test]
async fn a_url_that_cannot_be_called_is_refused() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let draft = hub.draft(&account, PROFILE, trusthub_testkit::PRIMARY).await;
    let long = format!("https://example.com/{}", "x".repeat(2048));
    for url in ["example.com", "/relative", "ftp://example.com/", "javascript:alert(1)", "https://", &long] {
        let edit = Edit { status_callback: Some(Some(url.to_owned())), ..Edit::default() };
        let answer = refusal(bundles::edit(&hub.hub, &account.actor, PROFILE, draft.sid, edit).await);
        assert!(answer.contains("StatusCallback"), "{url}: {answer}");
    }
}
