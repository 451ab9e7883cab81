//! A binary built without the feature `otlp`: it exports no traces, and the configuration refuses to ask for any.

use axum::Router;
use tracing_subscriber::layer::Identity;

use crate::config::Config;
use crate::failure::Outcome;

/// Nothing.
pub(crate) struct Traces;

impl Traces {
    /// As the configuration wants it, which is off.
    ///
    /// # Errors
    /// None.
    pub(crate) fn new(_: &Config, _: &str) -> Outcome<Self> {
        Ok(Self)
    }

    /// None.
    pub(crate) fn off() -> Self {
        Self
    }

    /// Nobody wants spans.
    pub(crate) fn layer(&self) -> Option<Identity> {
        None
    }

    /// As it is.
    pub(crate) fn continued(&self, router: Router) -> Router {
        router
    }

    /// At once.
    pub(crate) fn end(self) -> std::future::Ready<()> {
        std::future::ready(())
    }
}
