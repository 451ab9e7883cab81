//! A SHAKEN authority for tests: root, intermediate and a signing certificate, by the profile of ATIS-1000080 but for what
//! only the policy administrator can give (its policy and its revocation list).
//!
//! Whoever sees one of its certificates sees what it is: the names say so. Nothing here reads a file or the clock.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CustomExtension, DistinguishedName, DnType, Error,
    IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
};
use trusthub_domain::time::Timestamp;
use trusthub_stir::certificate::key_id;
use trusthub_stir::tn_auth_list::{ServiceProviderCode, TnAuthList, TnEntry};

/// `id-pe-TNAuthList`.
const TN_AUTH_LIST: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 26];
const DAY: Duration = Duration::from_secs(86_400);
const ORGANIZATION: &str = "trusthub TEST authority, trusted by nobody";

/// What belongs together; everything in PEM.
pub(crate) struct TestAuthority {
    /// The root's certificate: what a verifier trusts.
    pub(crate) root: String,
    pub(crate) root_key: String,
    pub(crate) intermediate: String,
    pub(crate) intermediate_key: String,
    /// The signing certificate and the intermediate, as they are published.
    pub(crate) chain: String,
    pub(crate) signer_key: String,
}

impl TestAuthority {
    /// A new one that speaks for `code`, from what the hub takes for now.
    pub(crate) fn generate_at(code: &ServiceProviderCode, now: Timestamp) -> Result<Self, Error> {
        let since_epoch = Duration::from_micros(u64::try_from(now.as_micros()).unwrap_or_default());
        let now = SystemTime::UNIX_EPOCH.checked_add(since_epoch).unwrap_or(SystemTime::UNIX_EPOCH);
        Self::generate(code, now)
    }

    /// A new one that speaks for `code`, valid from `now`: the root for ten years, the intermediate for five, the signer for one.
    pub(crate) fn generate(code: &ServiceProviderCode, now: SystemTime) -> Result<Self, Error> {
        let root_key = KeyPair::generate()?;
        let root_params =
            authority("TEST SHAKEN ROOT", BasicConstraints::Unconstrained, &root_key, now, 3_650);
        let root = root_params.self_signed(&root_key)?;
        let root_issuer = Issuer::from_params(&root_params, &root_key);

        let intermediate_key = KeyPair::generate()?;
        let params =
            authority("TEST SHAKEN CA", BasicConstraints::Constrained(0), &intermediate_key, now, 1_825);
        let intermediate = params.signed_by(&intermediate_key, &root_issuer)?;
        let issuer = Issuer::from_params(&params, &intermediate_key);

        let signer_key = KeyPair::generate()?;
        let signer: Certificate = leaf(code, &signer_key, now).signed_by(&signer_key, &issuer)?;
        Ok(Self {
            chain: format!("{}{}", signer.pem(), intermediate.pem()),
            root: root.pem(),
            root_key: root_key.serialize_pem(),
            intermediate: intermediate.pem(),
            intermediate_key: intermediate_key.serialize_pem(),
            signer_key: signer_key.serialize_pem(),
        })
    }
}

fn authority(
    name: &str,
    constraints: BasicConstraints,
    key: &KeyPair,
    now: SystemTime,
    days: u32,
) -> CertificateParams {
    let mut params = named(name, key, now, days);
    params.is_ca = IsCa::Ca(constraints);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

fn leaf(code: &ServiceProviderCode, key: &KeyPair, now: SystemTime) -> CertificateParams {
    let mut params = named(&format!("TEST SHAKEN {code}"), key, now, 365);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let list = TnAuthList::new(vec![TnEntry::Spc(code.clone())]);
    params.custom_extensions = vec![CustomExtension::from_oid_content(TN_AUTH_LIST, list.to_der())];
    params
}

fn named(name: &str, key: &KeyPair, now: SystemTime, days: u32) -> CertificateParams {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "US");
    subject.push(DnType::OrganizationName, ORGANIZATION);
    subject.push(DnType::CommonName, name);
    let mut params = CertificateParams::default();
    params.distinguished_name = subject;
    // Clocks of those who try it out differ a little.
    params.not_before = now.checked_sub(Duration::from_secs(300)).unwrap_or(now).into();
    params.not_after = now.checked_add(DAY.saturating_mul(days)).unwrap_or(now).into();
    params.use_authority_key_identifier_extension = true;
    params.key_identifier_method = KeyIdMethod::PreSpecified(key_id(key.public_key_raw()));
    params
}

#[cfg(test)]
mod tests {
    use trusthub_stir::certificate::certificates;
    use trusthub_stir::lint::lint;
    use trusthub_stir::path::{Roots, validate};

    use super::*;

    const NOW: u64 = 1_780_272_000;

    fn made() -> TestAuthority {
        let code = ServiceProviderCode::new("709J").unwrap();
        let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(NOW)).unwrap();
        TestAuthority::generate(&code, now).unwrap()
    }

    #[test]
    fn its_chain_is_valid_for_whoever_trusts_its_root_and_for_nobody_else() {
        let (ours, other) = (made(), made());
        let chain = certificates(ours.chain.as_bytes(), 5).unwrap();
        let roots = |pem: &str| Roots::read(pem.as_bytes()).unwrap();
        let now = i64::try_from(NOW).unwrap();
        let signer = validate(&chain, &roots(&ours.root), &[], now).unwrap();
        assert_eq!(signer.spc().map(ToString::to_string).as_deref(), Some("709J"));
        assert!(validate(&chain, &roots(&other.root), &[], now).is_err());
        assert!(validate(&chain, &roots(&ours.root), &[], now + 366 * 86_400).is_err());
    }

    #[test]
    fn every_name_says_that_it_is_a_test() {
        let made = made();
        for pem in [&made.root, &made.chain] {
            for certificate in certificates(pem.as_bytes(), 5).unwrap() {
                for name in [&certificate.subject, &certificate.issuer] {
                    assert!(name.attribute("CN").unwrap().contains("TEST"), "{name}");
                    assert!(name.attribute("O").unwrap().contains("trusted by nobody"), "{name}");
                }
            }
        }
    }

    #[test]
    fn it_keeps_the_profile_but_for_what_only_the_policy_administrator_gives() {
        let made = made();
        let found: Vec<Vec<&str>> = certificates(made.chain.as_bytes(), 5)
            .unwrap()
            .iter()
            .map(|certificate| lint(certificate).iter().map(|finding| finding.code).collect())
            .collect();
        assert_eq!(found, [["policy-missing", "crl-point-missing"]; 2]);
        assert_eq!(lint(&certificates(made.root.as_bytes(), 1).unwrap()[0]), []);
    }
}
