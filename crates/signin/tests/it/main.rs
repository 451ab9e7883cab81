//! Passkeys against the standard's own test vectors, and a provider's tokens; each also against everything that is almost one.

#[cfg(test)]
mod assertions;
#[cfg(test)]
mod openid;
#[cfg(test)]
mod registrations;
#[cfg(test)]
mod vectors;
