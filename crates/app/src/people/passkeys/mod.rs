//! Passkeys: adding one, signing in with it, taking it away. What a device signed is checked by [`trusthub_signin`]; here is
//! whose key it is, and whether we asked.
//!
//! An account, which signs in by its auth token, has none. Start at [`sign_in`]. Whoever has lost one is helped in `lost`.

mod letter;
mod lost;
mod own;
mod sign_in;

pub use lost::{Whose, list_of, remove_lost};
pub use own::{NewPasskey, Registration, add, begin, list, remove};
pub use sign_in::{Asking, Shown, ask, sign_in};
pub use trusthub_domain::people::{MOST_PASSKEY_NAME_CHARACTERS, Passkey};
pub use trusthub_signin::passkey::Unfit;

pub(crate) use letter::{PasskeyChange, PasskeyNews};

use trusthub_domain::people::Person;
use trusthub_signin::passkey::RelyingParty;

use crate::{Error, Hub, Result};

/// Why there are no passkeys at this hub's address; `None` if there are.
#[must_use]
pub fn unfit(hub: &Hub) -> Option<Unfit> {
    RelyingParty::at(&hub.settings().public_url).err()
}

fn party(hub: &Hub) -> Result<RelyingParty> {
    RelyingParty::at(&hub.settings().public_url)
        .map_err(|_| Error::Forbidden("the hub's address does not allow for passkeys"))
}

/// How a person's devices know them: by an identifier, which is no personal data (Web Authentication §5.4.3).
fn user_handle(person: Person) -> Vec<u8> {
    person.to_string().into_bytes()
}
