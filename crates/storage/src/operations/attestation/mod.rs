//! What decides how calls are attested, as an index in memory wants it: read whole once, then change by change.
//!
//! [`changes`] is the log that the index follows; [`reading`] gives what it follows; [`decisions`] keeps what came of it; the other two
//! hold what an operator tells: numbers that nobody calls from, and the switches that may ask.

pub(crate) mod blocks;
pub(crate) mod changes;
pub(crate) mod decisions;
pub(crate) mod reading;
pub(crate) mod switches;
