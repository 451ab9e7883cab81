//! Whom the hub trusts to vouch for signed calls.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use trusthub_gateways::authorities::Login;
use url::Url;

use super::values::Values;
use super::{ConfigError, lookups};

/// The root of the test authority in the data directory.
const TEST_ROOT: &str = "stir-test-root.pem";

/// Whom the hub trusts to vouch for signed calls.
#[derive(Debug, Clone)]
pub(crate) struct CallTrustConfig {
    /// Authorities that the operator trusts by name.
    pub(crate) roots_file: Option<PathBuf>,
    /// The policy administrator's own certificates.
    pub(crate) administrator_file: Option<PathBuf>,
    /// Its list of trusted authorities.
    pub(crate) trust_list_url: Option<Url>,
    /// Revocation lists.
    pub(crate) crl_urls: Vec<Url>,
    /// An account at the administrator.
    pub(crate) login: Option<Login>,
    /// Where the root of the test authority lies of a hub that is only tried out; `None` for one that is to do real work, which
    /// never trusts it.
    pub(crate) test_root: Option<PathBuf>,
}

/// Reads the keys.
///
/// # Errors
/// A value that makes no sense, or one that is missing beside it.
pub(super) fn call_trust(
    values: &Values,
    data_dir: &Path,
    is_embedded: bool,
    public_url: Option<&str>,
) -> Result<CallTrustConfig, ConfigError> {
    let roots_file = values.path("stir_roots_file");
    let administrator_file = values.path("stir_authority_roots_file");
    let trust_list_url = match values.optional("stir_trust_list_url") {
        Some(text) => Some(url(values, "stir_trust_list_url", &text)?),
        None => None,
    };
    if trust_list_url.is_some() && administrator_file.is_none() {
        let why = "stir_authority_roots_file is missing: by whom must the list be signed?";
        return Err(values.wrong("stir_trust_list_url", why));
    }
    let text = values.text("stir_crl_urls");
    let crl_urls: Vec<Url> =
        lookups::parts(&text).map(|part| url(values, "stir_crl_urls", part)).collect::<Result<_, _>>()?;
    let is_named = |name| values.optional(name).is_some();
    if !crl_urls.is_empty() && administrator_file.is_none() && roots_file.is_none() {
        let why = "stir_authority_roots_file is missing: by whom must the lists be signed?";
        return Err(values.wrong("stir_crl_urls", why));
    }
    let is_trial = roots_file.is_none()
        && trust_list_url.is_none()
        && crl_urls.is_empty()
        && !is_named("acme_directory_url")
        && is_embedded
        && !public_url.is_some_and(|url| url.starts_with("https:"));
    Ok(CallTrustConfig {
        login: login(values)?,
        test_root: is_trial.then(|| data_dir.join(TEST_ROOT)),
        roots_file,
        administrator_file,
        trust_list_url,
        crl_urls,
    })
}

/// The account that certificates are ordered with is the one that gets the list.
fn login(values: &Values) -> Result<Option<Login>, ConfigError> {
    let (Some(_), Some(user)) =
        (values.optional("stir_authority_url"), values.optional("stir_authority_user"))
    else {
        return Ok(None);
    };
    let base = lookups::base(values, "stir_authority_url")?;
    let password: Option<SecretString> = values.secret("stir_authority_password");
    Ok(password.map(|password| Login { base, user, password }))
}

fn url(values: &Values, name: &'static str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.filter(|url| url.fragment().is_none() && url.username().is_empty());
    url.ok_or_else(|| values.wrong(name, format!("{text:?} is no plain http or https URL")))
}
