//! The rules a header can break, and what each means on the wire.

use std::fmt;

/// The verdict as SIP carries it: 3GPP TS 24.229 section 7.2A.20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verstat {
    /// The caller is who they say.
    Passed,
    /// The caller is certainly not shown to be who they say: signature or certificate are bad.
    Failed,
    /// Nothing was validated.
    NotValidated,
}

impl Verstat {
    /// The value of the parameter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "TN-Validation-Passed",
            Self::Failed => "TN-Validation-Failed",
            Self::NotValidated => "No-TN-Validation",
        }
    }
}

impl fmt::Display for Verstat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule that was broken: the error cases of ATIS-1000082 in the order of their numbers, and four that it leaves out.
/// E1 and E2 are about the request to a service, not about a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Case {
    /// E3: the time of the call is not now.
    TimeNotFresh,
    /// E4: no PASSporT in full form.
    NotFullForm,
    /// E5: `ppt` of the header is not `shaken`.
    PptParameter,
    /// E6: no `info`.
    NoInfo,
    /// E7: `info` is no address of a certificate.
    BadInfo,
    /// E8: the certificate could not be fetched.
    NoCertificate,
    /// E9: the PASSporT header lacks `alg`, `ppt`, `typ` or `x5u`, or cannot be read.
    BadHeader,
    /// E10: `x5u` is not `info`.
    X5uNotInfo,
    /// E11: `typ` is not `passport`.
    Typ,
    /// E12: `alg` is not `ES256`.
    Alg,
    /// E13: `ppt` is not `shaken`.
    Ppt,
    /// E14: a claim is missing, or cannot be read.
    BadClaims,
    /// E15: `iat` is not the time of the call.
    IatNotFresh,
    /// E16: `orig` or `dest` are not those of the call.
    OtherCall,
    /// E17: the certificate is not to be trusted.
    Untrusted,
    /// E18: the signature is not the certificate's.
    BadSignature,
    /// E19: `attest` is none of A, B and C.
    UnknownAttest,
    /// No E-case; the certificate is not for this number (RFC 8226 section 9): a credential that cannot be used here.
    NotCovered,
    /// No E-case; the certificate forbids these claims (RFC 8226 section 8, RFC 9118).
    Forbidden,
    /// No E-case; this very token was seen before.
    Replayed,
    /// No E-case; the diversions of the call do not lead from its first target to where it is now (RFC 8946).
    BrokenChain,
    /// No E-case; policy requires an Identity header, and there is none that can be used (RFC 8224 section 6.2.2).
    NoneUsable,
}

impl Case {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::TimeNotFresh,
        Self::NotFullForm,
        Self::PptParameter,
        Self::NoInfo,
        Self::BadInfo,
        Self::NoCertificate,
        Self::BadHeader,
        Self::X5uNotInfo,
        Self::Typ,
        Self::Alg,
        Self::Ppt,
        Self::BadClaims,
        Self::IatNotFresh,
        Self::OtherCall,
        Self::Untrusted,
        Self::BadSignature,
        Self::UnknownAttest,
        Self::NotCovered,
        Self::Forbidden,
        Self::Replayed,
        Self::BrokenChain,
        Self::NoneUsable,
    ];

    /// The error case of ATIS-1000082 that it is, or that stands for it there.
    pub const fn e_case(self) -> Option<&'static str> {
        match self {
            Self::TimeNotFresh => Some("E3"),
            Self::NotFullForm => Some("E4"),
            Self::PptParameter => Some("E5"),
            Self::NoInfo => Some("E6"),
            Self::BadInfo => Some("E7"),
            Self::NoCertificate => Some("E8"),
            Self::BadHeader => Some("E9"),
            Self::X5uNotInfo => Some("E10"),
            Self::Typ => Some("E11"),
            Self::Alg => Some("E12"),
            Self::Ppt => Some("E13"),
            Self::BadClaims => Some("E14"),
            Self::IatNotFresh => Some("E15"),
            Self::OtherCall => Some("E16"),
            Self::Untrusted => Some("E17"),
            Self::BadSignature => Some("E18"),
            Self::UnknownAttest => Some("E19"),
            Self::NotCovered | Self::Forbidden | Self::Replayed | Self::BrokenChain | Self::NoneUsable => {
                None
            }
        }
    }

    /// One word for logs and metrics, which never changes.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotCovered => "number-not-covered",
            Self::Forbidden => "claims-forbidden",
            Self::Replayed => "replayed",
            Self::BrokenChain => "broken-chain",
            Self::NoneUsable => "none-usable",
            other => match other.e_case() {
                Some(name) => name,
                None => "",
            },
        }
    }

    /// The SIP response code.
    pub const fn code(self) -> u16 {
        match self {
            Self::TimeNotFresh | Self::IatNotFresh => 403,
            Self::NoneUsable => 428,
            Self::NoInfo | Self::BadInfo | Self::NoCertificate | Self::BadHeader | Self::X5uNotInfo => 436,
            Self::Typ | Self::Alg | Self::Untrusted | Self::NotCovered => 437,
            Self::NotFullForm
            | Self::PptParameter
            | Self::Ppt
            | Self::BadClaims
            | Self::OtherCall
            | Self::BadSignature
            | Self::UnknownAttest
            | Self::Forbidden
            | Self::Replayed
            | Self::BrokenChain => 438,
        }
    }

    /// The reason phrase of SIP: RFC 8224 section 6.2.2.
    pub const fn phrase(self) -> &'static str {
        match self.code() {
            403 => "Stale Date",
            428 => "Use Identity Header",
            436 => "Bad Identity Info",
            437 => "Unsupported Credential",
            _ => "Invalid Identity Header",
        }
    }

    /// `reasontext` of ATIS-1000082, which writes two of the phrases in its own way.
    pub const fn reason_text(self) -> &'static str {
        match self.code() {
            436 => "Bad identity Info",
            437 => "Unsupported credential",
            _ => self.phrase(),
        }
    }

    /// What is said about the number. Only what the certificate or its signature show is a failure.
    pub const fn verstat(self) -> Verstat {
        match self {
            Self::Untrusted | Self::BadSignature | Self::NotCovered | Self::Forbidden => Verstat::Failed,
            Self::TimeNotFresh
            | Self::NotFullForm
            | Self::PptParameter
            | Self::NoInfo
            | Self::BadInfo
            | Self::NoCertificate
            | Self::BadHeader
            | Self::X5uNotInfo
            | Self::Typ
            | Self::Alg
            | Self::Ppt
            | Self::BadClaims
            | Self::IatNotFresh
            | Self::OtherCall
            | Self::UnknownAttest
            | Self::Replayed
            | Self::BrokenChain
            | Self::NoneUsable => Verstat::NotValidated,
        }
    }
}
