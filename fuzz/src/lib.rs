//! Fuzz targets: each takes any bytes, hands them to the hub where a stranger could, and panics if the hub does what it
//! never may.
//!
//! Requests go through the whole HTTP face in this process, so that nothing has to be public for the sake of fuzzing.
//! The same targets run under libFuzzer (`cargo xtask fuzz`) and, on the seeds and on changes of them by a fixed
//! sequence, in an ordinary test.

mod calls;
mod certificates;
mod credentials;
mod evidence;
mod face;
mod identities;
mod inputs;
mod lists;
mod names;
mod passkeys;
mod registries;
mod requests;
mod revocations;

pub use calls::sip;
pub use certificates::certificates;
pub use credentials::credentials;
pub use evidence::{applications, documents, websites};
pub use identities::{identity_headers, passports};
pub use inputs::{policies, sids, urls};
pub use lists::watchlists;
pub use names::{identifiers, names, screening};
pub use passkeys::passkeys;
pub use registries::registries;
pub use requests::{attributes, forms, headers, page_tokens, uploads};
pub use revocations::revocations;

/// A target's name, as its folder in `seeds/`, and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 23] = [
    ("applications", applications),
    ("attributes", attributes),
    ("certificates", certificates),
    ("credentials", credentials),
    ("documents", documents),
    ("forms", forms),
    ("headers", headers),
    ("identifiers", identifiers),
    ("identity_headers", identity_headers),
    ("names", names),
    ("page_tokens", page_tokens),
    ("passkeys", passkeys),
    ("passports", passports),
    ("policies", policies),
    ("registries", registries),
    ("revocations", revocations),
    ("screening", screening),
    ("sids", sids),
    ("sip", sip),
    ("uploads", uploads),
    ("urls", urls),
    ("watchlists", watchlists),
    ("websites", websites),
];
