//! A page drawn by the Chromium of this machine. Where there is none, that is said and nothing is tested.

use std::net::TcpListener;
use std::path::PathBuf;

use trusthub_domain::item::MediaType;
use trusthub_gateways::browser::{Browser, Chromium, ChromiumConfig, HEIGHT, Undrawn, WIDTH};
use trusthub_gateways::documents::inspect::find_on_path;
use trusthub_gateways::documents::media_type::{pixels, sniff};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn installed() -> Option<PathBuf> {
    let found = std::env::var_os("PATH").and_then(|path| find_on_path("chromium", &path));
    if found.is_none() {
        eprintln!("SKIPPED: no chromium on the PATH; `cargo xtask setup` installs it on Debian");
    }
    found
}

/// May reach 127.0.0.1 and nothing else of this machine.
fn client() -> GuardedClient {
    let names = NameTable::default();
    names.set("owl.example", vec![vec!["127.0.0.1".parse().unwrap()]]);
    let config = ClientConfig {
        allow: "127.0.0.1".parse().unwrap(),
        names: NameSource::Table(names),
        ..ClientConfig::default()
    };
    GuardedClient::new(config).unwrap()
}

fn browser(program: PathBuf, ports: &[u16]) -> Browser {
    // Chromium refuses its sandbox to root, which is who tests are in a container.
    let has_sandbox = !rustix::process::getuid().is_root();
    let config = ChromiumConfig { has_sandbox, ports: ports.to_vec(), ..ChromiumConfig::new(program) };
    Browser::Chromium(Chromium::new(config, client()))
}

#[tokio::test]
async fn a_page_is_drawn_with_its_scripts_and_reaches_nothing_inward() {
    let Some(program) = installed() else { return };
    let inward = MockServer::builder().listener(TcpListener::bind("127.0.0.2:0").unwrap()).start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&inward).await;
    let server = MockServer::start().await;
    let (port, secret) = (server.address().port(), inward.uri());
    let page = format!(
        "<title>Owl</title><h1>Owl Bakery</h1><img src='{secret}/image'><iframe src='{secret}/frame'></iframe>\
         <script>alert(1); fetch('{secret}/fetch', {{mode: 'no-cors'}}); fetch('/scripted');</script>"
    );
    let html = |text: &str| ResponseTemplate::new(200).set_body_raw(text.as_bytes().to_vec(), "text/html");
    let redirect = ResponseTemplate::new(302).insert_header("location", "/home?session=7");
    Mock::given(path("/")).respond_with(redirect).mount(&server).await;
    Mock::given(path("/home")).respond_with(html(&page)).mount(&server).await;
    let ports = [port, inward.address().port()];
    let picture = browser(program, &ports).draw(&format!("http://owl.example:{port}/")).await.unwrap();
    assert_eq!(sniff(&picture.png), Some(MediaType::Png));
    assert_eq!(pixels(&picture.png), Some(u64::from(WIDTH) * u64::from(HEIGHT)));
    assert_eq!(picture.url, format!("http://owl.example:{port}/home"));
    let asked: Vec<String> = server
        .received_requests()
        .await
        .unwrap()
        .iter()
        .map(|request| request.url.path().to_owned())
        .collect();
    assert!(asked.contains(&"/scripted".to_owned()), "{asked:?}");
    assert_eq!(inward.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn where_there_is_no_page_there_is_no_picture() {
    let inward = browser(PathBuf::from("/nonexistent/chromium"), &[80]);
    assert!(matches!(inward.draw("http://127.0.0.2/").await, Err(Undrawn::NoPage)));
    assert!(matches!(inward.draw("file:///etc/passwd").await, Err(Undrawn::NoPage)));
    let missing = inward.draw("http://127.0.0.1/").await;
    assert!(matches!(missing, Err(Undrawn::Broken(_))), "nothing starts: {missing:?}");
}
