//! Where values come from: command line, environment, file, default, the first that has one.
//!
//! Everything is text here; what a text means is decided in `super::read`, so that file and environment are read
//! alike. A value remembers where it stood, for messages and for `trusthub config`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::key::{KEYS, Key};

/// Where a value stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nobody set it.
    Default,
    /// A line of the configuration file.
    File { path: PathBuf, line: usize },
    /// An environment variable.
    Environment(String),
    /// The command line.
    CommandLine(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment(variable) => f.write_str(variable),
            Self::CommandLine(flag) => f.write_str(flag),
        }
    }
}

/// A value as text.
#[derive(Clone)]
pub(crate) struct Raw {
    /// The text.
    pub(crate) text: String,
    /// Where it stood.
    pub(crate) source: Source,
    /// The file it was read from, if the source only names that file.
    pub(crate) secret_file: Option<PathBuf>,
}

/// The values that somebody set, by key.
pub(crate) type Layers = BTreeMap<&'static str, Raw>;

/// What one source says, before secrets are read from the files they name.
struct Layer {
    values: Vec<(&'static Key, Raw)>,
}

/// Reads the environment.
///
/// Strange variables are left alone, because others may use the prefix (Kubernetes sets `TRUSTHUB_SERVICE_HOST` for a
/// service of that name); one that nearly spells a key is refused, so that a typing error does not pass for a setting.
///
/// # Errors
/// A misspelt key; a file with a secret that cannot be read.
pub(crate) fn environment(variables: &BTreeMap<String, String>) -> Result<Layers, ConfigError> {
    let mut values = Vec::new();
    for (variable, text) in variables {
        let Some(name) = variable.strip_prefix("TRUSTHUB_").map(str::to_ascii_lowercase) else { continue };
        let source = Source::Environment(variable.clone());
        match resolve(&name, &source) {
            Ok((key, names_file)) => values.push((key, raw(text.clone(), source, names_file))),
            Err(error) if nearest(&name).is_some() => return Err(error),
            Err(_) => {}
        }
    }
    Layer { values }.read_secrets()
}

/// Reads a configuration file: one table of keys, without sections.
///
/// # Errors
/// No TOML, a key that does not exist, a value that is neither text, number, switch nor list of texts.
pub(crate) fn file(path: &Path, text: &str) -> Result<Layers, ConfigError> {
    let at = |offset: usize| Source::File { path: path.to_owned(), line: line_of(text, offset) };
    let table = DeTable::parse(text).map_err(|error| {
        ConfigError::without_key(&at(error.span().map_or(0, |span| span.start)), error.message().to_owned())
    })?;
    let mut values = Vec::new();
    for (name, value) in table.get_ref() {
        let source = at(name.span().start);
        let (key, names_file) = resolve(name.get_ref(), &source)?;
        let text = as_text(value.get_ref()).map_err(|why| ConfigError::new(&source, key.name, why))?;
        values.push((key, raw(text, source, names_file)));
    }
    Layer { values }.read_secrets()
}

/// Puts `above` over `below`.
pub(crate) fn overlay(mut below: Layers, above: Layers) -> Layers {
    below.extend(above);
    below
}

fn raw(text: String, source: Source, names_file: bool) -> Raw {
    Raw { secret_file: names_file.then(|| PathBuf::from(&text)), text, source }
}

fn resolve(name: &str, source: &Source) -> Result<(&'static Key, bool), ConfigError> {
    if let Some(key) = Key::named(name) {
        return Ok((key, false));
    }
    let from_file = name.strip_suffix("_file").and_then(Key::named).filter(|key| key.may_come_from_file());
    from_file.map(|key| (key, true)).ok_or_else(|| {
        let why = match nearest(name) {
            Some(near) => format!("unknown key {name:?}; did you mean {near:?}?"),
            None => format!("unknown key {name:?}; `trusthub config` lists all keys"),
        };
        ConfigError::without_key(source, why)
    })
}

/// The key that was probably meant: at most two letters wrong.
fn nearest(name: &str) -> Option<&'static str> {
    let close = KEYS.iter().map(|key| (distance(name, key.name), key.name));
    close.min().filter(|(letters, _)| *letters <= 2).map(|(_, name)| name)
}

/// Letters to insert, delete or replace between two words (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, letter) in left.bytes().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(right.bytes()) {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = *cell;
            before = replaced.min(*cell + 1).min(before + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

fn as_text(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Boolean(is_on) => Ok(if *is_on { "on" } else { "off" }.to_owned()),
        DeValue::Array(items) => {
            let texts: Result<Vec<String>, String> =
                items.iter().map(|item| as_text(item.get_ref())).collect();
            Ok(texts?.join(", "))
        }
        DeValue::Float(_) | DeValue::Datetime(_) => {
            Err("expected a text, a whole number, a switch or a list".to_owned())
        }
        DeValue::Table(_) => Err("the file has no sections; write every key at its top level".to_owned()),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before.bytes().filter(|byte| *byte == b'\n').count() + 1
}

impl Layer {
    fn read_secrets(self) -> Result<Layers, ConfigError> {
        let mut layers = Layers::new();
        for (key, mut raw) in self.values {
            if let Some(path) = &raw.secret_file {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    ConfigError::new(
                        &raw.source,
                        key.name,
                        format!("cannot read {}: {error}", path.display()),
                    )
                })?;
                raw.text = text.trim().to_owned();
            }
            if let Some(other) = layers.insert(key.name, raw.clone()) {
                let why = format!("also set at {}; keep one of the two", other.source);
                return Err(ConfigError::new(&raw.source, key.name, why));
            }
        }
        Ok(layers)
    }
}
