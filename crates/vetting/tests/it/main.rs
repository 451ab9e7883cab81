//! Vetting at its one door: applications in, assessments out.

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod confirmations;
#[cfg(test)]
mod contact;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod identifiers;
#[cfg(test)]
mod messaging;
#[cfg(test)]
mod names;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod owners;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod registries;
#[cfg(test)]
mod rings;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod sanctions;
#[cfg(test)]
mod shared_data;
#[cfg(test)]
mod snapshots;
#[cfg(test)]
mod tollfree;
#[cfg(test)]
mod watchlists;
#[cfg(test)]
mod websites;
