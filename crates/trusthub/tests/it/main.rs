//! The built binary as its users meet it: started, asked, decided with, killed.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod business;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod customers;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod first_start;
#[cfg(test)]
mod http2;
#[cfg(test)]
mod hub;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod leaks;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod matching;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod registries;
#[cfg(test)]
mod review;
#[cfg(test)]
mod sip;
#[cfg(test)]
mod stir_calls;
#[cfg(test)]
mod stir_certificates;
#[cfg(test)]
mod stir_module;
#[cfg(test)]
mod stir_peers;
#[cfg(test)]
mod stir_trial;
#[cfg(test)]
mod switches;
#[cfg(test)]
mod tls;
#[cfg(feature = "otlp")]
#[cfg(test)]
mod traces;
#[cfg(test)]
mod watchlists;
