//! Everything outside that is not the database: mail, text messages, status callbacks, documents, authorities that issue
//! certificates, the provider of sign-ins, the campaign registry downstream, a stream of the operator's own, the form of backups,
//! and the guard on outbound requests.
//!
//! Each kind of infrastructure is a closed enum with an in-memory variant for tests; nothing here is a trait to mock.
//! Configuration is plain data: this crate reads no environment and, its own folders and the roots of signed calls aside, no files. No error or log
//! line of it carries an address, a URL's secrets or what a letter says. Start at [`mail::Mailer`],
//! [`webhook::Callbacks`], [`documents::Documents`], [`outside::Outside`], [`browser::Browser`] and [`ssrf::GuardedClient`].

pub mod acme;
pub mod archive;
pub mod authorities;
mod bounded;
mod breaker;
pub mod browser;
pub mod dns;
pub mod documents;
mod folder;
pub mod jetstream;
pub mod lookup;
pub mod mail;
pub mod openid;
pub mod outside;
pub mod pkcs11;
mod private_place;
mod process;
pub mod registry;
pub mod sms;
pub mod ssrf;
mod text;
pub mod webhook;
pub mod website;
pub mod x5u;

pub use private_place::private_place;
