//! Brands at the registry.

use reqwest::Method;
use trusthub_domain::messaging::IdentityStatus;
use trusthub_domain::sid::BrandSid;

use super::wire::{self, brand_body};
use super::{BrandDetails, CampaignRegistry, LOOKING_UP, PER_PAGE, RegistryError, Standing, There};

impl CampaignRegistry {
    /// Asks for next to nothing: whether it answers, and knows the hub.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn look(&self) -> Result<(), RegistryError> {
        let query = [("page", "1"), ("recordsPerPage", "1")];
        let body = self.answer(self.request(Method::GET, &["brand"], &query)?).await?;
        wire::brands(&body.ok_or(RegistryError::Unreadable("answer to a list of brands"))?).map(drop)
    }

    /// The brand that was made under this reference, as lists have it.
    ///
    /// # Errors
    /// Any but `Refused` and `Duplicate`.
    pub async fn brand_of(&self, reference: BrandSid) -> Result<Option<There>, RegistryError> {
        let reference = reference.to_string();
        let query = [("referenceId", reference.as_str())];
        let Some(body) = self.answer(self.request(Method::GET, &["brand"], &query)?).await? else {
            return Ok(None);
        };
        Ok(find(wire::brands(&body)?, &reference))
    }

    /// How a brand stands, with what the registry could not match.
    ///
    /// # Errors
    /// Any but `Duplicate`.
    pub async fn brand(&self, id: &str) -> Result<Option<There>, RegistryError> {
        match self.answer(self.request(Method::GET, &["brand", id], &[])?).await? {
            Some(body) => self.with_feedback(wire::brand(&body)?).await.map(Some),
            None => Ok(None),
        }
    }

    /// Registers one, without waiting until the registry has looked up who it is.
    ///
    /// # Errors
    /// `Refused` with the reasons; any other.
    pub async fn brand_create(&self, details: &BrandDetails) -> Result<There, RegistryError> {
        let request = self.request(Method::POST, &["brand", "nonBlocking"], &[])?;
        let body = self.answer(request.json(&brand_body(details, true))).await?;
        let body = body.ok_or(RegistryError::Unreadable("answer to a new brand"))?;
        self.with_feedback(wire::brand(&body)?).await
    }

    /// Tells it anew, and has the registry look up again who it is, if it could not say that. `None` if it is not there.
    ///
    /// # Errors
    /// `Refused` with the reasons; any other.
    pub async fn brand_update(
        &self,
        id: &str,
        details: &BrandDetails,
    ) -> Result<Option<There>, RegistryError> {
        let request = self.request(Method::PUT, &["brand", id], &[])?;
        let Some(body) = self.answer(request.json(&brand_body(details, false))).await? else {
            return Ok(None);
        };
        let there = wire::brand(&body)?;
        let is_unverified =
            matches!(there.standing, Standing::Registered { identity: Some(IdentityStatus::Unverified), .. });
        if !is_unverified {
            return self.with_feedback(there).await.map(Some);
        }
        let request = self.request(Method::PUT, &["brand", id, "revet"], &[])?;
        match self.answer(request.timeout(self.config.timeout * LOOKING_UP)).await? {
            Some(body) => self.with_feedback(wire::brand(&body)?).await.map(Some),
            None => Ok(None),
        }
    }

    /// A page of all that the registry has of the hub's; the first is 1. Whether there may be another.
    ///
    /// # Errors
    /// Any but `Refused` and `Duplicate`.
    pub async fn brand_page(&self, page: u32) -> Result<(Vec<There>, bool), RegistryError> {
        let (page, size) = (page.to_string(), PER_PAGE.to_string());
        let query = [("page", page.as_str()), ("recordsPerPage", size.as_str())];
        let body = self.answer(self.request(Method::GET, &["brand"], &query)?).await?;
        let all = wire::brands(&body.ok_or(RegistryError::Unreadable("answer to a list of brands"))?)?;
        let is_full = all.len() >= PER_PAGE;
        Ok((all, is_full))
    }

    async fn with_feedback(&self, there: There) -> Result<There, RegistryError> {
        let Standing::Registered { identity: Some(identity), .. } = there.standing else { return Ok(there) };
        let request = self.request(Method::GET, &["brand", "feedback", &there.id], &[])?;
        let body = self.answer(request).await?;
        let feedback = body.map(|body| wire::feedback(&body)).transpose()?.unwrap_or_default();
        Ok(There { standing: Standing::Registered { identity: Some(identity), feedback }, ..there })
    }
}

/// References are compared without regard to case, as the registry does.
pub(super) fn find(all: Vec<There>, reference: &str) -> Option<There> {
    let is_it =
        |there: &There| there.reference.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(reference));
    all.into_iter().find(is_it)
}
