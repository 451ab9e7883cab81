//! Where certificates for signing calls come from, if the hub orders them itself.

use secrecy::SecretString;
use trusthub_gateways::acme::{Applicant, Dialect};
use url::Url;

use super::values::Values;
use super::{ConfigError, lookups};

/// How certificates are ordered.
#[derive(Debug, Clone)]
pub(crate) struct AcmeConfig {
    /// The issuing authority's directory.
    pub(crate) directory: Url,
    /// How it reads the RFCs.
    pub(crate) dialect: Dialect,
    /// Whether it wants padded identifiers.
    pub(crate) pads_identifiers: bool,
    /// Whom it may write to.
    pub(crate) contact: Vec<String>,
    /// In whose name.
    pub(crate) applicant: Applicant,
    /// Who gives authority tokens.
    pub(crate) authority: AuthorityConfig,
}

/// The policy administrator.
#[derive(Debug, Clone)]
pub(crate) struct AuthorityConfig {
    pub(crate) url: Url,
    pub(crate) provider: String,
    pub(crate) user: String,
    pub(crate) password: SecretString,
}

/// Reads the keys; nothing is ordered without `acme_directory_url`.
///
/// # Errors
/// A value that makes no sense, or one that is missing beside it.
pub(super) fn acme(values: &Values) -> Result<Option<AcmeConfig>, ConfigError> {
    if values.text("acme_directory_url").is_empty() {
        return Ok(None);
    }
    let needed = |name: &'static str| match values.text(name) {
        text if text.is_empty() => Err(values.wrong(name, "it must be set with acme_directory_url")),
        text => Ok(text),
    };
    let dialect = match values.text("acme_dialect").as_str() {
        "deployed" => Dialect::Deployed,
        "standard" => Dialect::Standard,
        other => {
            return Err(values.wrong("acme_dialect", format!("{other:?} is neither deployed nor standard")));
        }
    };
    let country = needed("stir_country")?;
    if country.len() != 2 || !country.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return Err(values.wrong("stir_country", format!("{country:?} is no two capital letters")));
    }
    let code = needed("stir_provider_code")?;
    let is_code = |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    if !code.bytes().all(is_code) {
        return Err(
            values.wrong("stir_provider_code", format!("{code:?} is not of digits and capital letters"))
        );
    }
    let contact = values.text("acme_contact");
    let provider = values.text("stir_authority_account");
    Ok(Some(AcmeConfig {
        directory: lookups::base(values, "acme_directory_url")?,
        dialect,
        pads_identifiers: values.switch("acme_pads_identifiers")?,
        contact: if contact.is_empty() { Vec::new() } else { vec![format!("mailto:{contact}")] },
        authority: AuthorityConfig {
            url: lookups::base(values, "stir_authority_url")?,
            provider: if provider.is_empty() { code.clone() } else { provider },
            user: needed("stir_authority_user")?,
            password: values.secret("stir_authority_password").ok_or_else(|| {
                values.wrong("stir_authority_password", "it must be set with acme_directory_url")
            })?,
        },
        applicant: Applicant { organization: needed("stir_organization")?, country, code },
    }))
}
