//! What the crate promises, seen from outside.

#[cfg(test)]
mod certified;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod crl;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod path;
#[cfg(test)]
mod pki;
#[cfg(test)]
mod rich;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod several;
#[cfg(test)]
mod trust_list;
#[cfg(test)]
mod vectors;
