//! Other providers' certificates from real servers, among them those that mean no good.

use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rcgen::{
    CertificateParams, CertifiedKey, CustomExtension, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};
use trusthub_gateways::x5u::{Limits, Repositories, Trouble, Trust};
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::path::{PathError, Roots};
use trusthub_stir::tn_auth_list::{ServiceProviderCode, TnAuthList, TnEntry};
use trusthub_stir::x5u::BadX5u;

/// 2026-06-01.
const NOW: i64 = 1_780_272_000;
const DAY: i64 = 86_400;
const HOST: &str = "sti.carrier.example";
/// Plenty for a busy machine, and far less than what a hostile server would like.
const TIMEOUT: Duration = Duration::from_millis(1_500);

/// What the server does with the next connections.
#[derive(Clone)]
enum Answer {
    /// Status line's end and headers, body.
    Whole(String, String),
    /// A list of numbers, say.
    Bytes(Vec<u8>),
    /// Good headers, and then a body without end.
    Endless,
    /// Good headers, and then a byte every fifth of a second.
    Drip,
    /// Nothing at all.
    Silence,
}

struct Repository {
    answer: Arc<Mutex<Answer>>,
    asked: Arc<AtomicUsize>,
    port: u16,
    certificates: Repositories,
    names: NameTable,
    _tasks: JoinSet<()>,
}

impl Repository {
    async fn start(answer: Answer) -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec![HOST.to_owned(), "slow.example".to_owned()]).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (answer, asked) = (Arc::new(Mutex::new(answer)), Arc::new(AtomicUsize::new(0)));
        let mut tasks = JoinSet::new();
        let (current, count) = (Arc::clone(&answer), Arc::clone(&asked));
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, current, count) = (acceptor.clone(), Arc::clone(&current), Arc::clone(&count));
                connections.spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    count.fetch_add(1, Ordering::SeqCst);
                    let answer = current.lock().unwrap().clone();
                    serve(stream, answer).await;
                });
            }
        });
        let names = NameTable::default();
        names.set(HOST, vec![vec![IpAddr::from([127, 0, 0, 1])]]);
        names.set("slow.example", vec![vec![IpAddr::from([127, 0, 0, 1])]]);
        let certificates = client(&names, "127.0.0.1", port, cert.pem());
        Self { answer, asked, port, certificates, names, _tasks: tasks }
    }

    fn url(&self, path: &str) -> String {
        format!("https://{HOST}:{}/{path}", self.port)
    }

    fn now_answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn code(&self, path: &str, now: i64) -> Result<String, Trouble> {
        let found = self.certificates.get(&self.url(path), now).await?;
        Ok(found.spc().unwrap().to_string())
    }
}

fn client(names: &NameTable, allow: &str, port: u16, root: String) -> Repositories {
    let client = GuardedClient::new(ClientConfig {
        allow: allow.parse().unwrap(),
        extra_roots_pem: Some(root.into_bytes()),
        names: NameSource::Table(names.clone()),
        ..ClientConfig::default()
    })
    .unwrap();
    Repositories::new(client, Limits { timeout: TIMEOUT, ports: vec![443, 8443, port], ..Limits::default() })
}

async fn serve(mut stream: tokio_rustls::server::TlsStream<tokio::net::TcpStream>, answer: Answer) {
    let mut request = [0; 2_048];
    let _ = stream.read(&mut request).await;
    let head =
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/pem-certificate-chain\r\n\r\n";
    match answer {
        Answer::Whole(head, body) => {
            let text = format!(
                "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Answer::Bytes(body) => {
            let head =
                format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&body).await;
            let _ = stream.shutdown().await;
        }
        Answer::Endless => {
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(&[b'A'; 8_192]).await.is_ok() {}
        }
        Answer::Drip => {
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(b"A").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        Answer::Silence => std::future::pending().await,
    }
}

/// A root and what it issues.
struct World {
    root_params: CertificateParams,
    root_key: KeyPair,
    root: String,
}

impl World {
    fn new() -> Self {
        let mut params = named("Test SHAKEN ROOT");
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root_key = KeyPair::generate().unwrap();
        let root = params.self_signed(&root_key).unwrap().pem();
        Self { root_params: params, root_key, root }
    }

    fn leaf(&self, code: &str) -> String {
        let list = TnAuthList::new(vec![TnEntry::Spc(ServiceProviderCode::new(code).unwrap())]);
        self.issue(&[1, 3, 6, 1, 5, 5, 7, 1, 26], list.to_der())
    }

    /// A certificate whose numbers are at an address of less than 100 bytes.
    fn pointing_to(&self, url: &str) -> String {
        let element =
            |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()][..], content].concat();
        let method = [0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 48, 14];
        let access = element(0x30, &[&method[..], &element(0x86, url.as_bytes())].concat());
        self.issue(&[1, 3, 6, 1, 5, 5, 7, 1, 1], element(0x30, &access))
    }

    fn issue(&self, oid: &[u64], extension: Vec<u8>) -> String {
        let mut params = named("SHAKEN");
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.custom_extensions = vec![CustomExtension::from_oid_content(oid, extension)];
        let issuer = Issuer::from_params(&self.root_params, &self.root_key);
        params.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().pem()
    }

    fn roots(&self) -> Roots {
        Roots::read(self.root.as_bytes()).unwrap()
    }
}

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(2026, 5, 1), date_time_ymd(2026, 7, 1));
    params
}

fn pem(body: String) -> Answer {
    Answer::Whole("200 OK\r\ncontent-type: application/pem-certificate-chain".to_owned(), body)
}

/// A repository that serves a good chain to those who trust its root.
async fn good() -> (World, Repository) {
    let world = World::new();
    let repository = Repository::start(pem(world.leaf("709J"))).await;
    repository.certificates.trust(&Trust::of(world.roots()));
    (world, repository)
}

#[tokio::test]
async fn a_chain_is_fetched_once_and_kept_for_a_day() {
    let (world, repository) = good().await;
    for now in [NOW, NOW + 1, NOW + DAY] {
        assert_eq!(repository.code("a.pem", now).await.as_deref(), Ok("709J"));
    }
    assert_eq!(repository.asked(), 1);
    repository.now_answers(pem(world.leaf("550A")));
    assert_eq!(repository.code("a.pem", NOW + DAY + 1).await.as_deref(), Ok("550A"));
    assert_eq!(repository.asked(), 2);
}

#[tokio::test]
async fn calls_that_come_at_once_share_one_fetch() {
    let (_, repository) = good().await;
    let calls = (0..50).map(|_| repository.code("a.pem", NOW));
    let answers = futures_of(calls).await;
    assert!(answers.iter().all(|answer| answer.as_deref() == Ok("709J")));
    assert_eq!(repository.asked(), 1);

    repository.now_answers(Answer::Whole("404 Not Found".to_owned(), String::new()));
    let calls = (0..50).map(|_| repository.code("b.pem", NOW));
    assert!(futures_of(calls).await.iter().all(|answer| *answer == Err(Trouble::Status(404))));
    assert_eq!(repository.asked(), 2);
}

async fn futures_of<T>(calls: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures::future::join_all(calls).await
}

#[tokio::test]
async fn the_whole_chain_is_kept_in_whatever_order_and_media_type_it_came() {
    let world = World::new();
    let chain = format!("{}{}", world.root, world.leaf("709J"));
    let repository =
        Repository::start(Answer::Whole("200 OK\r\ncontent-type: text/plain".to_owned(), chain)).await;
    repository.certificates.trust(&Trust::of(world.roots()));
    assert_eq!(repository.code("a.pem", NOW).await.as_deref(), Ok("709J"));
    // Judged again without a fetch: nothing of the chain was lost.
    repository.certificates.trust(&Trust::of(world.roots()));
    assert_eq!(repository.code("a.pem", NOW).await.as_deref(), Ok("709J"));
    assert_eq!(repository.asked(), 1);
}

#[tokio::test]
async fn a_change_of_trust_takes_effect_at_the_next_call_without_a_fetch() {
    let (world, repository) = good().await;
    assert!(repository.code("a.pem", NOW).await.is_ok());
    repository.certificates.trust(&Trust::of(World::new().roots()));
    let refused = repository.code("a.pem", NOW).await.unwrap_err();
    assert!(matches!(&refused, Trouble::Path(error) if matches!(**error, PathError::Signature(_))));
    assert!(refused.is_distrust());
    repository.certificates.trust(&Trust::of(world.roots()));
    assert_eq!(repository.code("a.pem", NOW).await.as_deref(), Ok("709J"));
    assert_eq!(repository.asked(), 1);
}

#[tokio::test]
async fn what_is_no_short_chain_is_refused_and_remembered() {
    let world = World::new();
    let repository = Repository::start(Answer::Silence).await;
    repository.certificates.trust(&Trust::of(world.roots()));
    let six = world.leaf("1").repeat(6);
    let elsewhere = "302 Found\r\nlocation: https://169.254.169.254/latest".to_owned();
    type Expected = fn(&Trouble) -> bool;
    let cases: [(&str, Answer, Expected); 8] = [
        ("redirect", Answer::Whole(elsewhere, String::new()), |trouble| *trouble == Trouble::Redirect(302)),
        ("html", pem("<html>Welcome</html>".to_owned()), |trouble| {
            matches!(trouble, Trouble::NotCertificates(_))
        }),
        ("empty", pem(String::new()), |trouble| matches!(trouble, Trouble::NotCertificates(_))),
        ("six", pem(six), |trouble| matches!(trouble, Trouble::NotCertificates(_))),
        ("long", pem("A".repeat(64 * 1024 + 1)), |trouble| *trouble == Trouble::Long),
        ("endless", Answer::Endless, |trouble| *trouble == Trouble::Long),
        ("gone", Answer::Whole("410 Gone".to_owned(), String::new()), |trouble| {
            *trouble == Trouble::Status(410)
        }),
        ("partial", Answer::Whole("206 Partial".to_owned(), world.leaf("1")), |trouble| {
            *trouble == Trouble::Status(206)
        }),
    ];
    for (name, answer, expected) in cases {
        repository.now_answers(answer);
        let before = repository.asked();
        for now in [NOW, NOW + 300] {
            let trouble = repository.code(name, now).await.unwrap_err();
            assert!(expected(&trouble), "{name}: {trouble:?}");
        }
        assert_eq!(repository.asked() - before, 1, "{name} is remembered");
    }
    repository.now_answers(pem(world.leaf("709J")));
    assert_eq!(repository.code("html", NOW + 301).await.as_deref(), Ok("709J"), "and asked again later");
}

#[tokio::test]
async fn a_server_that_drips_or_says_nothing_costs_no_more_than_the_time_limit() {
    for answer in [Answer::Drip, Answer::Silence] {
        let repository = Repository::start(answer).await;
        let begun = Instant::now();
        assert_eq!(repository.code("a.pem", NOW).await, Err(Trouble::Silent));
        let taken = begun.elapsed();
        assert!(taken < TIMEOUT * 3, "{taken:?}");
        assert_eq!(repository.code("a.pem", NOW + 60).await, Err(Trouble::Silent));
        assert_eq!(repository.asked(), 1, "is remembered for a minute");
    }
}

#[tokio::test]
async fn a_slow_host_does_not_keep_calls_to_others_waiting() {
    let (world, repository) = good().await;
    let slow: Vec<String> =
        (0..100).map(|path| format!("https://slow.example:{}/{path}", repository.port)).collect();
    repository.now_answers(Answer::Silence);
    let mut waiting = JoinSet::new();
    for url in slow {
        let certificates = repository.certificates.clone();
        waiting.spawn(async move { certificates.get(&url, NOW).await.map(|_| ()) });
    }
    // Until as many as may are in flight.
    let begun = Instant::now();
    while repository.asked() < 4 && begun.elapsed() < TIMEOUT {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    repository.now_answers(pem(world.leaf("709J")));
    let begun = Instant::now();
    assert_eq!(repository.code("a.pem", NOW).await.as_deref(), Ok("709J"));
    assert!(begun.elapsed() < TIMEOUT, "{:?}", begun.elapsed());
    waiting.shutdown().await;
}

#[tokio::test]
async fn addresses_inside_are_not_connected_to_however_they_are_written() {
    let (_, repository) = good().await;
    let guarded = client(&repository.names, "", repository.port, World::new().root);
    repository
        .names
        .set("inside.example", vec![vec![IpAddr::from([10, 0, 0, 1]), IpAddr::from([127, 0, 0, 1])]]);
    for host in [HOST, "inside.example", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let url = format!("https://{host}:{}/a.pem", repository.port);
        assert_eq!(guarded.get(&url, NOW).await.map(|_| ()), Err(Trouble::Forbidden), "{host}");
    }
    assert_eq!(repository.asked(), 0);
}

#[tokio::test]
async fn addresses_against_the_rules_are_not_asked() {
    let (_, repository) = good().await;
    let port = repository.port;
    for (url, why) in [
        (format!("http://{HOST}:{port}/a.pem"), BadX5u::NotHttps),
        (format!("https://{HOST}:{port}/a.pem?call=7"), BadX5u::Query),
        (format!("https://user@{HOST}:{port}/a.pem"), BadX5u::UserInformation),
        (format!("https://{HOST}:22/a.pem"), BadX5u::Port),
    ] {
        assert_eq!(
            repository.certificates.get(&url, NOW).await.map(|_| ()),
            Err(Trouble::Address(why)),
            "{url}"
        );
    }
    assert_eq!((repository.asked(), repository.names.asked(HOST)), (0, 0));
}

#[tokio::test]
async fn a_repository_in_trouble_does_not_end_the_use_of_a_good_chain() {
    let (_, repository) = good().await;
    assert!(repository.code("a.pem", NOW).await.is_ok());
    repository.now_answers(Answer::Whole("503 Service Unavailable".to_owned(), String::new()));
    let later = NOW + DAY + 1;
    assert_eq!(repository.code("a.pem", later).await.as_deref(), Ok("709J"));
    assert_eq!(repository.code("a.pem", later + 60).await.as_deref(), Ok("709J"));
    assert_eq!(repository.asked(), 2, "asked again a minute later at the earliest");
    assert_eq!(repository.code("a.pem", NOW + 8 * DAY).await, Err(Trouble::Status(503)), "but not for ever");
}

#[tokio::test]
async fn a_chain_is_never_used_after_its_end() {
    let (_, repository) = good().await;
    // 2026-07-01 and a second.
    let end = 1_782_864_000;
    assert!(repository.code("a.pem", end - 10).await.is_ok());
    let refused = repository.code("a.pem", end + 1).await.unwrap_err();
    assert!(matches!(refused, Trouble::Path(error) if matches!(*error, PathError::Validity { .. })));
}

#[tokio::test]
async fn what_is_in_use_is_due_before_its_time_is_over() {
    let (world, repository) = good().await;
    assert!(repository.code("used.pem", NOW).await.is_ok());
    assert!(repository.code("idle.pem", NOW - DAY).await.is_ok());
    assert_eq!(repository.certificates.due(NOW + DAY / 2), [""; 0]);
    let url = repository.url("used.pem");
    let soon = NOW + DAY * 9 / 10;
    assert_eq!(repository.certificates.due(soon), std::slice::from_ref(&url));
    repository.now_answers(pem(world.leaf("550A")));
    repository.certificates.refresh(&url, soon).await.unwrap();
    assert_eq!(repository.code("used.pem", soon).await.as_deref(), Ok("550A"));
    assert_eq!(repository.certificates.due(soon), [""; 0]);
    assert_eq!(repository.asked(), 3);
}

#[tokio::test]
async fn who_is_only_on_the_administrators_list_is_trusted_until_the_list_ends() {
    let (world, repository) = good().await;
    repository.certificates.trust(&Trust::default().with_list(&world.roots(), NOW + 600));
    assert_eq!(repository.code("a.pem", NOW + 600).await.as_deref(), Ok("709J"));
    let ended = repository.code("a.pem", NOW + 601).await.unwrap_err();
    assert_eq!(ended, Trouble::TrustListEnded(NOW + 600));
    assert!(ended.is_distrust());
    // Whom the operator trusts by name needs no list.
    repository.certificates.trust(&Trust::of(world.roots()).with_list(&World::new().roots(), NOW + 600));
    assert_eq!(repository.code("a.pem", NOW + 601).await.as_deref(), Ok("709J"));
    repository.certificates.trust(&Trust::default().with_list(&World::new().roots(), NOW + 600));
    let stranger = repository.code("a.pem", NOW + 601).await.unwrap_err();
    assert!(matches!(stranger, Trouble::Path(_)), "{stranger:?}: no list would have helped");
    assert_eq!(repository.asked(), 1);
}

#[tokio::test]
async fn numbers_by_reference_are_fetched_once_kept_and_refused_by_the_same_rules() {
    let world = World::new();
    let repository = Repository::start(Answer::Silence).await;
    repository.certificates.trust(&Trust::of(world.roots()));
    let number = |text: &str| TelephoneNumber::canonical(text).unwrap();
    let list = Answer::Bytes(TnAuthList::new(vec![TnEntry::One(number("12155550100"))]).to_der());
    let held = async |name: &str| {
        repository.now_answers(pem(world.pointing_to(&repository.url(&format!("{name}.list")))));
        repository.certificates.get(&repository.url(name), NOW).await.unwrap()
    };
    let certificate = held("a.pem").await;
    assert!(!certificate.authority.covers(&number("12155550100")));
    let before = repository.asked();
    let gone = || pem(String::new());
    for (now, answer) in [(NOW, list), (NOW + DAY, gone()), (NOW + DAY + 1, gone())] {
        // A list is good for a day, and beyond it while its repository is in trouble.
        repository.now_answers(answer);
        let whole = repository.certificates.with_referenced(&certificate, now).await.unwrap();
        assert!(
            whole.authority.covers(&number("12155550100")) && !whole.authority.covers(&number("12155550101"))
        );
    }
    assert_eq!(repository.asked() - before, 2);

    let other = held("b.pem").await;
    repository.now_answers(Answer::Whole(
        "302 Found\r\nlocation: https://other.example/".to_owned(),
        String::new(),
    ));
    let redirected = repository.certificates.with_referenced(&other, NOW).await;
    assert_eq!(redirected.err(), Some(Trouble::Redirect(302)));
    let other = held("c.pem").await;
    repository.now_answers(pem("<html>".to_owned()));
    let garbage = repository.certificates.with_referenced(&other, NOW).await.err();
    assert!(matches!(garbage, Some(Trouble::NotNumbers(_))), "{garbage:?}");
    repository.now_answers(pem(world.pointing_to("http://sti.carrier.example/list")));
    let plain = repository.certificates.get(&repository.url("d.pem"), NOW).await.unwrap();
    let plain = repository.certificates.with_referenced(&plain, NOW).await;
    assert_eq!(plain.err(), Some(Trouble::Address(BadX5u::NotHttps)));
}
