//! The module that holds private keys for signing calls.

use trusthub_gateways::pkcs11::Module;

use super::ConfigError;
use super::values::Values;

/// Reads the keys; all three or none.
///
/// # Errors
/// One of them is missing.
pub(super) fn key_module(values: &Values) -> Result<Option<Module>, ConfigError> {
    let (library, token, pin) =
        (values.path("pkcs11_module"), values.optional("pkcs11_token"), values.secret("pkcs11_pin"));
    match (library, token, pin) {
        (Some(library), Some(token), Some(pin)) => Ok(Some(Module { library, token, pin })),
        (None, None, None) => Ok(None),
        (None, _, _) => Err(values.wrong("pkcs11_module", "it must be set with pkcs11_token and pkcs11_pin")),
        (_, None, _) => Err(values.wrong("pkcs11_token", "it must be set with pkcs11_module")),
        (_, _, None) => {
            Err(values.wrong("pkcs11_pin", "it must be set with pkcs11_module, best by pkcs11_pin_file"))
        }
    }
}
