//! Rows about messages: services, brands, campaigns, toll-free numbers, and what was sent.

use std::io;

use trusthub_storage::TollfreeFilter;

use super::Exported;
use super::rows::{Export, PAGE, add_after, add_all};
use crate::{Pages, Result};

impl<S: FnMut(&Exported) -> io::Result<()> + Send> Export<S> {
    /// Submitted, and entered into a form that was not submitted.
    pub(super) async fn tollfree(&mut self) -> Result<()> {
        let filter = TollfreeFilter::default();
        add_all!(self, "tollfree_verification", |page| self.tx.tollfree_list(&self.scope, &filter, &page));
        add_after!(
            self,
            "tollfree_draft",
            None,
            |after| self.tx.tollfree_draft_list_all(&self.scope, after, PAGE),
            |draft| Some(draft.number_sid),
            draft
        );
        Ok(())
    }

    /// Services with their senders, brands with their vettings, campaigns.
    pub(super) async fn messaging(&mut self) -> Result<()> {
        let (mut services, mut brands) = (Vec::new(), Vec::new());
        add_all!(self, "messaging_service", |page| self.tx.service_list(&self.scope, &page), |service| {
            services.push(service.sid);
        });
        for service in services {
            add_all!(self, "messaging_sender", |page| self.tx.sender_list(&self.scope, service, &page));
        }
        add_all!(self, "brand", |page| self.tx.brand_list(&self.scope, &page), |brand| {
            brands.push(brand.sid);
        });
        for brand in brands {
            add_all!(self, "brand_vetting", |page| self.tx.brand_vetting_list(&self.scope, brand, &page));
        }
        add_all!(self, "campaign", |page| self.tx.campaign_list_all(&self.scope, &page));
        self.registrations().await?;
        self.message_usage().await
    }

    /// How many messages its brands sent, by day.
    async fn message_usage(&mut self) -> Result<()> {
        add_after!(
            self,
            "message_usage",
            None,
            |after| self.tx.usage_list(&self.scope, after.as_ref(), PAGE),
            |day| Some(day.clone()),
            day
        );
        Ok(())
    }

    /// Brands and campaigns in forms, submitted or not.
    async fn registrations(&mut self) -> Result<()> {
        add_all!(self, "brand_registration", |page| self.tx.brand_registration_list_all(&self.scope, &page));
        add_all!(self, "campaign_registration", |page| {
            self.tx.campaign_registration_list_all(&self.scope, &page)
        });
        Ok(())
    }
}
