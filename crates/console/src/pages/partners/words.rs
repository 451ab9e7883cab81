//! What partners and the fields that they may see are called, in words that need no manual.

use trusthub_domain::partner::{ConsentField, ConsentFields, PartnerKind};

/// What a kind of partners is called.
pub(super) struct Kind {
    /// All of them, at the beginning of a line.
    pub(super) all: &'static str,
    /// All of them, within a sentence.
    pub(super) many: &'static str,
    /// One of them.
    pub(super) one: &'static str,
}

/// What this kind is called.
pub(super) const fn kind(kind: PartnerKind) -> Kind {
    match kind {
        PartnerKind::Carrier => Kind { all: "All carriers", many: "all carriers", one: "Carrier" },
        PartnerKind::EmailProvider => {
            Kind { all: "All e-mail providers", many: "all e-mail providers", one: "E-mail provider" }
        }
        PartnerKind::Analytics => {
            Kind { all: "All analytics engines", many: "all analytics engines", one: "Analytics engine" }
        }
    }
}

/// What partners of a kind do with what they learn.
pub(super) const fn does(kind: PartnerKind) -> &'static str {
    match kind {
        PartnerKind::Carrier => "Carriers carry your calls and messages, and decide how they are treated.",
        PartnerKind::EmailProvider => "E-mail providers deliver your e-mail, and decide where it lands.",
        PartnerKind::Analytics => "Analytics engines label your calls on the phones that you call.",
    }
}

/// What a field is called, and what whoever sees it learns.
pub(super) const fn field(field: ConsentField) -> (&'static str, &'static str) {
    match field {
        ConsentField::LegalName => ("Legal name", "What your business is called in its approved profile."),
        ConsentField::Website => ("Website", "The address of your website in that profile."),
        ConsentField::Country => ("Country", "The country that your business is in."),
        ConsentField::RegistrationNumber => {
            ("Registration number", "The number under which your business is registered, such as its EIN.")
        }
        ConsentField::Numbers => (
            "Phone numbers",
            "Which of your numbers was added, removed or assigned. Without it, only that something of your account changed.",
        ),
        ConsentField::Registrations => (
            "Call registrations",
            "Your numbers on Voice Integrity, CNAM and Branded Calling products, with the names and purposes that are shown. Without it, a partner cannot register them.",
        ),
    }
}

/// Fields, with commas between.
pub(super) fn fields(fields: ConsentFields) -> String {
    fields.iter().map(|one| field(one).0).collect::<Vec<_>>().join(", ")
}
