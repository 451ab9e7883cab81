//! From bytes on a socket to whole messages.

pub mod framing;
pub(crate) mod tcp;
pub(crate) mod udp;
