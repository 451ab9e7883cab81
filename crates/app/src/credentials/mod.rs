//! Credentials: what an approved business shows a partner, who checks it without asking the hub.
//!
//! Issued to the business once ([`issue`]); what is kept says where its status is told. When its profile leaves force, or
//! what it names is not the business's any more, its status changes in the same transaction (`follow`). Partners find keys
//! and lists through [`published_keys`] and [`status_list`].

mod choices;
mod content;
pub(crate) mod follow;
mod issue;
mod keys;
mod query;
mod revoke;
mod status;

pub use choices::{Choices, choices};
pub use issue::{Issued, NewCredential, issue};
pub use keys::{KeyInUse, key_list, key_rotate, published_keys};
pub(crate) use query::known;
pub use query::{find, list, on_behalf};
pub use revoke::revoke;
pub(crate) use status::StatusLists;
pub use status::{MEDIA_TYPE as STATUS_LIST_MEDIA_TYPE, status_list, status_list_url};

use trusthub_domain::sid::CredentialSid;

use crate::Error;

fn not_found(sid: CredentialSid) -> Error {
    Error::NotFound(format!("/Credentials/{sid}"))
}
