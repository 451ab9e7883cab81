//! Keys, a chain of three certificates, and headers signed with them, made anew for each run.

use std::cell::RefCell;

use anyhow::{Context, Result};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use trusthub_stir::certificate::certificates;
use trusthub_stir::key::SigningKey;
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Attest, Claims, Destinations, Party, Ppt};
use trusthub_stir::path::{self, Roots, SigningCertificate};
use trusthub_stir::signing::Signer;
use trusthub_stir::tn_auth_list::{ServiceProviderCode, TnAuthList, TnEntry};
use trusthub_stir::verification::{Call, Replays};

/// 2026-06-01.
pub const NOW: i64 = 1_780_272_000;

const X5U: &str = "https://certificates.carrier.example/stir/certificates/709J-2026-06.pem";

/// id-pe-TNAuthList, RFC 8226 section 9.
const TN_AUTH_LIST: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 1, 26];

pub struct Material {
    pub pair: EcdsaKeyPair,
    pub signer: Signer,
    /// Leaf, intermediate, root, in PEM.
    pub chain: Vec<u8>,
    pub roots: Roots,
    pub certificate: SigningCertificate,
    pub replays: RefCell<Replays>,
    headers: Vec<Header>,
}

struct Header {
    value: String,
    /// Where the signed part ends.
    end: usize,
    signature: Vec<u8>,
}

impl Material {
    /// Material for so many calls.
    ///
    /// # Errors
    /// A certificate or a signature is not made.
    pub fn new(calls: usize) -> Result<Self> {
        let (chain, roots, key) = chain()?;
        let roots = Roots::read(roots.as_bytes())?;
        let certificate =
            path::validate(&certificates(chain.as_bytes(), path::MOST_CERTIFICATES)?, &roots, &[], NOW)?;
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &key)
            .ok()
            .context("no key")?;
        let signer = Signer::new(SigningKey::from_der(&key)?, X5U, Some(certificate.clone()))?;
        let mut material = Self {
            pair,
            signer,
            chain: chain.into_bytes(),
            roots,
            certificate,
            replays: RefCell::new(Replays::new(1_000_000, 120)),
            headers: Vec::new(),
        };
        for number in 0..calls {
            let value = material.signer.sign(Some(Ppt::Shaken), &material.claims(number)?)?;
            let token = value.split(';').next().unwrap_or_default();
            let end = token.rfind('.').context("no token")?;
            let signature = token.get(end + 1..).unwrap_or_default();
            let signature = BASE64_URL_SAFE_NO_PAD.decode(signature)?;
            material.headers.push(Header { end, signature, value });
        }
        Ok(material)
    }

    /// Each call from and to another number.
    ///
    /// # Errors
    /// Never.
    pub fn claims(&self, number: usize) -> Result<Claims> {
        let (caller, called) = parties(number)?;
        let dest = Destinations::new([called]).context("nobody is called")?;
        let mut claims = Claims::new(caller, dest, NOW);
        claims.attest = Some(Attest::A);
        claims.origid = Some(format!("de305d54-75b4-431b-adb2-{number:012x}"));
        Ok(claims)
    }

    /// The call that the header of this number came with.
    ///
    /// # Errors
    /// Never.
    pub fn call(&self, number: usize) -> Result<Call> {
        let (from, called) = parties(number)?;
        Ok(Call { from, to: vec![called], time: NOW, now: NOW })
    }

    pub fn header(&self, number: usize) -> &str {
        self.headers.get(number).map_or("", |header| header.value.as_str())
    }

    pub fn signed(&self, number: usize) -> &[u8] {
        let signed = self.headers.get(number).and_then(|header| header.value.get(..header.end));
        signed.unwrap_or_default().as_bytes()
    }

    pub fn signature(&self, number: usize) -> &[u8] {
        self.headers.get(number).map_or(&[], |header| header.signature.as_slice())
    }
}

fn parties(number: usize) -> Result<(Party, Party)> {
    let party = |area: u32| -> Result<Party> {
        let text = format!("1{area}55{:05}", number % 100_000);
        Ok(Party::Number(TelephoneNumber::canonical(&text)?))
    };
    Ok((party(215)?, party(235)?))
}

/// Chain and root in PEM, and the leaf's key.
fn chain() -> Result<(String, String, Vec<u8>)> {
    let root_key = KeyPair::generate()?;
    let root_params = authority("Bench SHAKEN ROOT")?;
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::from_params(&root_params, &root_key);
    let middle_key = KeyPair::generate()?;
    let middle_params = authority("Bench SHAKEN CA")?;
    let middle = middle_params.signed_by(&middle_key, &root_issuer)?;
    let middle_issuer = Issuer::from_params(&middle_params, &middle_key);
    let leaf_key = KeyPair::generate()?;
    let mut leaf_params = named("SHAKEN 709J")?;
    leaf_params.is_ca = IsCa::ExplicitNoCa;
    leaf_params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let list = TnAuthList::new(vec![TnEntry::Spc(ServiceProviderCode::new("709J")?)]).to_der();
    leaf_params.custom_extensions.push(CustomExtension::from_oid_content(TN_AUTH_LIST, list));
    let leaf = leaf_params.signed_by(&leaf_key, &middle_issuer)?;
    let chain = format!("{}{}{}", leaf.pem(), middle.pem(), root.pem());
    Ok((chain, root.pem(), leaf_key.serialize_der()))
}

fn named(name: &str) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "US");
    params.distinguished_name.push(DnType::OrganizationName, "Bench");
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 5, 1);
    params.not_after = date_time_ymd(2026, 7, 1);
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn authority(name: &str) -> Result<CertificateParams> {
    let mut params = named(name)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}
