//! What comes in: bodies, queries, paths and headers, checked once at the edge.
//!
//! Whatever a client sends ends in a value or in an error that names the field. No extractor panics, reads more than
//! its limit, or lets text through that the database could not hold.

mod attributes;
mod body;
mod caller;
mod document;
mod form;
mod given;
mod path;

pub(crate) use attributes::AttributesParameter;
pub(crate) use body::{body_limit, receive, received};
pub(crate) use caller::{Caller, basic_credentials};
pub(crate) use document::{DocumentForm, DocumentParameters};
pub(crate) use form::{TwilioForm, TwilioQuery};
pub(crate) use given::{email, filter, parsed, required};
pub(crate) use path::{CorePath, NumberOfBundle, NumberParameter, RegistrationId, SidPath};
