//! Visits to websites against real servers, among them those that mean no good.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};
use trusthub_gateways::website::{MOST_BYTES, MOST_HOPS, Page, Trouble, Visit, Websites};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Server, client, closed_port, tls_of_localhost};

fn websites() -> Websites {
    Websites::new(client("127.0.0.1"))
}

async fn visit(url: &str) -> Visit {
    websites().visit(url).await
}

/// A server with one answer for everything.
async fn site(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

fn html(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text.as_bytes().to_vec(), "text/html; charset=utf-8")
}

async fn page(text: &str) -> Page {
    let server = site(html(text)).await;
    visit(&server.uri()).await.arrival.unwrap()
}

async fn trouble(answer: ResponseTemplate) -> Option<Trouble> {
    let server = site(answer).await;
    visit(&server.uri()).await.arrival.err()
}

async fn mount(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

fn redirect(to: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", to)
}

#[tokio::test]
async fn a_page_is_its_words_and_links_without_scripts() {
    let read = page(
        r#"<!doctype html><html lang="en-GB"><head><title> Owl
          Books </title><meta name="description" content="Books &amp; more">
        <style>.hidden { color: red }</style><script>document.write("<p>scripted</p>");</script></head>
        <body><h1>Owl <b>Books</b>, Inc.</h1><p>375 Beale&nbsp;Street</p><!-- a remark -->
        <p>a &lt;b&gt; c</p><noscript>Without scripts</noscript>
        <a href="/privacy?x=1#top">Privacy <i>policy</i></a><a href="mailto:ada@owl.example">Write</a>
        <a href="https://elsewhere.example/"><img alt="Partner"></a><a href="">none</a>
        <svg><text>drawn</text></svg><textarea>typed</textarea></body></html>"#,
    )
    .await;
    assert_eq!((read.title.as_str(), read.language.as_str()), ("Owl Books", "en-GB"));
    assert_eq!(read.description, "Books & more");
    assert!(!read.is_encrypted && !read.is_cut);
    let lines: Vec<&str> = read.text.lines().map(str::trim).collect();
    assert_eq!(lines[..4], ["Owl Books, Inc.", "375 Beale Street", "a <b> c", "Without scripts"]);
    for hidden in ["hidden", "scripted", "remark", "drawn", "typed"] {
        assert!(!read.text.contains(hidden), "{hidden} in {}", read.text);
    }
    let links: Vec<(&str, &str)> =
        read.links.iter().map(|link| (link.url.as_str(), link.label.as_str())).collect();
    let own = format!("{}privacy?x=1#top", read.url);
    assert_eq!(
        links,
        [
            (own.as_str(), "Privacy policy"),
            ("mailto:ada@owl.example", "Write"),
            ("https://elsewhere.example/", "Partner"),
        ]
    );
}

#[tokio::test]
async fn redirects_are_followed_and_every_hop_is_told_without_its_query() {
    let server = MockServer::start().await;
    mount(&server, "/", redirect("/en?session=secret")).await;
    mount(&server, "/en", html(r#"<meta http-equiv="Refresh" content="0; URL='home#top'">"#)).await;
    mount(&server, "/home", html("<p>Owl Books</p>")).await;
    let base = server.uri();
    let seen = visit(&base.replace("http://", "http://user:secret@")).await;
    assert_eq!(seen.hops, [format!("{base}/"), format!("{base}/en"), format!("{base}/home")]);
    assert_eq!(seen.arrival.unwrap().text, "Owl Books\n");
    for request in server.received_requests().await.unwrap() {
        let header = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap());
        assert!(header("user-agent").unwrap().starts_with("trusthub/"));
        assert_eq!(
            (header("referer"), header("cookie"), header("accept-encoding")),
            (None, None, Some("identity"))
        );
    }
}

#[tokio::test]
async fn cookies_are_not_taken_along() {
    let server = MockServer::start().await;
    mount(&server, "/", redirect("/home").insert_header("set-cookie", "id=7; Path=/")).await;
    mount(&server, "/home", html("<p>Owl Books</p>")).await;
    assert!(visit(&server.uri()).await.arrival.is_ok());
    assert!(server.received_requests().await.unwrap().iter().all(|one| !one.headers.contains_key("cookie")));
}

#[tokio::test]
async fn who_redirects_again_and_again_is_left() {
    let server = site(redirect("/again?and=again")).await;
    let seen = visit(&server.uri()).await;
    assert_eq!((seen.arrival.err(), seen.hops.len()), (Some(Trouble::GoesOnForEver), MOST_HOPS + 1));
    assert_eq!(server.received_requests().await.unwrap().len(), MOST_HOPS + 1);
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let inside = site(html("<p>secret</p>")).await;
    let port = inside.address().port();
    for location in [
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        format!("http://127.0.0.2:{port}/"),
        format!("http://0x7f000002:{port}/"),
        format!("http://[::1]:{port}/"),
    ] {
        assert_eq!(trouble(redirect(&location)).await, Some(Trouble::Forbidden), "{location}");
        let refresh = format!(r#"<meta http-equiv="refresh" content="0;url={location}">"#);
        assert_eq!(trouble(html(&refresh)).await, Some(Trouble::Forbidden), "{location}");
    }
    for location in ["file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "data:text/html,x"] {
        assert_eq!(trouble(redirect(location)).await, Some(Trouble::BadUrl), "{location}");
    }
    assert_eq!(visit("http://169.254.169.254/").await.arrival.err(), Some(Trouble::Forbidden));
    assert!(inside.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_told_apart() {
    for (answer, told) in [
        (ResponseTemplate::new(404), Trouble::Status(404)),
        (ResponseTemplate::new(503), Trouble::Status(503)),
        (ResponseTemplate::new(302), Trouble::Status(302)),
        (ResponseTemplate::new(200).set_body_raw("{}", "application/json"), Trouble::NotHtml),
        (ResponseTemplate::new(200).set_body_raw("%PDF-1.7", "application/pdf"), Trouble::NotHtml),
        (html("x").insert_header("content-encoding", "br"), Trouble::Broken),
        (html("not gzip").insert_header("content-encoding", "gzip"), Trouble::Broken),
    ] {
        assert_eq!(trouble(answer).await, Some(told));
    }
    let nobody = closed_port().await;
    assert_eq!(visit(&format!("http://{nobody}/")).await.arrival.err(), Some(Trouble::Refused));
    assert_eq!(visit("https://exa mple.com/").await.arrival.err(), Some(Trouble::BadUrl));
}

#[tokio::test]
async fn a_name_without_an_address_is_no_refusal() {
    let names = NameSource::Table(NameTable::default());
    let config = ClientConfig { names, ..ClientConfig::default() };
    let websites = Websites::new(GuardedClient::new(config).unwrap());
    assert_eq!(websites.visit("https://nobody.example/").await.arrival.err(), Some(Trouble::NoAddress));
}

#[tokio::test]
async fn no_more_of_a_page_is_read_than_the_limit() {
    let long = page(&format!("<p>begin</p>{}", "<p>word</p>".repeat(MOST_BYTES / 8))).await;
    assert!(long.is_cut && long.text.starts_with("begin"));
    assert!(long.text.len() <= MOST_BYTES);
    let many = page(&r#"<a href="/x">y</a>"#.repeat(10_000)).await;
    assert!(many.links.len() <= 400, "{} links", many.links.len());
}

#[tokio::test]
async fn a_page_that_unpacks_to_gigabytes_is_cut() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(b"<title>bomb</title>").unwrap();
    let zeros = vec![b' '; 1024 * 1024];
    for _ in 0..64 {
        bomb.write_all(&zeros).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < MOST_BYTES, "it is sent whole");
    let answer =
        ResponseTemplate::new(200).set_body_raw(bomb, "text/html").insert_header("content-encoding", "gzip");
    let server = site(answer).await;
    let read = visit(&server.uri()).await.arrival.unwrap();
    assert!(read.is_cut && read.title == "bomb");
}

#[tokio::test]
async fn a_body_without_end_is_cut() {
    let server = Server::start(|mut stream| async move {
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n").await;
        while stream.write_all(b"<p>and on</p>").await.is_ok() {}
    })
    .await;
    let read = visit(&format!("http://{}/", server.address)).await.arrival.unwrap();
    assert!(read.is_cut && read.text.starts_with("and on"));
}

#[tokio::test(start_paused = true)]
async fn who_never_answers_is_waited_for_no_longer_than_the_limit() {
    let server = Server::start(|stream| async move {
        // Held open, for as long as the test runs.
        std::mem::forget(stream);
        std::future::pending::<()>().await;
    })
    .await;
    let seen = visit(&format!("http://{}/", server.address)).await;
    assert_eq!(seen.arrival.err(), Some(Trouble::Silent));
    assert_eq!(seen.hops.len(), 1);
}

#[tokio::test]
async fn pages_are_read_in_their_own_character_set() {
    for (bytes, content_type) in [
        (b"<p>B\xfccher</p>".to_vec(), "text/html; charset=iso-8859-1"),
        (b"<meta charset='windows-1252'><p>B\xfccher</p>".to_vec(), "text/html"),
        (
            b"<meta http-equiv=Content-Type content=\"text/html; charset=ISO-8859-15\"><p>B\xfccher</p>"
                .to_vec(),
            "text/html",
        ),
        ("<p>Bücher</p>".as_bytes().to_vec(), "text/html"),
        (b"\xef\xbb\xbf<p>B\xc3\xbccher</p>".to_vec(), "text/html; charset=iso-8859-1"),
    ] {
        let server = site(ResponseTemplate::new(200).set_body_raw(bytes, content_type)).await;
        let read = visit(&server.uri()).await.arrival.unwrap();
        assert_eq!(read.text.trim(), "Bücher", "{content_type}");
    }
}

/// A site that speaks TLS with a certificate of its own for `localhost`; the certificate in PEM.
async fn encrypted() -> (Server, Vec<u8>) {
    let (acceptor, root_pem) = tls_of_localhost();
    let server = Server::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            let body = "<title>Owl</title>";
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n", body.len());
            let _ = stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    (server, root_pem)
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_told_as_such() {
    let (server, root) = encrypted().await;
    let url = format!("https://localhost:{}/", server.address.port());
    assert_eq!(visit(&url).await.arrival.err(), Some(Trouble::Certificate));
    // Trusted, it is fine for its own name, and for no other.
    let trusting = ClientConfig {
        allow: "127.0.0.0/8 ::1".parse().unwrap(),
        extra_roots_pem: Some(root),
        ..ClientConfig::default()
    };
    let websites = Websites::new(GuardedClient::new(trusting).unwrap());
    let read = websites.visit(&url).await.arrival.unwrap();
    assert!(read.is_encrypted && read.title == "Owl");
    let other = format!("https://127.0.0.1:{}/", server.address.port());
    assert_eq!(websites.visit(&other).await.arrival.err(), Some(Trouble::Certificate));
}

#[tokio::test]
async fn an_address_without_a_scheme_is_asked_for_by_https_first() {
    let server = site(html("<p>Owl Books</p>")).await;
    let address = server.address().to_string();
    let seen = visit(&address).await;
    assert_eq!(seen.hops, [format!("https://{address}/"), format!("http://{address}/")]);
    assert!(seen.arrival.is_ok_and(|page| !page.is_encrypted));
}
