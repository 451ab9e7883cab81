//! The domain through its public names: policies, evaluation, lifecycle.

#[cfg(test)]
mod attestation;
#[cfg(test)]
mod attestation_brands;
#[cfg(test)]
mod attestation_diversions;
#[cfg(test)]
mod attestation_properties;
#[cfg(test)]
mod attestation_table;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod consequences;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod customer_sheet;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod evaluation;
#[cfg(test)]
mod evaluation_properties;
#[cfg(test)]
mod field_rules;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod messaging;
#[cfg(test)]
mod owners;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod policy_files;
#[cfg(test)]
mod requirement_files;
#[cfg(test)]
mod requirements;
#[cfg(test)]
mod supporting_bundles;
#[cfg(test)]
mod test_mode;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod tollfree;
#[cfg(test)]
mod trust;
