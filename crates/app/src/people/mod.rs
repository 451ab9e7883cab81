//! The people who sign in to the console: users of accounts, and reviewers; their passwords, passkeys, sessions and
//! colleagues, and how the operator's provider knows them.
//!
//! An account begins with its auth token, which signs in with an owner's rights; its first users are invited by it. A
//! session is a random token in the browser and its hash here. It names who signed in and nothing that they may: role
//! and state are read anew with every request. Start at [`sign_in`], then [`resume`].

pub mod colleagues;
pub mod links;
pub(crate) mod mailing;
pub mod passkeys;
pub(crate) mod password;
pub mod single_sign_on;

mod challenge;
mod choose;
mod identity;
mod session;
mod sign_in;

pub use choose::{accept, change_password, reset};
pub use mailing::{forgot, invite, invite_again};
pub use session::{Opened, Session, list_sessions, resume, sign_out, sign_out_everywhere};
pub use sign_in::sign_in;
pub use trusthub_domain::people::{Notifications, SignedIn, User, UserRole};

use trusthub_domain::people::{Holder, Person};
use trusthub_storage::Tx;

use crate::Result;

/// Ends a person's sessions and links: what opened the door before opens it no longer.
pub(crate) async fn shut_out(tx: &mut Tx, person: Person) -> Result<()> {
    tx.session_delete_all_any_account(&Holder::Person(person), None).await?;
    Ok(tx.password_link_delete_all_any_account(person).await?)
}

/// Shuts somebody out who is not to come back by themselves: their passkeys go, too, and their provider's name for them.
pub(crate) async fn expel(tx: &mut Tx, person: Person) -> Result<()> {
    shut_out(tx, person).await?;
    tx.single_sign_on_release_any_account(person).await?;
    Ok(tx.passkey_delete_all_any_account(person).await?)
}
