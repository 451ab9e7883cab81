//! Addresses that are not the public internet.
//!
//! Source: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, as updated), the IPv4 and IPv6
//! multicast registries, and the documents named beside each network. Stricter than "not globally reachable" in two
//! places: IPv6 is closed but for global unicast, and every form that is known to carry an IPv4 address inside is
//! closed, because a gateway on the way would connect to the inner address, which nobody judged. A network that
//! translates under a prefix of its own (RFC 6052 §2.2) cannot be told from its addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix_length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix_length)
}

const fn v6(a: u16, b: u16, c: u16, prefix_length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix_length)
}

const SPECIAL_V4: [Ipv4Net; 20] = [
    v4(0, 0, 0, 0, 8),          // "this network" (RFC 791); Linux connects 0.0.0.0 to itself
    v4(10, 0, 0, 0, 8),         // private use (RFC 1918)
    v4(100, 64, 0, 0, 10), // shared by carriers (RFC 6598); Alibaba's metadata service is 100.100.100.200
    v4(127, 0, 0, 0, 8),   // loopback (RFC 1122)
    v4(168, 63, 129, 16, 32), // Azure's host agent: a public address that only answers guests
    v4(169, 254, 0, 0, 16), // link-local (RFC 3927); most clouds' metadata service is 169.254.169.254
    v4(172, 16, 0, 0, 12), // private use (RFC 1918)
    v4(192, 0, 0, 0, 24),  // IETF protocol assignments (RFC 6890); Oracle's metadata service is 192.0.0.192
    v4(192, 0, 2, 0, 24),  // documentation (RFC 5737)
    v4(192, 31, 196, 0, 24), // AS112-v4 (RFC 7535)
    v4(192, 52, 193, 0, 24), // AMT (RFC 7450)
    v4(192, 88, 99, 0, 24), // 6to4 relay, deprecated (RFC 7526)
    v4(192, 168, 0, 0, 16), // private use (RFC 1918)
    v4(192, 175, 48, 0, 24), // AS112 direct delegation (RFC 7534)
    v4(198, 18, 0, 0, 15), // benchmarking (RFC 2544)
    v4(198, 51, 100, 0, 24), // documentation (RFC 5737)
    v4(203, 0, 113, 0, 24), // documentation (RFC 5737)
    v4(224, 0, 0, 0, 4),   // multicast (RFC 5771)
    v4(240, 0, 0, 0, 4),   // reserved (RFC 1112)
    v4(255, 255, 255, 255, 32), // limited broadcast (RFC 919)
];

/// Global unicast (RFC 4291 §2.4). All else is special: loopback, IPv4-mapped (::ffff:0:0/96), IPv4-compatible
/// (::/96), IPv4/IPv6 translation (64:ff9b::/96 and 64:ff9b:1::/48, RFC 6052 and 8215), discard-only (100::/64),
/// segment routing (5f00::/16), unique local (fc00::/7), link-local (fe80::/10), site-local (fec0::/10), multicast.
const GLOBAL_UNICAST: Ipv6Net = v6(0x2000, 0, 0, 3);

/// What is special inside global unicast.
const SPECIAL_V6: [Ipv6Net; 5] = [
    v6(0x2001, 0, 0, 23), // IETF protocol assignments (RFC 2928): Teredo, benchmarking, ORCHID, AMT …
    v6(0x2001, 0xdb8, 0, 32), // documentation (RFC 3849)
    v6(0x2002, 0, 0, 16), // 6to4 (RFC 3056)
    v6(0x2620, 0x4f, 0x8000, 48), // AS112 direct delegation (RFC 7534)
    v6(0x3fff, 0, 0, 20), // documentation (RFC 9637)
];

/// Whether an address is anything but an ordinary address of the public internet.
#[must_use]
pub fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => SPECIAL_V4.iter().any(|network| network.contains(&address)),
        IpAddr::V6(address) => {
            !GLOBAL_UNICAST.contains(&address)
                || SPECIAL_V6.iter().any(|network| network.contains(&address))
                || is_isatap(address)
        }
    }
}

/// A tunnel endpoint whose interface identifier ends in an IPv4 address, under any prefix (ISATAP, RFC 5214 §6.1).
fn is_isatap(address: Ipv6Addr) -> bool {
    const UNIVERSAL: u16 = 0x0200;
    let [_, _, _, _, flags, kind, _, _] = address.segments();
    kind == 0x5efe && (flags == 0 || flags == UNIVERSAL)
}
