//! The name a document is stored under.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::sid::{AccountSid, SupportingDocumentSid};
use uuid::Uuid;

/// `AC…/RD…/<32 hex digits>`: the account, its supporting document, and one upload of it. Made of identifiers only,
/// so that it can neither leave its folder nor tell anything of what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentKey {
    account: AccountSid,
    document: SupportingDocumentSid,
    upload: Uuid,
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a document's key is an account, a supporting document and an upload, separated by slashes")]
pub struct DocumentKeyError;

impl DocumentKey {
    /// The key of one upload.
    #[must_use]
    pub const fn new(account: AccountSid, document: SupportingDocumentSid, upload: Uuid) -> Self {
        Self { account, document, upload }
    }

    /// Whose it is.
    #[must_use]
    pub const fn account(&self) -> AccountSid {
        self.account
    }
}

impl fmt::Display for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.account, self.document, self.upload.simple())
    }
}

impl FromStr for DocumentKey {
    type Err = DocumentKeyError;

    fn from_str(text: &str) -> Result<Self, DocumentKeyError> {
        let (account, rest) = text.split_once('/').ok_or(DocumentKeyError)?;
        let (document, upload) = rest.split_once('/').ok_or(DocumentKeyError)?;
        Ok(Self {
            account: account.parse().map_err(|_| DocumentKeyError)?,
            document: document.parse().map_err(|_| DocumentKeyError)?,
            upload: Uuid::try_parse(upload).map_err(|_| DocumentKeyError)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AC00000000000000000000000000000001/RD00000000000000000000000000000002/\
                       00000000000000000000000000000003";

    #[test]
    fn a_key_reads_as_it_is_written() {
        assert_eq!(KEY.parse::<DocumentKey>().unwrap().to_string(), KEY);
    }

    #[test]
    fn what_could_leave_the_folder_is_no_key() {
        for text in
            ["", "..", "../../etc/passwd", "AC00000000000000000000000000000001/../x", &format!("{KEY}/x")]
        {
            assert_eq!(text.parse::<DocumentKey>(), Err(DocumentKeyError), "{text:?}");
        }
    }
}
