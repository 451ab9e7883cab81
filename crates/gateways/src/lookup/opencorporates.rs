//! Company registers of many countries behind one interface: OpenCorporates' API 0.4, with a key of the operator's.

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::{Company, Provider, Read, text, under};

/// Asks OpenCorporates.
#[derive(Debug, Clone)]
pub struct OpenCorporates {
    /// `https://api.opencorporates.com/v0.4`
    pub base: Url,
    /// The operator's key.
    pub token: SecretString,
}

/// A company number and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyQuestion {
    /// `gb`, `us_ca`
    pub jurisdiction: String,
    /// The number in that register.
    pub number: String,
}

impl Provider for OpenCorporates {
    type Question = CompanyQuestion;
    type Answer = Company;

    const NAME: &'static str = "opencorporates";

    fn url(&self, question: &CompanyQuestion) -> Option<Url> {
        under(&self.base, &["companies", &question.jurisdiction, &question.number])
    }

    fn admitted(&self, url: &Url) -> Url {
        let mut url = url.clone();
        url.query_pairs_mut().append_pair("api_token", self.token.expose_secret());
        url
    }

    fn read(&self, question: &CompanyQuestion, body: &Value) -> Read<Company> {
        let Some(company) = body.pointer("/results/company") else { return Read::Unreadable };
        let (number, name) = (text(company, "/company_number"), text(company, "/name"));
        let jurisdiction = text(company, "/jurisdiction_code");
        if number.is_empty() || name.is_empty() || jurisdiction != question.jurisdiction {
            return Read::Unreadable;
        }
        let is_dissolved = !text(company, "/dissolution_date").is_empty();
        let is_inactive = company.get("inactive").and_then(Value::as_bool);
        Read::Answer(Company {
            number,
            name,
            country: jurisdiction.chars().take(2).flat_map(char::to_uppercase).collect(),
            is_active: if is_dissolved { Some(false) } else { is_inactive.map(|is_inactive| !is_inactive) },
            created: text(company, "/incorporation_date"),
        })
    }
}
