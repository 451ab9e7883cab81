//! Forms on others' pages: who may show them, and how they look.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;
use trusthub_console::{EmbedConfig, Theme, Themes};
use url::Url;

use super::values::Values;
use super::{ConfigError, lookups};

/// Larger than any file of themes.
const MOST_BYTES: u64 = 1 << 20;

/// How round corners are where a theme does not say.
const RADIUS_PX: u8 = 8;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// On a light ground, as CSS writes it.
    accent: String,
    /// On a dark one.
    accent_dark: String,
    radius_px: Option<u8>,
}

/// Reads the keys.
///
/// # Errors
/// An origin that is none, a file that cannot be read, colours that people could not read.
pub(super) fn embed(values: &Values) -> Result<EmbedConfig, ConfigError> {
    let text = values.text("embed_origins");
    let origins = lookups::parts(&text).map(|part| origin(values, part)).collect::<Result<_, _>>()?;
    Ok(EmbedConfig { origins, themes: themes(values)? })
}

/// Scheme, host and perhaps port, as browsers write an origin.
fn origin(values: &Values, text: &str) -> Result<String, ConfigError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let origin = url.map(|url| url.origin().ascii_serialization());
    origin.filter(|origin| origin == text.trim_end_matches('/')).ok_or_else(|| {
        values.wrong("embed_origins", format!("{text:?} is no origin; write it as https://isv.example"))
    })
}

fn themes(values: &Values) -> Result<Themes, ConfigError> {
    const KEY: &str = "embed_themes_file";
    let Some(path) = values.path(KEY) else { return Ok(Themes::default()) };
    let failed = |why: String| values.wrong(KEY, format!("{}: {why}", path.display()));
    let size = fs::metadata(&path).map_err(|error| failed(error.to_string()))?.len();
    if size > MOST_BYTES {
        return Err(failed("larger than such a file can be".to_owned()));
    }
    let text = fs::read_to_string(&path).map_err(|error| failed(error.to_string()))?;
    let written: BTreeMap<String, Written> =
        toml::from_str(&text).map_err(|error| failed(error.to_string()))?;
    let mut themes = BTreeMap::new();
    for (name, Written { accent, accent_dark, radius_px }) in written {
        let theme = Theme::new(&accent, &accent_dark, radius_px.unwrap_or(RADIUS_PX));
        let theme = theme.map_err(|error| failed(format!("theme {name}: {error}")))?;
        themes.insert(name, theme);
    }
    Ok(Themes::new(themes))
}
