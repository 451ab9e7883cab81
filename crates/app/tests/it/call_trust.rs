//! Whom the running hub trusts to vouch for signed calls: lists from a server on this machine, which change, fail and grow old.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use trusthub_app::attestation::CallingNumber;
use trusthub_app::calls::{self, ToVerify};
use trusthub_app::certificates::{self, Import};
use trusthub_app::{Actor, Hub};
use trusthub_domain::time::Timestamp;
use trusthub_stir::key::SigningKey;
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Attest, Claims, Destinations, Party, Ppt};
use trusthub_stir::signing::Signer;
use trusthub_testkit::{DAY, MadeCertificate, TestAdministrator, TestHub, Wish, certificate};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::support::{Server, eventually, hub};

const HOUR: Duration = Duration::from_secs(60 * 60);
const FROM: &str = "12155551212";
const TO: &str = "12355551212";
const PASSED: (Option<u16>, &str) = (None, "TN-Validation-Passed");
const DISTRUSTED: (Option<u16>, &str) = (Some(437), "TN-Validation-Failed");

/// Before any test's clock begins.
fn begin() -> Timestamp {
    Timestamp::from_seconds(1_790_000_000)
}

fn made() -> MadeCertificate {
    certificate("709J", begin(), 365 * DAY)
}

/// What lies at which path; 503 where nothing does.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<HashMap<&'static str, Vec<u8>>>>, Arc<Mutex<usize>>);

impl Shelf {
    fn put(&self, path: &'static str, content: impl Into<Vec<u8>>) {
        self.0.lock().unwrap().insert(path, content.into());
    }

    fn take(&self, path: &str) {
        self.0.lock().unwrap().remove(path);
    }

    fn asked(&self) -> usize {
        *self.1.lock().unwrap()
    }
}

impl Respond for Shelf {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        *self.1.lock().unwrap() += 1;
        match self.0.lock().unwrap().get(request.url.path()) {
            Some(content) => ResponseTemplate::new(200).set_body_bytes(content.clone()),
            None => ResponseTemplate::new(503),
        }
    }
}

async fn shelf() -> (MockServer, Shelf) {
    let (server, shelf) = (MockServer::start().await, Shelf::default());
    Mock::given(any()).respond_with(shelf.clone()).mount(&server).await;
    (server, shelf)
}

/// The hub's own certificate, so that nobody else need be asked for it.
async fn import(hub: &TestHub, made: &MadeCertificate) {
    let import =
        Import { chain: made.chain.as_bytes(), key: made.key.clone().into(), account: None, roots: None };
    certificates::import(&hub.hub, &Actor::operator(), import).await.unwrap();
    calls::refresh(&hub.hub).await.unwrap();
}

/// How a call that is signed now with the hub's certificate is verified now.
async fn verdict(hub: &Hub, made: &MadeCertificate) -> (Option<u16>, &'static str, String) {
    let all = certificates::list(hub, &Actor::operator()).await.unwrap();
    let key = SigningKey::from_pem(made.key.as_bytes()).unwrap();
    let number = |digits: &str| Party::Number(TelephoneNumber::canonical(digits).unwrap());
    let time = hub.now().as_seconds();
    let mut claims = Claims::new(number(FROM), Destinations::new([number(TO)]).unwrap(), time);
    claims.attest = Some(Attest::A);
    claims.origid = Some("de305d54-75b4-431b-adb2-eb6b9e546014".to_owned());
    let identity = Signer::new(key, &all[0].url, None).unwrap().sign(Some(Ppt::Shaken), &claims).unwrap();
    let parse = |field, digits| CallingNumber::parse(field, digits).unwrap();
    let (from, to) = (parse("from", FROM), vec![parse("to", TO)]);
    let response = calls::verify(hub, &ToVerify { from, to, time, identity, call_id: None }).await.response;
    (response.reasoncode, response.verstat, response.reasondesc.unwrap_or_default())
}

#[track_caller]
fn assert_is(verdict: &(Option<u16>, &'static str, String), expected: (Option<u16>, &str), because: &str) {
    assert_eq!((verdict.0, verdict.1), expected, "{}", verdict.2);
    assert!(verdict.2.contains(because), "{}", verdict.2);
}

/// Moves the clock, and looks as a server does every second.
async fn later(hub: &TestHub, by: Duration) {
    hub.advance(by);
    calls::refresh_trust(&hub.hub).await.unwrap();
}

async fn failure(hub: &Hub, index: usize) -> String {
    let all = calls::list_standings(hub, &Actor::operator()).await.unwrap();
    all[index].list.as_ref().map(|list| list.failure.clone()).unwrap_or_default()
}

fn with_crl(server: &MockServer, made: &MadeCertificate) -> Wish {
    let stir_crl_urls = vec![format!("{}/crl", server.uri())];
    Wish { stir_roots: made.roots(), stir_crl_urls, ..Wish::default() }
}

#[tokio::test]
async fn a_certificate_that_is_revoked_fails_without_a_restart_and_no_older_list_brings_it_back() {
    let (server, shelf) = shelf().await;
    let made = made();
    let hub = hub!(with_crl(&server, &made));
    import(&hub, &made).await;
    let crl = |number, is_revoked| made.revocation_list(number, hub.hub.now(), 10 * DAY, is_revoked);
    shelf.put("/crl", crl(1, false));
    calls::refresh_trust(&hub.hub).await.unwrap();
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");

    shelf.put("/crl", crl(2, true));
    later(&hub, Duration::from_secs(30)).await;
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
    later(&hub, HOUR).await;
    assert_is(&verdict(&hub.hub, &made).await, DISTRUSTED, "was revoked at");
    // Before the signers have looked and after.
    calls::refresh(&hub.hub).await.unwrap();

    shelf.put("/crl", crl(1, false));
    later(&hub, HOUR).await;
    let why = failure(&hub.hub, 0).await;
    assert!(why.contains("older than the one that is known"), "{why}");
    shelf.put("/crl", crl(3, false));
    later(&hub, HOUR).await;
    assert_eq!(failure(&hub.hub, 0).await, "");
    calls::refresh(&hub.hub).await.unwrap();
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
}

#[tokio::test]
async fn a_revocation_list_that_cannot_be_fetched_counts_until_it_ends_and_then_calls_fail() {
    let (server, shelf) = shelf().await;
    let made = made();
    let hub = hub!(with_crl(&server, &made));
    import(&hub, &made).await;
    shelf.put("/crl", made.revocation_list(1, hub.hub.now(), DAY, false));
    calls::refresh_trust(&hub.hub).await.unwrap();
    shelf.take("/crl");
    later(&hub, 23 * HOUR).await;
    assert_eq!(failure(&hub.hub, 0).await, "the revocation list is answered with HTTP 503");
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
    later(&hub, 2 * HOUR).await;
    assert_is(&verdict(&hub.hub, &made).await, DISTRUSTED, "the revocation list for");
    // One that has ended is no better.
    shelf.put("/crl", made.revocation_list(2, begin(), DAY, false));
    later(&hub, HOUR).await;
    assert!(failure(&hub.hub, 0).await.starts_with("the revocation list ended at"));
    shelf.put("/crl", made.revocation_list(2, hub.hub.now(), DAY, false));
    later(&hub, HOUR).await;
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
}

#[tokio::test]
async fn a_strangers_revocation_list_is_refused() {
    let (server, shelf) = shelf().await;
    let made = made();
    let hub = hub!(with_crl(&server, &made));
    import(&hub, &made).await;
    for (content, expected) in [
        (
            certificate("709J", begin(), DAY).revocation_list(1, hub.hub.now(), DAY, true),
            "nobody is known as",
        ),
        (b"<html>".to_vec(), "it is neither DER nor PEM"),
    ] {
        shelf.put("/crl", content);
        later(&hub, HOUR).await;
        let why = failure(&hub.hub, 0).await;
        assert!(why.contains(expected), "{why}");
        assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
    }
}

/// A hub that trusts nobody but those on the administrator's list.
struct Listed {
    server: MockServer,
    shelf: Shelf,
    administrator: TestAdministrator,
    made: MadeCertificate,
}

impl Listed {
    async fn new() -> Self {
        let (server, shelf) = shelf().await;
        let administrator = TestAdministrator::new(begin(), 365 * DAY);
        shelf.put("/signer.pem", administrator.signer());
        Self { server, shelf, administrator, made: made() }
    }

    fn wish(&self) -> Wish {
        Wish {
            stir_administrator: self.administrator.certificates(),
            stir_trust_list_url: Some(format!("{}/list", self.server.uri())),
            ..Wish::default()
        }
    }

    fn serve(&self, sequence: u64, expires: Timestamp, authorities: &[&str]) {
        let x5u = format!("{}/signer.pem", self.server.uri());
        self.shelf.put("/list", self.administrator.trust_list(&x5u, sequence, expires, authorities));
    }
}

#[tokio::test]
async fn authorities_come_and_go_with_the_administrators_list_and_never_by_an_older_one() {
    let listed = Listed::new().await;
    let hub = hub!(listed.wish());
    let (made, other) = (&listed.made, certificate("1", begin(), 365 * DAY));
    import(&hub, made).await;
    assert_is(&verdict(&hub.hub, made).await, DISTRUSTED, "is unknown");
    let ends = hub.hub.now().plus(10 * DAY);
    listed.serve(7, ends, &[&made.root, &other.root]);
    calls::refresh_trust(&hub.hub).await.unwrap();
    assert_is(&verdict(&hub.hub, made).await, PASSED, "");

    listed.serve(8, ends, &[&other.root]);
    later(&hub, HOUR).await;
    assert_is(&verdict(&hub.hub, made).await, DISTRUSTED, "");
    listed.serve(7, ends, &[&made.root]);
    later(&hub, HOUR).await;
    assert!(failure(&hub.hub, 0).await.contains("the list is number 7, and number 8 was seen"));
    assert_is(&verdict(&hub.hub, made).await, DISTRUSTED, "");
    // Somebody else's, with the administrator's address.
    let stranger = TestAdministrator::new(begin(), 365 * DAY);
    listed.shelf.put("/list", stranger.trust_list("https://127.0.0.1:1/x", 9, ends, &[&made.root]));
    later(&hub, HOUR).await;
    assert!(failure(&hub.hub, 0).await.contains("signer cannot be reached"));
    let x5u = format!("{}/signer.pem", listed.server.uri());
    listed.shelf.put("/list", stranger.trust_list(&x5u, 9, ends, &[&made.root]));
    later(&hub, HOUR).await;
    assert!(failure(&hub.hub, 0).await.contains("signature of the list is not its signer's"));
    assert_is(&verdict(&hub.hub, made).await, DISTRUSTED, "");
}

#[tokio::test]
async fn a_trust_list_that_cannot_be_fetched_counts_until_it_ends_on_a_node_without_network_too() {
    let listed = Listed::new().await;
    let hub = hub!(listed.wish());
    import(&hub, &listed.made).await;
    listed.serve(7, hub.hub.now().plus(DAY), &[&listed.made.root]);
    calls::refresh_trust(&hub.hub).await.unwrap();
    listed.shelf.take("/list");
    later(&hub, 23 * HOUR).await;
    assert_is(&verdict(&hub.hub, &listed.made).await, PASSED, "");

    let node = hub.another_node().await;
    let before = listed.shelf.asked();
    calls::take_in_trust(&node).await.unwrap();
    calls::refresh(&node).await.unwrap();
    assert_is(&verdict(&node, &listed.made).await, PASSED, "");
    assert_eq!(listed.shelf.asked(), before);

    hub.advance(2 * HOUR);
    for node in [&hub.hub, &node] {
        assert_is(&verdict(node, &listed.made).await, DISTRUSTED, "the list of trusted authorities ended at");
    }
    let late = hub.another_node().await;
    calls::take_in_trust(&late).await.unwrap();
    calls::refresh(&late).await.unwrap();
    assert_is(&verdict(&late, &listed.made).await, DISTRUSTED, "the list of trusted authorities ended at");
}

#[tokio::test]
async fn one_node_fetches_and_the_others_follow() {
    let listed = Listed::new().await;
    let hub = hub!(listed.wish());
    import(&hub, &listed.made).await;
    listed.serve(7, hub.hub.now().plus(DAY), &[&listed.made.root]);
    let other = hub.another_node().await;
    let (one, two) = tokio::join!(calls::refresh_trust(&hub.hub), calls::refresh_trust(&other));
    one.unwrap();
    two.unwrap();
    assert_eq!(listed.shelf.asked(), 2, "the list and its signer, once");
    calls::take_in_trust(&other).await.unwrap();
    calls::refresh(&other).await.unwrap();
    assert_is(&verdict(&other, &listed.made).await, PASSED, "");
}

#[tokio::test]
async fn a_server_takes_in_a_changed_file_of_roots_by_itself_and_keeps_whom_it_knows_when_the_file_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roots.pem");
    let (made, other) = (made(), made());
    std::fs::write(&path, &other.root).unwrap();
    let hub = hub!(Wish { stir_roots_file: Some(path.clone()), ..Wish::default() });
    import(&hub, &made).await;
    calls::take_in_trust(&hub.hub).await.unwrap();
    assert_is(&verdict(&hub.hub, &made).await, DISTRUSTED, "");
    let server = Server::of(&hub);
    std::fs::write(&path, format!("{}{}", other.root, made.root)).unwrap();
    eventually("it is trusted", async || verdict(&hub.hub, &made).await.0.is_none()).await;
    std::fs::write(&path, "nothing").unwrap();
    calls::take_in_trust(&hub.hub).await.unwrap();
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
    std::fs::remove_file(&path).unwrap();
    calls::take_in_trust(&hub.hub).await.unwrap();
    assert_is(&verdict(&hub.hub, &made).await, PASSED, "");
    std::fs::write(&path, &other.root).unwrap();
    eventually("it is trusted no more", async || verdict(&hub.hub, &made).await.0.is_some()).await;
    server.end().await;
}
