//! Every numbered code the hub answers with: what it means, and how to mend what it complains about.
//!
//! The table is data (`policies/error-codes.toml`) and is read through [`crate::policy::Catalog`]. Which HTTP status
//! goes with a code is not known here; that is the API's business.

use serde::{Deserialize, Serialize};

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
    /// It may be given as a reason against a toll-free number, and what that leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toll_free: Option<TollFreeUse>,
}

/// What a reason against a toll-free number leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TollFreeUse {
    /// An edit can mend it.
    Mendable,
    /// What is submitted may not be sent at all.
    Final,
}
