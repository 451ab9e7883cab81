//! How the website of a business looked while its case was open.

use serde::{Deserialize, Serialize};

use crate::item::DocumentFile;
use crate::sid::CaseSid;
use crate::time::Timestamp;

/// A picture of a website's first page. For people: nothing that the hub decides rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SitePicture {
    /// The case that it was taken for.
    pub case_sid: CaseSid,
    /// Where the page was in the end, without user name, query and fragment.
    pub url: String,
    /// When it was taken.
    pub seen_at: Timestamp,
    /// The picture, stored as documents are.
    pub file: DocumentFile,
}
