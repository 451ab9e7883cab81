//! Passwords: argon2, on the blocking pool, few at a time.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::contact::Email;
use trusthub_domain::people::{PASSWORD_LENGTHS, check_password};

use crate::record::internal;
use crate::{Hub, Invalid, Result};

/// What is compared with when nobody has that name: it costs as much, so that the time does not tell. The hash is
/// random bytes, of a password that nobody knows.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$TWfndLSSIs4z07lPYoHaTL4pnpOk/1t6IVUkXaHruZ4";

/// A password for this address as it is stored.
///
/// # Errors
/// `Invalid` with what is wrong with it.
pub(crate) async fn chosen(hub: &Hub, password: &SecretString, email: &Email) -> Result<String> {
    check_password(password.expose_secret(), email)
        .map_err(|fault| Invalid::Field { field: "Password", why: fault.to_string() })?;
    hash(hub, password).await
}

/// Any password as it is stored.
pub(crate) async fn hash(hub: &Hub, password: &SecretString) -> Result<String> {
    let salt = hub.random_hex::<16>();
    let password = password.clone();
    on_the_side(hub, move || {
        let hash: argon2::password_hash::Result<PasswordHash> =
            Argon2::default().hash_password_with_salt(password.expose_secret().as_bytes(), salt.as_bytes());
        hash.map(|hash| hash.to_string())
    })
    .await?
    .map_err(internal)
}

/// Whether it is the password that was stored so; of nobody, after the same time, it never is.
pub(super) async fn is_right(hub: &Hub, password: &SecretString, stored: Option<&str>) -> Result<bool> {
    // Longer than any that was ever chosen: hashing it would only cost time.
    let is_possible = password.expose_secret().chars().count() <= *PASSWORD_LENGTHS.end();
    let stored = stored.filter(|_| is_possible);
    let is_somebodys = stored.is_some();
    let hash = stored.unwrap_or(NOBODYS).to_owned();
    let password = if is_possible { password.clone() } else { SecretString::default() };
    let is_right = on_the_side(hub, move || {
        let hash = PasswordHash::new(&hash)?;
        match Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(other) => Err(other),
        }
    });
    Ok(is_right.await?.map_err(internal)? && is_somebodys)
}

async fn on_the_side<T: Send + 'static>(hub: &Hub, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let leave = hub.passwords().acquire_owned().await.map_err(internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(leave);
        done
    });
    done.await.map_err(internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparing_with_nobody_costs_what_comparing_with_somebody_costs() {
        let somebodys: PasswordHash =
            Argon2::default().hash_password_with_salt(b"any", b"sixteen bytes...").unwrap();
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        assert_eq!(nobodys.algorithm, somebodys.algorithm);
        assert_eq!(nobodys.version, somebodys.version);
        assert_eq!(nobodys.params, somebodys.params);
        assert_eq!(nobodys.hash.unwrap().len(), somebodys.hash.unwrap().len());
    }
}
