//! Who asks, and whether a form is really theirs.
//!
//! [`guard`] stands before every page: it reads the cookie, looks the session up, refuses a form that another site made or
//! that lacks the session's token, and dresses the answer. Handlers take [`Visit`], [`Customer`] or [`Desk`]: who has none
//! of it is sent to sign in, or told that there is no such page.

mod cookie;
mod guard;
mod posted;
mod ticket;
mod visit;

pub(crate) use cookie::{Scheme, ended, opened, scheme_chosen};
pub(crate) use guard::{dress, guard, own_form};
pub(crate) use posted::Posted;
pub(crate) use ticket::Ticket;
pub(crate) use visit::{Customer, Desk, Visit, Visitor, address_part};
