//! What every HTTP face of the hub needs to know about who asks: from where, and how often they have guessed
//! wrong; and what they share in how they answer.

mod csv;
mod guesses;
mod peer;

pub use csv::csv_row;
pub use guesses::LoginFailures;
pub use peer::{network_of, peer_of};
