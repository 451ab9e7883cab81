//! The files of `policies/`, embedded at build, in the order in which policies are listed.

macro_rules! files {
    ($($name:literal,)*) => {
        [$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/", $name))),)*]
    };
}

/// Name and text of each shipped file. A test compares the names with the folder.
pub(super) const FILES: [(&str, &str); 32] = files![
    "end-user-types.toml",
    "document-types.toml",
    "error-codes.toml",
    "messaging-error-codes.toml",
    "retention.toml",
    "emergency-numbers.toml",
    "requirements.toml",
    "policy/primary-business.toml",
    "policy/secondary-business.toml",
    "policy/starter-business.toml",
    "policy/starter-direct.toml",
    "policy/primary-individual.toml",
    "policy/primary-government.toml",
    "policy/secondary-government.toml",
    "policy/primary-non-profit.toml",
    "policy/secondary-non-profit.toml",
    "policy/shaken-stir.toml",
    "policy/cnam.toml",
    "policy/voice-integrity.toml",
    "policy/a2p-messaging.toml",
    "policy/sole-proprietor.toml",
    "policy/toll-free.toml",
    "policy/branded-calling-basic.toml",
    "policy/branded-calling-enhanced.toml",
    "policy/gb-numbers-business.toml",
    "policy/gb-numbers-individual.toml",
    "policy/starter-a2p.toml",
    "policy/branded-calling-enhanced-v1.toml",
    "policy/branded-calling-variant-1.toml",
    "policy/branded-calling-variant-2.toml",
    "policy/branded-calling-variant-3.toml",
    "policy/branded-calling-basic-v0.toml",
];
