//! Passkeys against the standard's own test vectors, and against everything that is almost one of them.

#[cfg(test)]
mod assertions;
#[cfg(test)]
mod registrations;
#[cfg(test)]
mod vectors;
