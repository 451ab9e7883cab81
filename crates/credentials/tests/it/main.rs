//! Credentials as issuers, holders, partners and forgers handle them.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod issuing;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod status;
