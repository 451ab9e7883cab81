use std::fs;

use rcgen::{CertifiedKey, generate_simple_self_signed};

use crate::hub::{Hub, run};

/// A certificate for the loopback address; its PEM.
fn certificate(hub: &Hub) -> String {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    fs::write(hub.path("tls.crt"), cert.pem()).unwrap();
    fs::write(hub.path("tls.key"), signing_key.serialize_pem()).unwrap();
    cert.pem()
}

pub fn with_tls() -> (Hub, String) {
    let hub = Hub::new();
    let pem = certificate(&hub);
    let (cert, key) = (hub.path("tls.crt"), hub.path("tls.key"));
    (
        hub.set("TRUSTHUB_TLS_CERT_FILE", cert.to_str().unwrap())
            .set("TRUSTHUB_TLS_KEY_FILE", key.to_str().unwrap()),
        pem,
    )
}

async fn version(url: &str, pem: &str) -> Option<reqwest::Version> {
    let root = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([root]).build().unwrap();
    client.get(format!("{url}/health")).send().await.ok().map(|answer| answer.version())
}

#[tokio::test]
async fn the_hub_speaks_tls_and_http2_and_takes_a_new_certificate_at_sighup() {
    let (mut hub, pem) = with_tls();
    hub.start();
    assert!(hub.url.starts_with("https://127.0.0.1:"), "{}", hub.url);
    assert_eq!(version(&hub.url, &pem).await, Some(reqwest::Version::HTTP_2));

    let renewed = certificate(&hub);
    assert_eq!(version(&hub.url, &renewed).await, None, "nobody asked for the new one yet");
    hub.hang_up();
    crate::hub::eventually("the new certificate", async || version(&hub.url, &renewed).await).await;
    assert_eq!(hub.stop(), 0);
}

#[tokio::test]
async fn only_clients_with_a_certificate_are_let_in_where_the_operator_says_so() {
    let (hub, pem) = with_tls();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["partner.example".to_owned()]).unwrap();
    fs::write(hub.path("clients.crt"), cert.pem()).unwrap();
    let authorities = hub.path("clients.crt");
    let mut hub = hub.set("TRUSTHUB_TLS_CLIENT_CA_FILE", authorities.to_str().unwrap());
    hub.start();
    assert_eq!(version(&hub.url, &pem).await, None);
    let identity = format!("{}{}", cert.pem(), signing_key.serialize_pem());
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([reqwest::Certificate::from_pem(pem.as_bytes()).unwrap()])
        .identity(reqwest::Identity::from_pem(identity.as_bytes()).unwrap())
        .build()
        .unwrap();
    assert_eq!(client.get(format!("{}/health", hub.url)).send().await.unwrap().status().as_u16(), 200);
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    let (hub, _) = with_tls();
    let chain = fs::read(hub.path("tls.crt")).unwrap();
    certificate(&hub);
    fs::write(hub.path("tls.crt"), chain).unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("do not belong together"), "{}", done.err);
    fs::write(hub.path("tls.key"), "no key").unwrap();
    let done = run(&mut hub.serve());
    assert_eq!(done.code, 3);
    assert!(done.err.contains("holds no private key in PEM"), "{}", done.err);
}
