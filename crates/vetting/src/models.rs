//! The trained models are built into the binary. One that is broken would score everything 0, which looks like a hub
//! without sanctions hits: so whoever starts a process asks here first.

use crate::names::ModelError;
use crate::{names, registries, screening};

/// Whether every built-in model can be used.
///
/// # Errors
/// The first that cannot, and why. The binary was built from a broken tree and must not run.
pub fn check_models() -> Result<(), ModelError> {
    names::check_model()?;
    screening::check_model()?;
    registries::index::check_model()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_models_that_ship_are_read() {
        assert_eq!(super::check_models(), Ok(()));
    }
}
