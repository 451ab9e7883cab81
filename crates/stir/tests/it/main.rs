//! What the crate promises, seen from outside.

#[cfg(test)]
mod crl;
#[cfg(test)]
mod path;
#[cfg(test)]
mod pki;
