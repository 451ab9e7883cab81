//! The address of the client, seen through the operator's own proxies only.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

/// The nearest address on the way that is none of the operator's proxies; `None` on a listener without addresses.
///
/// What stands left of it in `X-Forwarded-For` was written by the client itself and is not believed.
#[must_use]
pub fn peer_of(headers: &HeaderMap, extensions: &Extensions, trusted_proxies: &[IpNet]) -> Option<IpAddr> {
    let ConnectInfo(direct) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let is_proxy = |address: IpAddr| trusted_proxies.iter().any(|network| network.contains(&address));
    let mut nearest = direct.ip().to_canonical();
    if !is_proxy(nearest) {
        return Some(nearest);
    }
    let forwarded = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_proxy(nearest) {
            break;
        }
    }
    Some(nearest)
}

/// Whom an address stands for where clients are counted: itself, or its whole /64, which one IPv6 client owns.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::*;

    fn seen(direct: &str, forwarded: &[&str]) -> String {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("X-Forwarded-For", *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(direct.parse().unwrap(), 5)));
        peer_of(request.headers(), request.extensions(), &["10.0.0.0/8".parse().unwrap()])
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_the_operators_proxies_are_believed() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.9"]), "192.0.2.1");
        assert_eq!(seen("10.0.0.1", &["198.51.100.9"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.1", &["203.0.113.7, 198.51.100.9", "10.0.0.2"]), "198.51.100.9");
        assert_eq!(seen("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["198.51.100.9"]), "198.51.100.9");
    }
}
