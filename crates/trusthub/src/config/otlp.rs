//! Where traces go, if anywhere.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::ExposeSecret;
use url::Url;

use super::ConfigError;
use super::values::Values;

/// What OTLP over HTTP appends to the base URL of a collector, for traces.
const PATH: &str = "v1/traces";

/// Where traces go.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Otlp {
    /// What batches are posted to.
    pub(crate) url: Url,
    /// With these headers, whose values are secret.
    pub(crate) headers: HeaderMap,
    /// The share of traces that are kept, from 0 to 1.
    pub(crate) sample: f64,
}

/// Reads the keys of traces.
///
/// # Errors
/// A value that makes no sense, or any of them in a binary that cannot export.
pub(super) fn otlp(values: &Values) -> Result<Option<Otlp>, ConfigError> {
    if cfg!(not(feature = "otlp")) {
        refuse(values)?;
    }
    let (headers, sample) = (headers(values)?, sample(values)?);
    match values.optional("otlp_url") {
        Some(text) => Ok(Some(Otlp { url: endpoint(values, &text)?, headers, sample })),
        None if headers.is_empty() => Ok(None),
        None => Err(values.wrong("otlp_headers", "otlp_url is missing")),
    }
}

/// In a binary without the feature, silence would look like a collector that loses everything.
fn refuse(values: &Values) -> Result<(), ConfigError> {
    match ["otlp_url", "otlp_headers"].into_iter().find(|name| values.set(name).is_some()) {
        None => Ok(()),
        Some(name) => {
            Err(values
                .wrong(name, "this binary exports no traces; build it with `--features otlp`, or unset it"))
        }
    }
}

fn endpoint(values: &Values, text: &str) -> Result<Url, ConfigError> {
    let base = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let Some(mut url) = base else {
        return Err(values
            .wrong("otlp_url", format!("{text:?} is no http or https URL, such as http://127.0.0.1:4318")));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(values.wrong("otlp_url", "credentials belong in otlp_headers, which is never shown"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(values.wrong("otlp_url", "only scheme, host, port and path belong here"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    if path.ends_with(PATH) {
        return Err(values.wrong("otlp_url", format!("leave out /{PATH}, which is appended")));
    }
    url.set_path(&format!("{path}/{PATH}"));
    Ok(url)
}

/// `NAME=VALUE` separated by commas, as OpenTelemetry's own variables have it; values may be percent-encoded.
fn headers(values: &Values) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::new();
    let Some(text) = values.secret("otlp_headers") else { return Ok(headers) };
    for (index, part) in text.expose_secret().split(',').enumerate() {
        let Some((name, value)) = header(part) else {
            // Not the text: it is secret.
            let why = format!("part {} is not NAME=VALUE with a header's name and value", index + 1);
            return Err(values.wrong("otlp_headers", why));
        };
        headers.insert(name, value);
    }
    Ok(headers)
}

fn header(part: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = part.split_once('=')?;
    let value: Vec<u8> = percent_encoding::percent_decode_str(value.trim()).collect();
    let mut value = HeaderValue::from_bytes(&value).ok()?;
    value.set_sensitive(true);
    Some((name.trim().parse().ok()?, value))
}

fn sample(values: &Values) -> Result<f64, ConfigError> {
    let text = values.text("otlp_sample");
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        Ok(_) | Err(_) => Err(values.wrong("otlp_sample", format!("{text:?} is no share from 0 to 1"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::layers;
    use super::*;

    #[test]
    fn a_binary_that_exports_no_traces_says_so_when_it_is_asked_to() {
        let values = |text| Values::new(layers::file("hub.toml".as_ref(), text).unwrap());
        assert_eq!(refuse(&values("otlp_sample = \"0.5\"")), Ok(()));
        assert_eq!(
            refuse(&values("otlp_url = \"http://127.0.0.1:4318\"")).unwrap_err().to_string(),
            "hub.toml:1: otlp_url: this binary exports no traces; build it with `--features otlp`, or unset it"
        );
    }
}
