//! Who is asked about a business, and where they are.

use std::net::{IpAddr, SocketAddr};

use secrecy::SecretString;
use url::Url;

use super::ConfigError;
use super::values::Values;

/// Where name servers listen.
const DNS_PORT: u16 = 53;

/// Who is asked; `None` is left alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct LookupsConfig {
    /// Name servers, about domains that customers add. Empty: those of the system.
    pub(crate) dns_servers: Vec<SocketAddr>,
    /// Name servers, about mail. Empty: those of the system.
    pub(crate) mail: Option<Vec<SocketAddr>>,
    /// About the age of domains.
    pub(crate) rdap: Option<Url>,
    /// The Global LEI Index.
    pub(crate) gleif: Option<Url>,
    /// VAT numbers of the European Union.
    pub(crate) vies: Option<Url>,
    /// Company registers, with a key.
    pub(crate) opencorporates: Option<(Url, SecretString)>,
}

impl LookupsConfig {
    /// The names of those who are asked, as `live_lookups` has them.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        [
            ("mail", self.mail.is_some()),
            ("rdap", self.rdap.is_some()),
            ("gleif", self.gleif.is_some()),
            ("vies", self.vies.is_some()),
            ("opencorporates", self.opencorporates.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, is_asked)| is_asked.then_some(name))
        .collect()
    }
}

/// Reads the keys of look-ups. All are checked, also of those who are not asked.
///
/// # Errors
/// A value that makes no sense.
pub(super) fn lookups(values: &Values) -> Result<LookupsConfig, ConfigError> {
    let servers = servers(values)?;
    let (rdap, gleif) = (base(values, "rdap_url")?, base(values, "gleif_url")?);
    let (vies, opencorporates) = (base(values, "vies_url")?, base(values, "opencorporates_url")?);
    let mut found = LookupsConfig { dns_servers: servers.clone(), ..LookupsConfig::default() };
    let text = values.text("live_lookups");
    for name in parts(&text) {
        match name {
            "mail" => found.mail = Some(servers.clone()),
            "rdap" => found.rdap = Some(rdap.clone()),
            "gleif" => found.gleif = Some(gleif.clone()),
            "vies" => found.vies = Some(vies.clone()),
            "opencorporates" => {
                let token = values.secret("opencorporates_token").ok_or_else(|| {
                    values.wrong("live_lookups", "opencorporates wants opencorporates_token, your key there")
                })?;
                found.opencorporates = Some((opencorporates.clone(), token));
            }
            other => {
                let why = format!("{other:?} is none of mail, rdap, gleif, vies, opencorporates");
                return Err(values.wrong("live_lookups", why));
            }
        }
    }
    Ok(found)
}

pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| letter == ',' || letter.is_whitespace()).filter(|part| !part.is_empty())
}

/// Addresses, with a port where it is not 53.
fn servers(values: &Values) -> Result<Vec<SocketAddr>, ConfigError> {
    let text = values.text("dns_servers");
    parts(&text)
        .map(|part| {
            let address = part.parse::<SocketAddr>();
            address.or_else(|_| part.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, DNS_PORT))).map_err(
                |_| {
                    values.wrong(
                        "dns_servers",
                        format!("{part:?} is no address, such as 9.9.9.9 or [::1]:5353"),
                    )
                },
            )
        })
        .collect()
}

pub(super) fn base(values: &Values, name: &'static str) -> Result<Url, ConfigError> {
    let text = values.text(name);
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url =
        url.filter(|url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty());
    url.ok_or_else(|| values.wrong(name, format!("{text:?} is no plain http or https URL")))
}
