//! Credentials that are checked offline: what a vetted business shows a partner, who asks nobody whether it is true.
//!
//! SD-JWT (RFC 9901) with the rules of SD-JWT VC (draft-ietf-oauth-sd-jwt-vc), a plain JWT (RFC 7519), and the list by
//! which both are revoked (Token Status List, draft-ietf-oauth-status-list). ES256 only. Pure: no I/O, no clock, no
//! randomness of its own; time, salts and keys are arguments. Start at [`issue`], then [`verify`].

mod business;
mod disclosure;
mod issue;
mod jws;
mod keys;
mod refusal;
mod resolve;
mod status_list;
mod verify;

pub use business::{Business, Registration};
pub use issue::{Format, NewCredential, TYPE, issue};
pub use keys::{IssuerKey, KeySet, PublicKey};
pub use refusal::Refusal;
pub use status_list::{
    MEDIA_TYPE as STATUS_LIST_MEDIA_TYPE, NewStatusList, Status, StatusReference, issue_status_list,
};
pub use trusthub_stir::key::{BadKey, SigningFailed};
pub use verify::{Rules, Verified, verify};
