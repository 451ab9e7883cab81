//! How credentials read: each status with a sign beside its colour, what they say, and why they ended.

use trusthub_domain::credential::{Credential, CredentialClaim, CredentialState, RevocationCause};

use crate::words::Badge;

/// Where a credential stands.
pub(super) const fn badge(state: CredentialState) -> Badge {
    match state {
        CredentialState::Valid => Badge { text: "Valid", class: "badge-good", sign: "✓" },
        CredentialState::Suspended => Badge { text: "Suspended", class: "badge-warn", sign: "‖" },
        CredentialState::Revoked => Badge { text: "Revoked", class: "badge-bad", sign: "✕" },
        CredentialState::Expired => Badge { text: "Expired", class: "", sign: "○" },
    }
}

/// What a claim is called, and what it says.
pub(super) const fn claim(claim: CredentialClaim) -> (&'static str, &'static str) {
    match claim {
        CredentialClaim::LegalName => ("Legal name", "The name of the business, as we vetted it."),
        CredentialClaim::Registration => {
            ("Registration", "The number under which it is registered, and in which register.")
        }
        CredentialClaim::Country => ("Country", "Where it is."),
        CredentialClaim::TrustLevel => (
            "Trust level",
            "2 for a vetted business; 3 if a register knows it, too, and its representatives confirmed it.",
        ),
        CredentialClaim::Ruleset => ("Rules", "The version of the rules by which we vetted it."),
    }
}

/// Everything that a credential says.
pub(super) fn says(credential: &Credential) -> String {
    let mut all: Vec<&str> = credential.claims.iter().map(|one| claim(*one).0).collect();
    if !credential.numbers.is_empty() {
        all.push("Phone numbers");
    }
    if credential.domain.is_some() {
        all.push("Domain");
    }
    all.join(", ")
}

/// Why it was revoked.
pub(super) const fn cause(cause: RevocationCause) -> &'static str {
    match cause {
        RevocationCause::Requested => "Somebody of your account, or we, revoked it by hand.",
        RevocationCause::ProfileEnded => "The approval of its profile ended.",
        RevocationCause::ProfileReplaced => {
            "An approved copy took the place of its profile, which may say something else now."
        }
        RevocationCause::ProfileDeleted => "Its profile was deleted.",
        RevocationCause::NumberRemoved => "A number that it names left the profile.",
        RevocationCause::DomainLost => "The domain that it names is no longer proven for this account.",
    }
}
