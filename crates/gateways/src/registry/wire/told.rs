//! What the registry is told.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::names::their_vertical;

/// What kind of business a brand is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntityType {
    /// Held privately.
    PrivateProfit,
    /// Its shares are traded.
    PublicProfit,
    /// Not for profit.
    NonProfit,
    /// A part of a government.
    Government,
    /// One person.
    SoleProprietor,
}

/// A brand, as the registry is told. Its `Debug` shows the reference only: it holds who people are.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandDetails {
    /// What kind of business.
    pub entity_type: EntityType,
    /// By what name people know it.
    pub display_name: String,
    /// Its legal name; none of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// Of a sole proprietor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Of a sole proprietor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Its registration number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ein: Option<String>,
    /// Who gave it that number; two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ein_issuing_country: Option<String>,
    /// Whom to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Of a sole proprietor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile_phone: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Two letters.
    pub country: String,
    /// Whom to write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Of a public company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_contact_email: Option<String>,
    /// As what its shares are traded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_symbol: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_exchange: Option<String>,
    /// Its website.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Its trade, in the hub's word.
    #[serde(serialize_with = "vertical")]
    pub vertical: String,
    /// The hub's identifier of it.
    pub reference_id: String,
}

impl fmt::Debug for BrandDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrandDetails").field("reference_id", &self.reference_id).finish_non_exhaustive()
    }
}

/// A campaign, as the registry is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignDetails {
    /// Its brand's identifier there.
    pub brand_id: String,
    /// What it is for.
    pub use_case: String,
    /// Who sends what to whom.
    pub description: String,
    /// How recipients agree.
    pub message_flow: String,
    /// What is sent.
    pub samples: Vec<String>,
    /// Messages hold links.
    pub has_embedded_links: bool,
    /// Messages hold telephone numbers.
    pub has_embedded_phone: bool,
    /// Recipients are asked for their age.
    pub age_gated: bool,
    /// The sender lends money itself.
    pub direct_lending: bool,
    /// Recipients agree before anything is sent.
    pub subscriber_opt_in: bool,
    /// Reply to whoever agrees.
    pub opt_in_message: Option<String>,
    /// Reply to whoever stops.
    pub opt_out_message: String,
    /// Reply to whoever asks for help.
    pub help_message: String,
    /// Words that begin messages.
    pub opt_in_keywords: Vec<String>,
    /// Words that stop them.
    pub opt_out_keywords: Vec<String>,
    /// Words that ask for help.
    pub help_keywords: Vec<String>,
    /// Where the privacy policy is.
    pub privacy_policy_url: Option<String>,
    /// Where the terms are.
    pub terms_and_conditions_url: Option<String>,
    /// The hub's identifier of it.
    pub reference_id: String,
}

/// `POST /brand/nonBlocking` and `PUT /brand/{brandId}`: only the first names the reference.
pub(in crate::registry) fn brand_body(details: &BrandDetails, is_new: bool) -> Value {
    let mut body = serde_json::to_value(details).unwrap_or_default();
    if let Value::Object(fields) = &mut body {
        // How the sender knows the brand; more than that is for the registry's own sales.
        fields.insert("brandRelationship".to_owned(), "BASIC_ACCOUNT".into());
        if !is_new {
            fields.shift_remove("referenceId");
        }
    }
    body
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewCampaign<'a> {
    brand_id: &'a str,
    usecase: &'a str,
    sub_usecases: &'a [&'a str],
    embedded_link: bool,
    embedded_phone: bool,
    number_pool: bool,
    age_gated: bool,
    direct_lending: bool,
    affiliate_marketing: bool,
    subscriber_optin: bool,
    subscriber_optout: bool,
    subscriber_help: bool,
    optin_message: Option<&'a str>,
    optin_keywords: Option<String>,
    optout_message: &'a str,
    optout_keywords: Option<String>,
    help_keywords: Option<String>,
    privacy_policy_link: Option<&'a str>,
    terms_and_conditions_link: Option<&'a str>,
    terms_and_conditions: bool,
    auto_renewal: bool,
    reference_id: &'a str,
}

/// What a campaign of several purposes is told to be for, of which the hub knows no parts. Ours: what such senders send.
const PARTS_OF_MIXED: &[&str] = &["ACCOUNT_NOTIFICATION", "CUSTOMER_CARE", "MARKETING"];

/// `POST /campaignBuilder`.
pub(in crate::registry) fn campaign_body(details: &CampaignDetails) -> Value {
    let joined = |words: &[String]| (!words.is_empty()).then(|| words.join(","));
    let is_mixed = ["MIXED", "LOW_VOLUME"].contains(&details.use_case.as_str());
    let new = NewCampaign {
        brand_id: &details.brand_id,
        usecase: &details.use_case,
        sub_usecases: if is_mixed { PARTS_OF_MIXED } else { &[] },
        embedded_link: details.has_embedded_links,
        embedded_phone: details.has_embedded_phone,
        number_pool: false,
        age_gated: details.age_gated,
        direct_lending: details.direct_lending,
        affiliate_marketing: false,
        subscriber_optin: details.subscriber_opt_in,
        subscriber_optout: true,
        subscriber_help: true,
        optin_message: details.opt_in_message.as_deref(),
        optin_keywords: joined(&details.opt_in_keywords),
        optout_message: &details.opt_out_message,
        optout_keywords: joined(&details.opt_out_keywords),
        help_keywords: joined(&details.help_keywords),
        privacy_policy_link: details.privacy_policy_url.as_deref(),
        terms_and_conditions_link: details.terms_and_conditions_url.as_deref(),
        terms_and_conditions: true,
        auto_renewal: true,
        reference_id: &details.reference_id,
    };
    let mut body = serde_json::to_value(new).unwrap_or_default();
    if let (Value::Object(fields), Value::Object(text)) = (&mut body, campaign_change_body(details)) {
        fields.extend(text);
        fields.retain(|_, value| !value.is_null());
    }
    body
}

/// `PUT /campaign/{campaignId}`: what of a campaign the registry lets change.
pub(in crate::registry) fn campaign_change_body(details: &CampaignDetails) -> Value {
    let samples = (1..).zip(&details.samples).map(|(number, sample)| (format!("sample{number}"), sample));
    let texts = [
        ("description".to_owned(), &details.description),
        ("messageFlow".to_owned(), &details.message_flow),
        ("helpMessage".to_owned(), &details.help_message),
    ];
    let fields = texts.into_iter().chain(samples).map(|(name, text)| (name, Value::from(text.as_str())));
    Value::Object(fields.collect())
}

fn vertical<S: Serializer>(industry: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(their_vertical(industry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_change_is_changed() {
        let details = CampaignDetails {
            brand_id: "BABC123".to_owned(),
            use_case: "MIXED".to_owned(),
            description: "d".to_owned(),
            message_flow: "f".to_owned(),
            samples: vec!["one".to_owned(), "two".to_owned()],
            has_embedded_links: true,
            has_embedded_phone: false,
            age_gated: false,
            direct_lending: false,
            subscriber_opt_in: true,
            opt_in_message: None,
            opt_out_message: "o".to_owned(),
            help_message: "h".to_owned(),
            opt_in_keywords: Vec::new(),
            opt_out_keywords: vec!["STOP".to_owned(), "END".to_owned()],
            help_keywords: vec!["HELP".to_owned()],
            privacy_policy_url: None,
            terms_and_conditions_url: None,
            reference_id: "QE1".to_owned(),
        };
        let change = campaign_change_body(&details);
        let names: Vec<&String> = change.as_object().unwrap().keys().collect();
        assert_eq!(names, ["description", "messageFlow", "helpMessage", "sample1", "sample2"]);
        let new = campaign_body(&details);
        assert_eq!(new["optoutKeywords"], "STOP,END");
        assert_eq!((new["sample2"].as_str(), new["usecase"].as_str()), (Some("two"), Some("MIXED")));
        assert_eq!(new["subUsecases"].as_array().unwrap().len(), 3);
        assert!(new.get("optinMessage").is_none() && new["referenceId"] == "QE1");
    }
}
