//! The guard against IANA's registries, row by row.
//!
//! Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, last updated by RFC 8190, 9637, 9602 and
//! 9780), <https://www.iana.org/assignments/iana-ipv4-special-registry> and
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>; multicast by RFC 5771 and RFC 4291 §2.7.

use std::net::IpAddr;

use ipnet::IpNet;
use trusthub_gateways::ssrf::is_special;

/// Every row, globally reachable ones included: none of them is where a customer's web server is.
const ROWS: [&str; 54] = [
    "0.0.0.0/8",
    "0.0.0.0/32",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.0.0/29",
    "192.0.0.8/32",
    "192.0.0.9/32",
    "192.0.0.10/32",
    "192.0.0.170/32",
    "192.0.0.171/32",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.88.99.2/32",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
    "::1/128",
    "::/128",
    "::ffff:0:0/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::1/128",
    "2001:1::2/128",
    "2001:1::3/128",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

fn rows() -> impl Iterator<Item = IpNet> {
    ROWS.iter().map(|row| row.parse().unwrap())
}

#[test]
fn every_row_is_special_from_its_first_to_its_last_address() {
    for row in rows() {
        for address in [row.network(), row.broadcast()] {
            assert!(is_special(address), "{address} of {row}");
        }
    }
}

#[test]
fn what_lies_beside_a_row_is_ordinary() {
    let beside = rows().flat_map(|row| [before(row.network()), after(row.broadcast())]).flatten();
    let mut ordinary = 0;
    for address in beside.filter(|address| rows().all(|row| !row.contains(address)) && is_unicast(*address)) {
        assert!(!is_special(address), "{address}");
        ordinary += 1;
    }
    assert!(ordinary > 30, "{ordinary}");
}

/// All IPv6 but this is unassigned.
fn is_unicast(address: IpAddr) -> bool {
    let assigned: IpNet = "2000::/3".parse().unwrap();
    address.is_ipv4() || assigned.contains(&address)
}

fn before(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => Some(IpAddr::V4(address.to_bits().checked_sub(1)?.into())),
        IpAddr::V6(address) => Some(IpAddr::V6(address.to_bits().checked_sub(1)?.into())),
    }
}

fn after(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => Some(IpAddr::V4(address.to_bits().checked_add(1)?.into())),
        IpAddr::V6(address) => Some(IpAddr::V6(address.to_bits().checked_add(1)?.into())),
    }
}
