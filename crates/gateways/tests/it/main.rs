//! Gateways against real sockets and folders. One binary, so that it links once.

#[cfg(test)]
mod acme;
#[cfg(test)]
mod authorities;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod clamd;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod documents_bucket;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod hardware_keys;
#[cfg(test)]
mod lookups;
#[cfg(test)]
mod mail_folder;
#[cfg(test)]
mod mail_routes;
#[cfg(test)]
mod mail_smtp;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod rebinding;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod repositories;
#[cfg(test)]
mod s3_server;
#[cfg(test)]
mod sms;
#[cfg(test)]
mod smtp_sink;
#[cfg(test)]
mod special_purpose;
#[cfg(test)]
mod support;
#[cfg(test)]
mod websites;
