//! Who gets how far with every operation of the document: one row each in [`table`], one column per asker.
//!
//! An operation without a row fails, and so does a row without an operation. What is somebody else's looks exactly like
//! what does not exist.

mod bundles;
mod maker;
mod messaging;
mod methods;
mod numbers;
mod partners;
mod standing;
mod table;
mod target;
mod walk;
