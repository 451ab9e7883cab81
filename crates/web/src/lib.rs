//! What every HTTP face of the hub needs to know about who asks: from where, and how often they have guessed wrong.

mod guesses;
mod peer;

pub use guesses::LoginFailures;
pub use peer::{network_of, peer_of};
