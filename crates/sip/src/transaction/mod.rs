//! Server transactions: RFC 3261 section 17.2, without sockets and without a clock.
//!
//! [`Transactions`] says what a request is (new, known, too much) and what an answer becomes; whoever owns the sockets
//! does what it says, and asks it what is due as time goes by. The time is an argument throughout.

mod key;
mod state;
mod table;

pub use key::Key;
pub(crate) use key::Tags;
pub use state::Times;
pub use table::{Arrival, Cancelled, Due, Limits, Transactions};
