//! Every numbered code the hub answers with: what it means, and how to mend what it complains about.
//!
//! The table is data (`policies/error-codes.toml`) and is read through [`crate::policy::Catalog`]. Which HTTP status
//! goes with a code is not known here; that is the API's business.

use serde::Serialize;

use crate::bundle::ReasonCode;

/// A numbered code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorCode {
    /// The number.
    pub code: ReasonCode,
    /// What it means: the vendor's words for the vendor's codes.
    pub message: String,
    /// How to mend it, one or two sentences of ours to the customer.
    pub mend: String,
    /// A reviewer may give it as a reason for a rejection.
    pub is_for_reviewers: bool,
}
