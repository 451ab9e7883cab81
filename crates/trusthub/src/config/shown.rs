//! The configuration as `trusthub config` shows it: every key, its value, where it came from; secrets masked.

use std::collections::BTreeMap;

use serde::Serialize;
use url::Url;

use super::key::{KEYS, Key, Secrecy};
use super::layers::{Layers, Source};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Shown {
    /// The key.
    pub(crate) key: &'static str,
    /// Its value with secrets masked; `None` if nothing is set and there is no default.
    pub(crate) value: Option<String>,
    /// Where the value stood: `default`, `FILE:LINE`, a variable, a flag.
    pub(crate) source: String,
    /// The environment variable that sets it.
    pub(crate) variable: String,
    /// What it is for.
    pub(crate) meaning: &'static str,
}

pub(super) fn all(layers: &Layers, defaults: &BTreeMap<&'static str, String>) -> Vec<Shown> {
    KEYS.iter().map(|key| one(key, layers, defaults)).collect()
}

fn one(key: &Key, layers: &Layers, defaults: &BTreeMap<&'static str, String>) -> Shown {
    let set = layers.get(key.name).filter(|raw| !raw.text.is_empty());
    let (value, source) = match set {
        Some(raw) => {
            let source = match &raw.secret_file {
                Some(path) => format!("{} -> {}", raw.source, path.display()),
                None => raw.source.to_string(),
            };
            (Some(masked(key.secrecy, &raw.text)), source)
        }
        None => {
            let value = defaults.get(key.name).cloned().unwrap_or_else(|| key.default.to_owned());
            (Some(value).filter(|value| !value.is_empty()), Source::Default.to_string())
        }
    };
    Shown { key: key.name, value, source, variable: key.variable(), meaning: key.meaning }
}

fn masked(secrecy: Secrecy, text: &str) -> String {
    match secrecy {
        Secrecy::Open => text.to_owned(),
        Secrecy::Secret => "(hidden)".to_owned(),
        Secrecy::UrlWithPassword => without_password(text),
    }
}

/// The URL with its password and query masked: both drivers and mail servers take passwords in either place.
fn without_password(text: &str) -> String {
    if ["sqlite:", "file:"].iter().any(|scheme| text.starts_with(scheme)) {
        return text.to_owned();
    }
    let Ok(mut url) = Url::parse(text) else { return "(hidden)".to_owned() };
    let is_masked = url.password().is_none() || url.set_password(Some("hidden")).is_ok();
    if url.query().is_some() {
        url.set_query(Some("hidden"));
    }
    if is_masked { url.to_string() } else { "(hidden)".to_owned() }
}
