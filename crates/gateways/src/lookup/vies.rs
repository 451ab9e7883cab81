//! VAT numbers of the European Union: the REST interface of VIES. Member states answer for themselves, and not always.

use serde_json::Value;
use url::Url;

use super::{Company, Provider, Read, text, under};

/// Asks VIES.
#[derive(Debug, Clone)]
pub struct Vies {
    /// `https://ec.europa.eu/taxation_customs/vies/rest-api`
    pub base: Url,
}

/// A VAT number without punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatQuestion {
    /// `DE`; Greece is `EL`.
    pub prefix: String,
    /// What follows it.
    pub number: String,
}

impl Provider for Vies {
    type Question = VatQuestion;
    type Answer = Company;

    const NAME: &'static str = "vies";

    fn url(&self, question: &VatQuestion) -> Option<Url> {
        under(&self.base, &["ms", &question.prefix, "vat", &question.number])
    }

    /// An error of a member state comes with status 200 and `isValid: false`, and is no verdict.
    fn read(&self, question: &VatQuestion, body: &Value) -> Read<Company> {
        let is_valid = body.get("isValid").and_then(Value::as_bool);
        match (is_valid, text(body, "/userError").as_str()) {
            (Some(true), "VALID" | "") => {}
            (Some(false), "INVALID") => return Read::Nothing,
            (Some(_), "") => return Read::Unreadable,
            (Some(_), _) => return Read::Later,
            (None, _) => return Read::Unreadable,
        }
        // Some states confirm the number and keep the name to themselves: `---`.
        let name = text(body, "/name").replace("---", "").trim().to_owned();
        let country = if question.prefix == "EL" { "GR" } else { question.prefix.as_str() };
        Read::Answer(Company {
            number: format!("{}{}", question.prefix, question.number),
            name,
            country: country.to_owned(),
            is_active: Some(true),
            created: String::new(),
        })
    }
}
