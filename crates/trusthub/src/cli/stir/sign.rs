//! The arguments of `trusthub stir sign`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trusthub_stir::passport::{Attest, Fingerprint, Party, Ppt};
use uuid::Uuid;

use super::party;

#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// Private key: P-256, PEM, PKCS#8 or SEC1.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where the certificate is published: https, port 443 or 8443.
    #[arg(long, value_name = "URL")]
    pub(crate) x5u: String,
    /// The certificate with its intermediates: what does not fit it is not signed.
    #[arg(long, value_name = "FILE.pem", requires = "trust_root")]
    pub(crate) chain: Option<PathBuf>,
    /// The roots that the chain must lead to.
    #[arg(long, value_name = "FILE.pem", requires = "chain")]
    pub(crate) trust_root: Option<PathBuf>,
    /// Type of the PASSporT.
    #[arg(long, value_enum, default_value = "shaken")]
    pub(crate) ppt: PptName,
    /// How well the caller is known; shaken needs it.
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) attest: Option<AttestName>,
    /// Who calls: a number with country code, or a URI.
    #[arg(long, value_name = "TN", value_parser = party)]
    pub(crate) orig: Party,
    /// Who is called; repeat it for a call to many.
    #[arg(long, value_name = "TN", required = true, value_parser = party)]
    pub(crate) dest: Vec<Party>,
    /// When, in seconds since 1970 [default: now].
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) iat: Option<i64>,
    /// Where the call came in [default: a new one].
    #[arg(long, value_name = "UUID")]
    pub(crate) origid: Option<Uuid>,
    /// Keys of the media, as in SDP: `sha-256=4A:AD:…`.
    #[arg(long, value_name = "ALG=HEX", value_parser = fingerprint)]
    pub(crate) mky: Vec<Fingerprint>,
    #[command(flatten)]
    pub(crate) diversion: Diversion,
    #[command(flatten)]
    pub(crate) rich: Rich,
    /// Priorities of an rph PASSporT, such as `ets.0`.
    #[arg(long, value_name = "NAMESPACE.VALUE", help_heading = "Priority")]
    pub(crate) rph: Vec<String>,
}

/// What `div` and `div-o` add.
#[derive(Debug, Args)]
#[command(next_help_heading = "Diversion")]
pub(crate) struct Diversion {
    /// Who the call was for before it was diverted.
    #[arg(long, value_name = "TN", value_parser = party)]
    pub(crate) div: Option<Party>,
    /// Place of the diversion among the History-Info headers.
    #[arg(long, value_name = "INDEX", requires = "div")]
    pub(crate) hi: Option<String>,
    /// The Identity header before it, which div-o carries inside.
    #[arg(long, value_name = "HEADER")]
    pub(crate) original: Option<String>,
}

/// What `rcd` adds, and shaken may carry.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rich call data")]
pub(crate) struct Rich {
    /// Name to be shown.
    #[arg(long, value_name = "NAME")]
    pub(crate) nam: Option<String>,
    /// Number to be shown instead of the caller's.
    #[arg(long, value_name = "TN", requires = "nam")]
    pub(crate) apn: Option<String>,
    /// Address of a picture.
    #[arg(long, value_name = "URL", requires = "nam")]
    pub(crate) icn: Option<String>,
    /// A jCard to carry inside.
    #[arg(long, value_name = "FILE.json", requires = "nam", conflicts_with = "jcl")]
    pub(crate) jcd: Option<PathBuf>,
    /// Address of a jCard.
    #[arg(long, value_name = "URL", requires = "nam")]
    pub(crate) jcl: Option<String>,
    /// Why the call is made.
    #[arg(long, value_name = "TEXT")]
    pub(crate) crn: Option<String>,
    /// What stands where: JSON pointer into rcd and a file with the content, or its digest; as in `/icn=logo.png`.
    #[arg(long, value_name = "POINTER=FILE|DIGEST", requires = "nam", value_parser = rcdi)]
    pub(crate) rcdi: Vec<(String, String)>,
}

/// A type as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PptName {
    /// A carrier says how well it knows the caller.
    Shaken,
    /// The call was diverted.
    Div,
    /// The same, with the PASSporT before it inside.
    DivO,
    /// Name, picture and reason.
    Rcd,
    /// The call has priority.
    Rph,
    /// A base PASSporT.
    None,
}

impl From<PptName> for Option<Ppt> {
    fn from(name: PptName) -> Self {
        match name {
            PptName::Shaken => Some(Ppt::Shaken),
            PptName::Div => Some(Ppt::Div),
            PptName::DivO => Some(Ppt::DivO),
            PptName::Rcd => Some(Ppt::Rcd),
            PptName::Rph => Some(Ppt::Rph),
            PptName::None => None,
        }
    }
}

/// An attestation as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AttestName {
    /// Full: the caller is known, and the number is theirs.
    #[value(name = "A")]
    A,
    /// Partial: the caller is known.
    #[value(name = "B")]
    B,
    /// Gateway: it is known where the call came in.
    #[value(name = "C")]
    C,
}

impl From<AttestName> for Attest {
    fn from(name: AttestName) -> Self {
        match name {
            AttestName::A => Self::A,
            AttestName::B => Self::B,
            AttestName::C => Self::C,
        }
    }
}

fn fingerprint(text: &str) -> Result<Fingerprint, String> {
    let (algorithm, digest) = text.split_once('=').ok_or("give ALG=HEX, such as sha-256=4A:AD")?;
    let digest = digest.replace(':', "");
    let is_hexadecimal = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if algorithm.is_empty() || !is_hexadecimal {
        return Err("the digest is hexadecimal, with or without colons".to_owned());
    }
    Ok(Fingerprint { algorithm: algorithm.to_owned(), digest: digest.to_ascii_uppercase() })
}

fn rcdi(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((pointer, content)) if pointer.starts_with('/') && !content.is_empty() => {
            Ok((pointer.to_owned(), content.to_owned()))
        }
        _ => Err("give a JSON pointer and a file or a digest, such as /icn=logo.png".to_owned()),
    }
}
