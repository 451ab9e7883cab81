//! How the text of a value is understood.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;

use super::ConfigError;
use super::key::Key;
use super::layers::{Layers, Raw, Source};

/// Takes values out of the layers, one key after the other.
pub(super) struct Values {
    layers: Layers,
    /// What `trusthub config` shows for keys that nobody set and whose default depends on others.
    pub(super) defaults: BTreeMap<&'static str, String>,
}

impl Values {
    pub(super) fn new(layers: Layers) -> Self {
        Self { layers, defaults: BTreeMap::new() }
    }

    /// The value as set by somebody; an empty text counts as not set, so that an environment can undo a file.
    pub(super) fn set(&self, name: &str) -> Option<&Raw> {
        self.layers.get(name).filter(|raw| !raw.text.is_empty())
    }

    pub(super) fn source(&self, name: &str) -> Source {
        self.set(name).map_or(Source::Default, |raw| raw.source.clone())
    }

    /// The value's text, or the table's default.
    pub(super) fn text(&self, name: &str) -> String {
        match self.set(name) {
            Some(raw) => raw.text.clone(),
            None => Key::named(name).map(|key| key.default.to_owned()).unwrap_or_default(),
        }
    }

    /// The value's text, or a default that depends on other keys.
    pub(super) fn text_or(&mut self, name: &'static str, default: impl FnOnce() -> String) -> String {
        if let Some(raw) = self.set(name) {
            return raw.text.clone();
        }
        let text = default();
        self.defaults.insert(name, text.clone());
        text
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub(super) fn secret(&self, name: &str) -> Option<SecretString> {
        self.set(name).map(|raw| SecretString::from(raw.text.clone()))
    }

    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.optional(name).map(PathBuf::from)
    }

    pub(super) fn wrong(&self, name: &'static str, why: impl Into<String>) -> ConfigError {
        ConfigError::new(&self.source(name), name, why.into())
    }

    /// Any type that reads itself from text and says what is wrong.
    pub(super) fn parse<T: FromStr>(&self, name: &'static str) -> Result<T, ConfigError>
    where
        T::Err: std::fmt::Display,
    {
        self.text(name).parse().map_err(|error: T::Err| self.wrong(name, error.to_string()))
    }

    pub(super) fn parse_optional<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, ConfigError>
    where
        T::Err: std::fmt::Display,
    {
        if self.optional(name).is_none() { Ok(None) } else { self.parse(name).map(Some) }
    }

    pub(super) fn switch(&self, name: &'static str) -> Result<bool, ConfigError> {
        match self.text(name).to_ascii_lowercase().as_str() {
            "on" | "true" | "yes" | "1" => Ok(true),
            "off" | "false" | "no" | "0" => Ok(false),
            other => Err(self.wrong(name, format!("{other:?} is neither on nor off"))),
        }
    }

    pub(super) fn number(&self, name: &'static str, least: u64, most: u64) -> Result<u64, ConfigError> {
        let text = self.text(name);
        match text.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            Ok(_) | Err(_) => {
                Err(self.wrong(name, format!("{text:?} is no whole number from {least} to {most}")))
            }
        }
    }

    /// `HOST:PORT`; the host may be a name or an address, an IPv6 address in brackets.
    pub(super) fn listen(&self, name: &'static str) -> Result<String, ConfigError> {
        let text = self.text(name);
        let is_sound = text.rsplit_once(':').is_some_and(|(host, port)| {
            let is_plain_ipv6 = host.contains(':') && !(host.starts_with('[') && host.ends_with(']'));
            !host.is_empty() && !is_plain_ipv6 && port.parse::<u16>().is_ok()
        });
        if is_sound {
            Ok(text)
        } else {
            Err(self.wrong(name, format!("{text:?} is not HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")))
        }
    }

    pub(super) fn into_layers(self) -> (Layers, BTreeMap<&'static str, String>) {
        (self.layers, self.defaults)
    }
}
