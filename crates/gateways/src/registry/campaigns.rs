//! Campaigns at the registry.

use reqwest::Method;
use trusthub_domain::sid::CampaignSid;

use super::brands::find;
use super::wire::{self, campaign_body, campaign_change_body};
use super::{CampaignDetails, CampaignRegistry, PER_PAGE, RegistryError, Standing, There};

impl CampaignRegistry {
    /// The campaign that was made under this reference and is not over, as lists have it.
    ///
    /// # Errors
    /// Any but `Refused` and `Duplicate`.
    pub async fn campaign_of(&self, reference: CampaignSid) -> Result<Option<There>, RegistryError> {
        let reference = reference.to_string();
        let query = [("referenceId", reference.as_str()), ("status", "ACTIVE")];
        let Some(body) = self.answer(self.request(Method::GET, &["campaign"], &query)?).await? else {
            return Ok(None);
        };
        Ok(find(wire::campaigns(&body)?, &reference))
    }

    /// How a campaign stands, with what the carriers say of it.
    ///
    /// # Errors
    /// Any but `Duplicate`.
    pub async fn campaign(&self, id: &str) -> Result<Option<There>, RegistryError> {
        let Some(body) = self.answer(self.request(Method::GET, &["campaign", id], &[])?).await? else {
            return Ok(None);
        };
        let there = wire::campaign(&body)?;
        if !matches!(there.standing, Standing::Registered { .. }) {
            return Ok(Some(there));
        }
        let request = self.request(Method::GET, &["campaign", id, "operationStatus"], &[])?;
        Ok(Some(match self.answer(request).await? {
            Some(body) => There { standing: wire::carriers(&body)?, ..there },
            None => there,
        }))
    }

    /// Registers one; how it stands is to be asked then.
    ///
    /// # Errors
    /// `Refused` with the reasons; any other.
    pub async fn campaign_create(&self, details: &CampaignDetails) -> Result<There, RegistryError> {
        let request = self.request(Method::POST, &["campaignBuilder"], &[])?;
        let body = self.answer(request.json(&campaign_body(details))).await?;
        let id = wire::campaign_made(&body.ok_or(RegistryError::Unreadable("answer to a new campaign"))?)?;
        Ok(There { id, reference: Some(details.reference_id.clone()), standing: Standing::Undecided })
    }

    /// Tells it anew, as far as the registry lets it change. `false` if it is not there.
    ///
    /// # Errors
    /// `Refused` with the reasons; any other.
    pub async fn campaign_update(&self, id: &str, details: &CampaignDetails) -> Result<bool, RegistryError> {
        let request = self.request(Method::PUT, &["campaign", id], &[])?;
        Ok(self.answer(request.json(&campaign_change_body(details))).await?.is_some())
    }

    /// Ends it for good; nothing if it is over, or not there.
    ///
    /// # Errors
    /// Any but `Duplicate`.
    pub async fn campaign_end(&self, id: &str) -> Result<(), RegistryError> {
        self.answer(self.request(Method::DELETE, &["campaign", id], &[])?).await.map(drop)
    }

    /// A page of all that the registry has of the hub's and that is not over; the first is 1. Whether there may be another.
    ///
    /// # Errors
    /// Any but `Refused` and `Duplicate`.
    pub async fn campaign_page(&self, page: u32) -> Result<(Vec<There>, bool), RegistryError> {
        let (page, size) = (page.to_string(), PER_PAGE.to_string());
        let query = [("page", page.as_str()), ("recordsPerPage", size.as_str()), ("status", "ACTIVE")];
        let body = self.answer(self.request(Method::GET, &["campaign"], &query)?).await?;
        let all = wire::campaigns(&body.ok_or(RegistryError::Unreadable("answer to a list of campaigns"))?)?;
        let is_full = all.len() >= PER_PAGE;
        Ok((all, is_full))
    }
}
