//! The name a document is stored under.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::sid::{AccountSid, CaseSid, SupportingDocumentSid};
use uuid::Uuid;

/// `AC…/RD…/<32 hex digits>`: the account, its supporting document, and one upload of it; `AC…/VC…/…` is a picture that was
/// taken for a case of it. Made of identifiers only, so that it can neither leave its folder nor tell anything of what is
/// stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentKey {
    account: AccountSid,
    of: Of,
    upload: Uuid,
}

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Of {
    Document(SupportingDocumentSid),
    Case(CaseSid),
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a document's key is an account, a supporting document or a case, and an upload, separated by slashes"
)]
pub struct DocumentKeyError;

impl DocumentKey {
    /// The key of one upload.
    #[must_use]
    pub const fn new(account: AccountSid, document: SupportingDocumentSid, upload: Uuid) -> Self {
        Self { account, of: Of::Document(document), upload }
    }

    /// The key of a picture that was taken for a case.
    #[must_use]
    pub const fn of_case(account: AccountSid, case: CaseSid, upload: Uuid) -> Self {
        Self { account, of: Of::Case(case), upload }
    }

    /// Whose it is.
    #[must_use]
    pub const fn account(&self) -> AccountSid {
        self.account
    }
}

impl fmt::Display for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upload = self.upload.simple();
        match self.of {
            Of::Document(document) => write!(f, "{}/{document}/{upload}", self.account),
            Of::Case(case) => write!(f, "{}/{case}/{upload}", self.account),
        }
    }
}

impl FromStr for DocumentKey {
    type Err = DocumentKeyError;

    fn from_str(text: &str) -> Result<Self, DocumentKeyError> {
        let (account, rest) = text.split_once('/').ok_or(DocumentKeyError)?;
        let (of, upload) = rest.split_once('/').ok_or(DocumentKeyError)?;
        let of = match of.parse() {
            Ok(document) => Of::Document(document),
            Err(_) => Of::Case(of.parse().map_err(|_| DocumentKeyError)?),
        };
        Ok(Self {
            account: account.parse().map_err(|_| DocumentKeyError)?,
            of,
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
        for key in [KEY, &KEY.replace("/RD", "/VC")] {
            assert_eq!(key.parse::<DocumentKey>().unwrap().to_string(), key);
        }
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
