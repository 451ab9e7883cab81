//! What is no longer needed goes when its period is over, unless a legal hold keeps it.
//!
//! The periods are data (`policies/retention.toml`), the classes and the arithmetic are the domain's. This looks for what
//! is due, and erases it by the same ways as people do, under the name `retention`. Start at [`sweep`].

mod due;
mod holds;
mod sweep;

pub use due::{Due, list};
pub use holds::{NewHold, holds, release, set};
pub use sweep::{Swept, sweep};
