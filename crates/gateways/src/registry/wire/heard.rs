//! What the registry answers of brands and campaigns.

use std::collections::BTreeMap;

use serde::Deserialize;
use trusthub_domain::messaging::IdentityStatus;

use super::EntityType;
use super::names::carrier_name;
use super::refusal::reason;
use crate::registry::{Reason, RegistryError, Standing, There, Topic};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BrandRecord {
    brand_id: String,
    reference_id: Option<String>,
    entity_type: EntityType,
    identity_status: Option<String>,
}

/// `GET /brand/{brandId}`, and what the making and changing of one answer. Until a brand is scored nothing is known of who
/// it is.
pub(in crate::registry) fn brand(body: &[u8]) -> Result<There, RegistryError> {
    let unreadable = |_| RegistryError::Unreadable("brand");
    serde_json::from_slice::<BrandRecord>(body).map_err(unreadable)?.read()
}

impl BrandRecord {
    fn read(self) -> Result<There, RegistryError> {
        let is_person = self.entity_type == EntityType::SoleProprietor;
        let identity = match self.identity_status.as_deref() {
            None => None,
            Some("SELF_DECLARED") => is_person.then_some(IdentityStatus::SelfDeclared),
            Some("UNVERIFIED") => Some(IdentityStatus::Unverified),
            Some("VERIFIED") => Some(IdentityStatus::Verified),
            Some("VETTED_VERIFIED") => Some(IdentityStatus::VettedVerified),
            Some(_) => return Err(RegistryError::Unreadable("status of a brand")),
        };
        let standing = match identity {
            None => Standing::Undecided,
            Some(identity) => Standing::Registered { identity: Some(identity), feedback: Vec::new() },
        };
        Ok(There { id: self.brand_id, reference: self.reference_id, standing })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CampaignRecord {
    campaign_id: String,
    reference_id: Option<String>,
    status: Option<String>,
}

/// `GET /campaign/{campaignId}`.
pub(in crate::registry) fn campaign(body: &[u8]) -> Result<There, RegistryError> {
    let unreadable = |_| RegistryError::Unreadable("campaign");
    serde_json::from_slice::<CampaignRecord>(body).map_err(unreadable)?.read()
}

impl CampaignRecord {
    fn read(self) -> Result<There, RegistryError> {
        let standing = match self.status.as_deref() {
            Some("ACTIVE") => Standing::Registered { identity: None, feedback: Vec::new() },
            Some("EXPIRED") => Standing::Refused(vec![reason(Topic::Ended, &[], "")]),
            None => Standing::Undecided,
            Some(_) => return Err(RegistryError::Unreadable("status of a campaign")),
        };
        Ok(There { id: self.campaign_id, reference: self.reference_id, standing })
    }
}

/// What `POST /campaignBuilder` answers: the identifier alone.
pub(in crate::registry) fn campaign_made(body: &[u8]) -> Result<String, RegistryError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Made {
        campaign_id: String,
    }
    let made: Made =
        serde_json::from_slice(body).map_err(|_| RegistryError::Unreadable("answer to a campaign"))?;
    Ok(made.campaign_id)
}

/// `GET /campaign/{campaignId}/operationStatus`: what the carriers say of an active campaign, each by its number. They need
/// not say anything.
pub(in crate::registry) fn carriers(body: &[u8]) -> Result<Standing, RegistryError> {
    let words: BTreeMap<String, String> =
        serde_json::from_slice(body).map_err(|_| RegistryError::Unreadable("list of carriers"))?;
    let mut refused = Vec::new();
    let mut is_read = false;
    for (carrier, word) in &words {
        match word.as_str() {
            "APPROVED" | "REGISTERED" => {}
            "REVIEW" => is_read = true,
            "REJECTED" => refused.push(format!("{} rejected it.", carrier_name(carrier))),
            "SUSPENDED" => refused.push(format!("{} suspended it.", carrier_name(carrier))),
            _ => return Err(RegistryError::Unreadable("word of a carrier")),
        }
    }
    Ok(match (refused.is_empty(), is_read) {
        (false, _) => {
            Standing::Refused(refused.iter().map(|words| reason(Topic::Carrier, &[], words)).collect())
        }
        (true, true) => Standing::Undecided,
        (true, false) => Standing::Registered { identity: None, feedback: Vec::new() },
    })
}

#[derive(Deserialize)]
struct Records<T> {
    records: Vec<T>,
}

/// `GET /brand`, searched or page by page. One that cannot be read is not told from one that is not there, so none is left
/// out.
pub(in crate::registry) fn brands(body: &[u8]) -> Result<Vec<There>, RegistryError> {
    let page: Records<BrandRecord> =
        serde_json::from_slice(body).map_err(|_| RegistryError::Unreadable("list of brands"))?;
    page.records.into_iter().map(BrandRecord::read).collect()
}

/// `GET /campaign`, likewise.
pub(in crate::registry) fn campaigns(body: &[u8]) -> Result<Vec<There>, RegistryError> {
    let page: Records<CampaignRecord> =
        serde_json::from_slice(body).map_err(|_| RegistryError::Unreadable("list of campaigns"))?;
    page.records.into_iter().map(CampaignRecord::read).collect()
}

/// `GET /brand/feedback/{brandId}`.
pub(in crate::registry) fn feedback(body: &[u8]) -> Result<Vec<Reason>, RegistryError> {
    #[derive(Deserialize)]
    struct Feedback {
        #[serde(default)]
        category: Vec<Category>,
    }
    #[derive(Deserialize)]
    struct Category {
        id: String,
        description: Option<String>,
        #[serde(default)]
        fields: Vec<String>,
    }
    let feedback: Feedback =
        serde_json::from_slice(body).map_err(|_| RegistryError::Unreadable("feedback on a brand"))?;
    let read = |category: Category| {
        let topic = match category.id.as_str() {
            "TAX_ID" => Topic::TaxId,
            "STOCK_SYMBOL" => Topic::Stock,
            "GOVERNMENT_ENTITY" => Topic::Government,
            "NONPROFIT" => Topic::NonProfit,
            _ => Topic::Other,
        };
        reason(topic, &category.fields, category.description.as_deref().unwrap_or_default())
    };
    Ok(feedback.category.into_iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_an_identity_is_told_apart_and_an_unknown_one_is_not_guessed() {
        let there = |entity: &str, status: &str| {
            let body =
                format!(r#"{{"brandId":"BABC123","entityType":"{entity}","identityStatus":{status}}}"#);
            brand(body.as_bytes()).map(|there| there.standing)
        };
        let registered = |identity| Standing::Registered { identity: Some(identity), feedback: Vec::new() };
        for (entity, status, expected) in [
            ("PRIVATE_PROFIT", "null", Standing::Undecided),
            ("PRIVATE_PROFIT", r#""SELF_DECLARED""#, Standing::Undecided),
            ("SOLE_PROPRIETOR", r#""SELF_DECLARED""#, registered(IdentityStatus::SelfDeclared)),
            ("PRIVATE_PROFIT", r#""UNVERIFIED""#, registered(IdentityStatus::Unverified)),
            ("PUBLIC_PROFIT", r#""VERIFIED""#, registered(IdentityStatus::Verified)),
            ("NON_PROFIT", r#""VETTED_VERIFIED""#, registered(IdentityStatus::VettedVerified)),
        ] {
            assert_eq!(there(entity, status), Ok(expected), "{entity} {status}");
        }
        assert_eq!(there("GOVERNMENT", r#""PENDING""#), Err(RegistryError::Unreadable("status of a brand")));
    }

    #[test]
    fn a_campaign_goes_as_far_as_the_most_reluctant_carrier() {
        let of = |body: &str| carriers(body.as_bytes());
        let active = Standing::Registered { identity: None, feedback: Vec::new() };
        assert_eq!(of("{}"), Ok(active.clone()));
        assert_eq!(of(r#"{"10017":"APPROVED","10035":"APPROVED"}"#), Ok(active));
        assert_eq!(of(r#"{"10017":"APPROVED","10035":"REVIEW"}"#), Ok(Standing::Undecided));
        let Ok(Standing::Refused(reasons)) = of(r#"{"10017":"REJECTED","10035":"REVIEW"}"#) else {
            panic!("it was rejected");
        };
        assert_eq!((reasons.len(), reasons[0].words.as_str()), (1, "AT&T rejected it."));
    }
}
