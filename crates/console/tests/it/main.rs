//! The console against a whole hub: requests go through the router, as a browser would send them.

#[cfg(test)]
mod advisor;
#[cfg(test)]
mod brand_tokens;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod domains;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod embedded_brand;
#[cfg(test)]
mod embedded_campaign;
#[cfg(test)]
mod embedded_numbers;
#[cfg(test)]
mod embedded_toll_free;
#[cfg(test)]
mod guarding;
#[cfg(test)]
mod messaging;
#[cfg(test)]
mod missing;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod passkeys;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod reviewers;
#[cfg(test)]
mod reviewing;
#[cfg(test)]
mod reviewing_messages;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod trust;
