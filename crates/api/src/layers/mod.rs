//! What happens around every handler: identification, limits on head, body and time, idempotency, headers, measurement.

mod authentication;
mod body;
mod head;
mod headers;
mod idempotency;
mod limits;
mod peer;
mod telemetry;
mod time_limit;
mod trace_parent;

pub(crate) use authentication::authenticate;
pub(crate) use body::whole_body;
pub(crate) use head::head_limits;
pub(crate) use headers::security_headers;
pub(crate) use idempotency::idempotency;
pub(crate) use limits::{AccountLimits, LoginFailures};
pub use peer::network_of;
pub(crate) use telemetry::{RequestIds, telemetry};
pub(crate) use time_limit::time_limit;
