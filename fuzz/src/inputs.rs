//! Targets that are texts.

use std::net::IpAddr;
use std::sync::LazyLock;

use trusthub_domain::policy::Catalog;
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid, Sid};
use trusthub_gateways::ssrf::{AllowList, ClientConfig, GuardedClient, is_special};
use url::Host;

/// Identifiers: what is read is written back alike, and belongs to one kind.
pub fn sids(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let kinds = [written::<AccountSid>(text), written::<BundleSid>(text), written::<PolicySid>(text)];
    let read: Vec<&String> = kinds.iter().flatten().collect();
    assert!(read.len() <= 1, "{text} is of two kinds");
    if let Some(written) = read.first() {
        assert!(written.eq_ignore_ascii_case(text), "{text} became {written}");
        assert_eq!(written[2..], written[2..].to_ascii_lowercase());
    }
}

fn written<S: Sid>(text: &str) -> Option<String> {
    let sid = text.parse::<S>().ok()?;
    let written = sid.to_string();
    assert_eq!(written.parse::<S>().ok().map(|again| again.to_string()), Some(written.clone()));
    Some(written)
}

/// A policy file: taken, or refused with its name in the reason.
pub fn policies(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = Catalog::with_files([("strange.toml".to_owned(), text.to_owned())]) {
        assert!(error.to_string().contains("strange.toml"), "{error}");
    }
}

/// The URL of a callback: what the guard lets pass leads to no special address, however it is spelt.
pub fn urls(bytes: &[u8]) {
    static CLIENT: LazyLock<GuardedClient> =
        LazyLock::new(|| GuardedClient::new(ClientConfig::default()).expect("a client"));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(url) = CLIENT.check(text) {
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        let address = match url.host().expect("a host") {
            Host::Domain(name) => {
                assert!(!name.is_empty() && name.parse::<IpAddr>().is_err(), "{url}");
                None
            }
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
        };
        assert!(!address.is_some_and(is_special), "{url}");
        // What is sent is what was judged.
        assert_eq!(CLIENT.check(url.as_str()).expect("the same again").host(), url.host());
    }
    if let Ok(list) = text.parse::<AllowList>() {
        assert!(list.permits(IpAddr::from([8, 8, 8, 8])), "a list never forbids what is ordinary");
    }
}
