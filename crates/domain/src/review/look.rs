//! Who looked at a case, and which of a person's data a reviewer sees before asking for the rest.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::sid::ReviewerSid;
use crate::time::Timestamp;

/// For how long personal fields stay shown to the reviewer who asked for them. Ours: as long as a claim.
pub const UNMASKED_FOR: Duration = Duration::from_secs(30 * 60);

/// A reviewer's look at a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLook {
    /// Who.
    pub by: ReviewerSid,
    /// When; of several views in an hour, the first.
    pub at: Timestamp,
    /// At what.
    pub kind: LookKind,
}

/// What was looked at.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LookKind {
    /// The page.
    View,
    /// Personal fields too.
    Unmask {
        /// What they were needed for.
        reason: String,
    },
}

impl fmt::Debug for LookKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::View => "View",
            Self::Unmask { .. } => "Unmask",
        })
    }
}
