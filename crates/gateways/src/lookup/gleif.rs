//! The Global LEI Index: GLEIF's API 1.0 (JSON:API), by LEI or by the number in a business register.

use serde_json::Value;
use url::Url;

use super::{Company, Provider, Read, text, under};

/// Asks GLEIF.
#[derive(Debug, Clone)]
pub struct Gleif {
    /// `https://api.gleif.org/api/v1`
    pub base: Url,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeiQuestion {
    /// This LEI.
    Lei(String),
    /// Who is registered under this number, in this country (ISO 3166-1 alpha-2).
    Registered {
        /// The number, as the register writes it.
        number: String,
        /// The country.
        country: String,
    },
}

impl Provider for Gleif {
    type Question = LeiQuestion;
    type Answer = Company;

    const NAME: &'static str = "gleif";

    fn url(&self, question: &LeiQuestion) -> Option<Url> {
        match question {
            LeiQuestion::Lei(lei) => under(&self.base, &["lei-records", lei]),
            LeiQuestion::Registered { number, country } => {
                let mut url = under(&self.base, &["lei-records"])?;
                url.query_pairs_mut()
                    .append_pair("filter[entity.registeredAs]", number)
                    .append_pair("filter[entity.legalAddress.country]", country)
                    .append_pair("page[size]", "2");
                Some(url)
            }
        }
    }

    fn read(&self, question: &LeiQuestion, body: &Value) -> Read<Company> {
        let record = match (question, body.get("data")) {
            (LeiQuestion::Lei(_), Some(record @ Value::Object(_))) => record,
            (LeiQuestion::Registered { .. }, Some(Value::Array(records))) => match records.as_slice() {
                [] => return Read::Nothing,
                [record] => record,
                // Numbers of different registers of one country: whose is meant cannot be told.
                _ => return Read::Unreadable,
            },
            _ => return Read::Unreadable,
        };
        let lei = text(record, "/attributes/lei");
        let name = text(record, "/attributes/entity/legalName/name");
        let is_asked_for = match question {
            LeiQuestion::Lei(asked) => lei.eq_ignore_ascii_case(asked),
            LeiQuestion::Registered { number, .. } => {
                letters(&text(record, "/attributes/entity/registeredAs")) == letters(number)
            }
        };
        if lei.is_empty() || name.is_empty() || !is_asked_for {
            return Read::Unreadable;
        }
        let is_active = match text(record, "/attributes/entity/status").as_str() {
            "ACTIVE" => Some(true),
            "INACTIVE" | "NULL" => Some(false),
            _ => None,
        };
        Read::Answer(Company {
            number: lei,
            name,
            country: text(record, "/attributes/entity/legalAddress/country"),
            is_active,
            created: text(record, "/attributes/entity/creationDate").chars().take(10).collect(),
        })
    }
}

/// Registers and businesses differ in spaces and hyphens.
fn letters(number: &str) -> String {
    number.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
