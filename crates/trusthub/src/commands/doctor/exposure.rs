//! Who can reach what: addresses, schemes, proxies, and the networks that customers' URLs may lead into.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use super::Finding;
use crate::config::Config;

/// A network with more addresses than this is not one's own proxies or receivers: 2^24 of IPv4, 2^96 of IPv6.
const WIDEST_IPV4: u8 = 8;
const WIDEST_IPV6: u8 = 32;

/// What cloud machines ask for their own credentials.
const CLOUD_METADATA: [&str; 2] = ["169.254.169.254", "fd00:ec2::254"];

pub(super) fn all(config: &Config) -> Vec<Finding> {
    [scheme(config), proxies(config), metrics(config), guard(config)].into_iter().flatten().collect()
}

/// Credentials must not travel in clear, and the scheme must be what the listener or a proxy speaks.
fn scheme(config: &Config) -> Option<Finding> {
    const SUBJECT: &str = "exposure";
    let public = config.public_url.as_deref().and_then(|url| Url::parse(url).ok());
    let is_https = public.as_ref().is_some_and(|url| url.scheme() == "https");
    let is_local = public.as_ref().is_none_or(|url| url.host().is_none_or(|host| is_loopback(&host)));
    if config.tls.is_some() && public.is_some() && !is_https {
        let mend = "set TRUSTHUB_PUBLIC_URL to the https address";
        return Some(Finding::fail(SUBJECT, "the hub speaks TLS, but the public URL is http", mend));
    }
    if public.is_some() && !is_https && !is_local {
        let mend = "put a proxy with TLS before it, or set TRUSTHUB_TLS_CERT_FILE and TRUSTHUB_TLS_KEY_FILE";
        return Some(Finding::fail(SUBJECT, "the public URL is http: credentials travel in clear", mend));
    }
    if config.tls.is_none() && !listens_locally(&config.listen) && config.trusted_proxies.is_empty() {
        let what = format!("{} is open to the network without TLS", config.listen);
        return Some(Finding::warn(
            SUBJECT,
            what,
            "listen on 127.0.0.1 behind a proxy, or set TRUSTHUB_TLS_CERT_FILE",
        ));
    }
    if config.support_email.is_none() && !is_local {
        let mend = "set TRUSTHUB_SUPPORT_EMAIL";
        return Some(Finding::warn(SUBJECT, "customers are not told whom they may ask", mend));
    }
    None
}

fn proxies(config: &Config) -> Option<Finding> {
    const SUBJECT: &str = "proxies";
    let is_public = config.public_url.as_deref().is_some_and(|url| url.starts_with("https:"));
    if let Some(wide) = config.trusted_proxies.iter().find(|network| is_too_wide(network)) {
        let what = format!("trusted_proxies has {wide}: almost anybody could claim any address");
        return Some(Finding::fail(SUBJECT, what, "name the proxies' own addresses"));
    }
    if is_public && config.tls.is_none() && config.trusted_proxies.is_empty() {
        let what = "a proxy speaks TLS for the hub, but none is trusted: all customers seem to come from one address";
        let mend = "set TRUSTHUB_TRUSTED_PROXIES, or one customer's wrong passwords make others wait";
        return Some(Finding::warn(SUBJECT, what, mend));
    }
    None
}

fn metrics(config: &Config) -> Option<Finding> {
    let listen = config.metrics_listen.as_ref().filter(|listen| !listens_locally(listen))?;
    let mend = "let only Prometheus reach it, or set TRUSTHUB_METRICS_LISTEN to a private address";
    Some(Finding::warn("metrics", format!("{listen} tells everybody who reaches it"), mend))
}

/// What the operator opened to the URLs that customers choose.
fn guard(config: &Config) -> Option<Finding> {
    const SUBJECT: &str = "outbound guard";
    let opened: Vec<IpNet> =
        ["webhook_allow", "fetch_allow"].iter().flat_map(|key| networks(config, key)).collect();
    let metadata = CLOUD_METADATA.iter().filter_map(|address| address.parse::<IpAddr>().ok());
    let is_loopback = |network: &IpNet| network.addr().is_loopback();
    if let Some(wide) = opened.iter().find(|network| is_too_wide(network)) {
        let what = format!("{wide} lets customers' URLs reach almost everything that the hub can reach");
        return Some(Finding::fail(SUBJECT, what, "name the receivers' own networks"));
    }
    if metadata.into_iter().any(|address| opened.iter().any(|network| network.contains(&address))) {
        let what = "customers' URLs may ask the cloud for this machine's credentials";
        return Some(Finding::fail(SUBJECT, what, "take 169.254.0.0/16 and fd00:ec2::/32 off the list"));
    }
    if opened.iter().any(is_loopback) {
        let what = "customers' URLs may reach this machine's own services";
        return Some(Finding::warn(
            SUBJECT,
            what,
            "take the loopback addresses off the list before customers come",
        ));
    }
    (!opened.is_empty()).then(|| {
        let list = opened.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        Finding::warn(
            SUBJECT,
            format!("lets requests reach {list}"),
            "keep the networks as small as you can: customers choose the URLs",
        )
    })
}

fn networks(config: &Config, key: &str) -> Vec<IpNet> {
    let shown = config.shown.iter().find(|shown| shown.key == key).and_then(|shown| shown.value.as_deref());
    let parts = shown.unwrap_or_default().split(|letter: char| letter == ',' || letter.is_whitespace());
    parts
        .filter_map(|part| part.parse::<IpNet>().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)).ok())
        .collect()
}

fn is_too_wide(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() < WIDEST_IPV4,
        IpNet::V6(network) => network.prefix_len() < WIDEST_IPV6,
    }
}

fn listens_locally(listen: &str) -> bool {
    let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
    Host::parse(host).is_ok_and(|host| is_loopback(&host.to_owned()))
}

fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}
