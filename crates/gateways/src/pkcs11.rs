//! Keys that calls are signed with, in a hardware module: PKCS#11 (OASIS, Cryptographic Token Interface).
//!
//! The module's library is loaded into this process, so it is as trusted as the hub itself. The private key stays in the module; the
//! hub sends it the SHA-256 of what is to be signed. Sessions are kept and shared, one per signature under way; one that
//! breaks is replaced once before the signature counts as refused.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use secrecy::{ExposeSecret, SecretString};
use trusthub_stir::key::{BadKey, SIGNATURE_BYTES, SigningFailed, SigningKey};

/// The object identifier of P-256 as the module writes it (RFC 5480 section 2.1.1.1).
const P256: [u8; 10] = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// Bytes of an uncompressed point.
const POINT_BYTES: usize = 65;

/// Sessions that are kept while nothing is signed.
const MOST_KEPT: usize = 16;

/// A token in a module.
#[derive(Debug, Clone)]
pub struct Module {
    /// The module's library, for example `/usr/lib/softhsm/libsofthsm2.so`.
    pub library: PathBuf,
    /// The label of the token.
    pub token: String,
    /// The user's PIN.
    pub pin: SecretString,
}

/// Why a module's key cannot be used. Says nothing of the PIN.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// The library cannot be loaded.
    #[error("{0} cannot be loaded as a PKCS#11 library")]
    Library(PathBuf, #[source] Error),
    /// No token of that label.
    #[error("the module has no token labelled {0:?}")]
    NoToken(String),
    /// The PIN is not the token's.
    #[error("the token does not accept the PIN")]
    Pin(#[source] Error),
    /// No such key.
    #[error("the token has {found} {class} keys labelled {label:?}; one is needed")]
    Keys {
        /// How many there are.
        found: usize,
        /// Of which kind.
        class: &'static str,
        /// With which label.
        label: String,
    },
    /// It is of another kind.
    #[error("the key labelled {0:?} is no P-256 key")]
    NotP256(String),
    /// The module failed.
    #[error("the module failed")]
    Module(#[from] Error),
}

/// The key pair of this label. It signs for as long as the answer lives. Speaks to the module, so it may take a while.
///
/// # Errors
/// It cannot be used; why.
pub fn open(config: &Module, key: &str) -> Result<SigningKey, ModuleError> {
    let module =
        Pkcs11::new(&config.library).map_err(|error| ModuleError::Library(config.library.clone(), error))?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        // Another key of the same module was opened before.
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(error.into()),
    }
    let slot = slot(&module, &config.token)?;
    let session = module.open_ro_session(slot)?;
    let pin = AuthPin::from(config.pin.expose_secret().to_owned().into_boxed_str());
    match session.login(UserType::User, Some(&pin)) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
        Err(error) => return Err(ModuleError::Pin(error)),
    }
    let private = one(&session, ObjectClass::PRIVATE_KEY, "private", key)?;
    let public = one(&session, ObjectClass::PUBLIC_KEY, "public", key)?;
    let point = point(&session, public)?.ok_or_else(|| ModuleError::NotP256(key.to_owned()))?;
    // The token stays signed in for as long as a session is open: this one is.
    let sessions = Sessions { module, slot, _anchor: Mutex::new(session), idle: Mutex::default() };
    let sessions = Arc::new(sessions);
    SigningKey::in_module(point, move |digest| sessions.sign(private, digest))
        .map_err(|_: BadKey| ModuleError::NotP256(key.to_owned()))
}

fn slot(module: &Pkcs11, label: &str) -> Result<Slot, ModuleError> {
    for slot in module.get_slots_with_token()? {
        // Labels are padded with blanks.
        if module.get_token_info(slot)?.label().trim_end() == label {
            return Ok(slot);
        }
    }
    Err(ModuleError::NoToken(label.to_owned()))
}

fn one(
    session: &Session,
    class: ObjectClass,
    name: &'static str,
    label: &str,
) -> Result<ObjectHandle, ModuleError> {
    let template = [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
    let found = session.find_objects(&template)?;
    match found.as_slice() {
        [only] => Ok(*only),
        _ => Err(ModuleError::Keys { found: found.len(), class: name, label: label.to_owned() }),
    }
}

/// The public point; `None` if the key is on another curve.
fn point(session: &Session, key: ObjectHandle) -> Result<Option<Vec<u8>>, ModuleError> {
    let attributes = session.get_attributes(key, &[AttributeType::EcParams, AttributeType::EcPoint])?;
    let (mut curve, mut point) = (Vec::new(), Vec::new());
    for attribute in attributes {
        match attribute {
            Attribute::EcParams(value) => curve = value,
            Attribute::EcPoint(value) => point = value,
            _ => {}
        }
    }
    // An OCTET STRING of the point; some modules give the point itself.
    let bare = match point.as_slice() {
        [0x04, 0x41, rest @ ..] if rest.len() == POINT_BYTES => rest.to_vec(),
        _ => point,
    };
    Ok((curve == P256 && bare.len() == POINT_BYTES).then_some(bare))
}

struct Sessions {
    module: Pkcs11,
    slot: Slot,
    _anchor: Mutex<Session>,
    idle: Mutex<Vec<Session>>,
}

impl Sessions {
    fn sign(&self, key: ObjectHandle, digest: &[u8]) -> Result<[u8; SIGNATURE_BYTES], SigningFailed> {
        // A session that was kept may have died with its token's connection; a new one has not.
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(session) = kept
            && let Ok(signature) = self.sign_in(session, key, digest)
        {
            return Ok(signature);
        }
        let session = self.module.open_ro_session(self.slot).map_err(|_| SigningFailed)?;
        self.sign_in(session, key, digest)
    }

    fn sign_in(
        &self,
        session: Session,
        key: ObjectHandle,
        digest: &[u8],
    ) -> Result<[u8; SIGNATURE_BYTES], SigningFailed> {
        let signature = session.sign(&Mechanism::Ecdsa, key, digest).map_err(|_| SigningFailed)?;
        let signature = signature.try_into().map_err(|_| SigningFailed)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_KEPT {
            idle.push(session);
        }
        Ok(signature)
    }
}
