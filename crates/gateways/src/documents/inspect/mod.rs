//! What is in an uploaded file: its pages, its text, and whether a scanner knows it for malware.
//!
//! Files come from strangers, and programs that read PDFs and pictures have crashed, hung and eaten all memory on less.
//! So no file is read in this process: [`Inspector`] starts our own binary again, as `trusthub inspect-document`, which
//! knows no secret (its environment is empty), limits its own memory, time and files before it looks at the first byte
//! ([`child`]), and is killed when it takes too long, with all programs it started. What it answers is bounded and taken
//! for what it is: somebody's words. Malware is [`clamd`]'s business, which has a process of its own anyway.

pub mod child;
mod clamd;
mod inspector;
mod lines;
mod pdf;
mod recognise;
mod run;
mod task;
mod tools;

pub use clamd::{Clamd, ClamdAddress, ClamdAddressError, ClamdError};
pub use inspector::{InspectError, Inspector, Readers};
pub use task::Task;
pub use tools::{Tool, Tools, find_on_path};
