//! The hub's own certificate: belongs to its key, is in force for a while yet, names the public URL's host.

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use trusthub_domain::time::Timestamp;
use url::Host;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::Finding;
use crate::config::Config;
use crate::serve;

/// Time enough to renew it by hand. Ours; automatic renewal usually happens thirty days ahead.
const SOON: Duration = Duration::from_hours(21 * 24);

const SUBJECT: &str = "TLS";

pub(super) fn check(config: &Config, now: Timestamp) -> Option<Finding> {
    let files = config.tls.as_ref()?;
    let place = files.cert_file.display().to_string();
    Some(match serve::read_certificates(files) {
        Err(failure) => Finding::of(SUBJECT, &failure),
        Ok(chain) => match chain.first().map(|leaf| judge(leaf, &place, host(config).as_ref(), now)) {
            Some(finding) => finding,
            None => Finding::fail(SUBJECT, format!("{place} holds no certificate"), "put it there"),
        },
    })
}

fn host(config: &Config) -> Option<Host> {
    let url = url::Url::parse(config.public_url.as_deref()?).ok()?;
    url.host().map(|host| host.to_owned())
}

fn judge(leaf: &CertificateDer<'_>, place: &str, host: Option<&Host>, now: Timestamp) -> Finding {
    let Ok((_, certificate)) = X509Certificate::from_der(leaf) else {
        return Finding::fail(SUBJECT, format!("{place} cannot be parsed"), "have it issued anew");
    };
    let validity = certificate.validity();
    let from = Timestamp::from_seconds(validity.not_before.timestamp());
    let until = Timestamp::from_seconds(validity.not_after.timestamp());
    let renew = "renew it, then send SIGHUP (`systemctl reload trusthub`)";
    if until <= now {
        return Finding::fail(SUBJECT, format!("{place} ended on {}", until.to_date_in_words()), renew);
    }
    if from > now {
        let what = format!("{place} is not in force before {}", from.to_date_in_words());
        return Finding::fail(SUBJECT, what, "check the clock, or wait");
    }
    if let Some(host) = host
        && !names(&certificate, host)
    {
        let what = format!("{place} does not name {host}, the host of the public URL");
        return Finding::fail(SUBJECT, what, "have it issued for that name; clients refuse it");
    }
    if until.since(now) < SOON {
        return Finding::warn(SUBJECT, format!("{place} ends on {}", until.to_date_in_words()), renew);
    }
    let what = format!("{place} and its key belong together, in force until {}", until.to_date_in_words());
    Finding::ok(SUBJECT, what)
}

/// Whether the certificate is for that host; a wildcard stands for one label (RFC 9525, section 6.3).
fn names(certificate: &X509Certificate<'_>, host: &Host) -> bool {
    let Ok(Some(alternatives)) = certificate.subject_alternative_name() else { return false };
    alternatives.value.general_names.iter().any(|name| match (name, host) {
        (GeneralName::DNSName(name), Host::Domain(domain)) => {
            let is_below = |wildcard: &str| domain.split_once('.').is_some_and(|(_, rest)| rest == wildcard);
            name.eq_ignore_ascii_case(domain) || name.strip_prefix("*.").is_some_and(is_below)
        }
        (GeneralName::IPAddress(bytes), Host::Ipv4(address)) => *bytes == address.octets().as_slice(),
        (GeneralName::IPAddress(bytes), Host::Ipv6(address)) => *bytes == address.octets().as_slice(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use rcgen::generate_simple_self_signed;

    use super::*;
    use crate::commands::doctor::Level;

    fn seen(names: &[&str], host: &str, now: i64) -> (Level, String) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = generate_simple_self_signed(names).unwrap();
        let host = Host::parse(host).unwrap();
        let finding = judge(made.cert.der(), "hub.crt", Some(&host), Timestamp::from_seconds(now));
        (finding.level, finding.what)
    }

    #[test]
    fn a_certificate_is_for_the_public_urls_host_or_is_no_good() {
        const NOW: i64 = 1_800_000_000;
        for (names, host, level) in [
            (&["trust.example"][..], "trust.example", Level::Ok),
            (&["*.example"], "trust.example", Level::Ok),
            (&["*.example"], "a.trust.example", Level::Fail),
            (&["other.example"], "trust.example", Level::Fail),
            (&["192.0.2.1"], "192.0.2.1", Level::Ok),
            (&["192.0.2.1"], "192.0.2.2", Level::Fail),
        ] {
            assert_eq!(seen(names, host, NOW).0, level, "{names:?} {host}");
        }
    }

    #[test]
    fn a_certificate_that_ended_fails_and_one_that_ends_soon_is_told() {
        // rcgen's certificates are in force from 1975 to 4096.
        let end = 67_090_000_000;
        assert_eq!(seen(&["trust.example"], "trust.example", end + 200_000_000).0, Level::Fail);
        assert_eq!(seen(&["trust.example"], "trust.example", 0).0, Level::Fail);
    }
}
