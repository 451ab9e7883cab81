use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::hub::{Hub, PATIENCE, eventually};
use crate::operation::metrics_url;

/// Trunks of this machine: two addresses of the loopback.
fn trunks(hub: &Hub, more: &str) -> String {
    let path = hub.path("trunks.toml");
    let text = format!(
        "[[trunk]]\nname = \"customer\"\nfrom = [\"127.0.0.1\"]\n{more}\n\
         [[trunk]]\nname = \"strict\"\nfrom = [\"127.0.0.2\"]\nfailed = \"reject\"\nunsigned = \"reject\"\nrole = \"verify\"\n"
    );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn hub_with(more: &str) -> Hub {
    let hub = Hub::new();
    let path = trunks(&hub, more);
    hub.set("TRUSTHUB_SIP_TRUNKS_FILE", &path).set("TRUSTHUB_SIP_LISTEN", "udp:127.0.0.1:0, tcp:127.0.0.1:0")
}

/// Where it said that it speaks SIP.
fn address(said: &str, transport: &str) -> SocketAddr {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("SIP")?.trim().strip_prefix(transport));
    line.unwrap_or_else(|| panic!("{said}")).trim_start_matches(':').parse().unwrap()
}

fn request(method: &str, branch: &str, headers: &str) -> String {
    format!(
        "{method} sip:+12155551213@hub.example SIP/2.0\r\nVia: SIP/2.0/UDP switch.example;rport;branch=z9hG4bK{branch}\r\n\
         From: <sip:+12155551212@switch.example>;tag=1\r\nTo: <sip:+12155551213@hub.example>\r\n\
         Call-ID: {branch}\r\nCSeq: 1 {method}\r\n{headers}Content-Length: 0\r\n\r\n"
    )
}

/// The answer to a datagram from this address.
fn ask(from: &str, to: SocketAddr, message: &str) -> String {
    let socket = UdpSocket::bind((from, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.send_to(message.as_bytes(), to).unwrap();
    let mut buffer = vec![0; 65_536];
    let length = socket.recv(&mut buffer).unwrap();
    String::from_utf8(buffer[..length].to_vec()).unwrap()
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn switches_are_told_where_and_answered_over_both_transports() {
    let mut hub = hub_with("");
    let said = hub.start();
    let answer = ask("127.0.0.1", address(&said, "udp"), &request("OPTIONS", "1", ""));
    assert!(answer.starts_with("SIP/2.0 200 OK\r\n"), "{answer}");
    let mut stream = TcpStream::connect(address(&said, "tcp")).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request("OPTIONS", "2", "").as_bytes()).unwrap();
    let mut begin = [0; 14];
    stream.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"SIP/2.0 200 OK");
    let stranger = ask("127.0.0.3", address(&said, "udp"), &request("INVITE", "3", ""));
    assert!(stranger.starts_with("SIP/2.0 403 Unknown Trunk\r\n"), "{stranger}");
    assert_eq!(hub.stop(), 0);
}

#[test]
fn a_call_goes_on_unsigned_with_the_reason_while_there_is_nothing_to_sign_it_with() {
    let hub = hub_with("");
    let folder = hub.path("ca");
    hub.must(&["stir", "ca-init", "--out", text(&folder)]);
    // Whoever trusts somebody by name has no test authority.
    let mut hub = hub.set("TRUSTHUB_STIR_ROOTS_FILE", text(&folder.join("root.pem")));
    let said = hub.start();
    let answer = ask("127.0.0.1", address(&said, "udp"), &request("INVITE", "1", ""));
    assert!(answer.starts_with("SIP/2.0 302 Moved Temporarily\r\n"), "{answer}");
    assert_eq!(header(&answer, "Contact"), Some("<sip:+12155551213@hub.example>"));
    assert_eq!(header(&answer, "Identity"), None);
    assert!(header(&answer, "Warning").unwrap().contains("Not signed: "), "{answer}");
}

/// Who asked for a signature, as the stored decision has it.
async fn asked_by(hub: &Hub, identity: &str) -> String {
    let payload = identity.split('.').nth(1).unwrap();
    let claims: serde_json::Value =
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let origid = claims["origid"].as_str().unwrap();
    let traced = eventually("the decision is stored", async || {
        let done = hub.run(&["stir", "trace", origid, "--json"]);
        (done.code == 0).then(|| done.json())
    });
    traced.await[0]["asked_by"].as_str().unwrap().to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn a_call_is_signed_for_one_switch_and_believed_by_the_next() {
    let ca = tempfile::tempdir().unwrap();
    let folder = ca.path().join("ca");
    let hub = hub_with("");
    let made = hub.run(&["stir", "ca-init", "--out", text(&folder), "--json"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let file = |name: &str| made.json()[name].as_str().unwrap().to_owned();
    let mut hub = hub.set("TRUSTHUB_STIR_ROOTS_FILE", &file("root"));
    let said = hub.start();
    hub.must(&["stir", "cert", "import", &file("chain"), "--key", &file("key")]);
    let to = address(&said, "udp");
    let mut branch = 0;
    let identity = eventually("the certificate signs", async || {
        branch += 1;
        let answer = ask("127.0.0.1", to, &request("INVITE", &branch.to_string(), ""));
        header(&answer, "Identity").map(str::to_owned)
    })
    .await;
    assert!(identity.ends_with(";alg=ES256;ppt=shaken"), "{identity}");
    let asked_by = asked_by(&hub, &identity).await;
    assert_eq!(asked_by, "trunk:customer");
    let carried = format!("Identity: {identity}\r\n");
    let answer = ask("127.0.0.2", to, &request("INVITE", "v1", &carried));
    assert!(answer.starts_with("SIP/2.0 302 "), "{answer}");
    let asserted = "<sip:+12155551212;verstat=TN-Validation-Passed@switch.example>";
    assert_eq!(header(&answer, "P-Asserted-Identity"), Some(asserted));
    // The next call under the same signature.
    let answer = ask("127.0.0.2", to, &request("INVITE", "v1b", &carried));
    assert!(answer.starts_with("SIP/2.0 438 Invalid Identity Header\r\n"), "{answer}");
    // Another caller under it.
    let forged = request("INVITE", "v2", &carried).replace("+12155551212@", "+12155551299@");
    let answer = ask("127.0.0.2", to, &forged);
    assert!(answer.starts_with("SIP/2.0 438 Invalid Identity Header\r\n"), "{answer}");
    let answer = ask("127.0.0.1", to, &forged.replace("v2", "v3"));
    assert!(
        header(&answer, "Reason")
            .unwrap()
            .starts_with("STIR ;cause=438 ;text=\"Invalid Identity Header\" ;ppi=\".."),
        "{answer}"
    );
    let answer = ask("127.0.0.2", to, &request("INVITE", "v4", ""));
    assert!(answer.starts_with("SIP/2.0 428 Use Identity Header\r\n"), "{answer}");
    let log = hub.log();
    assert!(!log.contains("12155551212") && !log.contains("12155551299"), "a number was logged");
}

#[tokio::test]
async fn the_trunks_are_followed_and_a_broken_file_changes_nothing() {
    let mut hub = hub_with("").set("TRUSTHUB_METRICS_LISTEN", "127.0.0.1:0");
    let said = hub.start();
    let to = address(&said, "udp");
    let file = hub.path("trunks.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let options = |from: &str| {
        let answer = ask(from, to, &request("OPTIONS", &uuid::Uuid::new_v4().simple().to_string(), ""));
        answer.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(options("127.0.0.4"), "SIP/2.0 403 Unknown Trunk");
    std::fs::write(&file, before.replace("127.0.0.2", "127.0.0.4")).unwrap();
    let is_ok = |from| (options(from) == "SIP/2.0 200 OK").then_some(());
    eventually("the new trunk is served", async || is_ok("127.0.0.4")).await;
    assert_eq!(options("127.0.0.2"), "SIP/2.0 403 Unknown Trunk");

    std::fs::write(&file, "[[trunk]]\nname = 'half").unwrap();
    let metrics = metrics_url(&said);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let shows = async |wanted: &str| {
        let told = client.get(&metrics).send().await.unwrap().text().await.unwrap();
        told.lines().any(|line| line == wanted).then_some(())
    };
    eventually("it is told", async || shows("trusthub_sip_trunks_refused 1").await).await;
    assert!(shows("trusthub_sip_trunks 2").await.is_some() && shows("trusthub_sip_up 1").await.is_some());
    assert!(
        hub.log().contains("the file of trunks cannot be used, those before stay in force"),
        "{}",
        hub.log()
    );
    assert_eq!(options("127.0.0.4"), "SIP/2.0 200 OK");

    std::fs::write(&file, &before).unwrap();
    eventually("the old trunk is back", async || is_ok("127.0.0.2")).await;
    eventually("nothing is wrong", async || shows("trusthub_sip_trunks_refused 0").await).await;
    let (status, ready) = hub.first().get("/ready").await;
    let checks = ready["checks"].as_array().unwrap();
    assert_eq!(status, 200, "{ready}");
    assert!(checks.iter().any(|check| check["name"] == "sip" && check["status"] == "ok"), "{ready}");
}

#[test]
fn datagrams_are_not_believed_where_anybody_can_send_them() {
    let hub = Hub::new();
    let path = trunks(&hub, "");
    let hub = hub.set("TRUSTHUB_SIP_TRUNKS_FILE", &path);
    let done = hub.run(&["serve", "--sip-listen", "udp:0.0.0.0:0"]);
    assert_eq!(done.code, 3, "{}{}", done.out, done.err);
    assert!(done.err.contains("sip_private"), "{}", done.err);
    std::fs::write(&path, "[[trunk]]\nname = 'a'\nfrom = ['x']\n").unwrap();
    let done = hub.run(&["serve", "--sip-listen", "tcp:127.0.0.1:0"]);
    assert!(done.code == 3 && done.err.contains(r#"trunk "a": from"#), "{}", done.err);
    let done = hub.run(&["doctor"]);
    assert!(done.out.contains(r#"trunk "a": from"#), "{}{}", done.out, done.err);
    hub.must(&["migrate"]);
    let done = Hub::new().run(&["serve", "--sip-listen", "tcp:127.0.0.1:0"]);
    assert!(done.code == 3 && done.err.contains("sip_trunks_file is missing"), "{}", done.err);
}
