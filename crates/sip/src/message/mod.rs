//! SIP messages, as far as a redirect server has to understand them: RFC 3261 sections 7, 20 and 25.
//!
//! Start at [`Request::read`] and [`Response`]. Everything is bounded, nothing panics, and what is wrong with a message is
//! said precisely, because the answer carries it to whoever has to mend the other side. What a redirect server does not
//! need is kept as text and not judged.

mod address;
mod date;
mod head;
mod parameters;
mod request;
mod response;
mod text;
mod uri;
mod via;

pub use address::{Address, BadAddress};
pub use date::{BadDate, read_date};
pub(crate) use head::end_of_head;
pub use head::{Head, Header, MOST_BYTES, MOST_HEADERS, Name, NotSip};
pub use parameters::Parameter;
pub(crate) use request::content_length;
pub use request::{Bad, Method, Request, Unreadable};
pub use response::Response;
pub use uri::{BadUri, Scheme, Uri};
pub use via::{BadVia, Via};
