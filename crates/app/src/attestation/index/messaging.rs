//! What numbers may send: services with their campaigns, brands, and toll-free numbers that are verified.

use std::collections::HashSet;
use std::sync::Arc;

use trusthub_domain::messaging::{
    Brand, Campaign, CampaignStatus, SenderBrand, SenderCampaign, SenderService,
};
use trusthub_domain::sid::{BrandSid, BundleSid, CampaignSid, MessagingServiceSid, Sid};

use super::numbers::NumberKey;
use super::table::{Slot, Table};

/// A campaign, as far as messages depend on it.
#[derive(Debug)]
pub(in crate::attestation) struct KnownCampaign {
    sid: CampaignSid,
    use_case: Arc<str>,
    status: CampaignStatus,
    brand: BrandSid,
}

impl From<&Campaign> for KnownCampaign {
    fn from(campaign: &Campaign) -> Self {
        Self {
            sid: campaign.sid,
            use_case: campaign.content.use_case.as_str().into(),
            status: campaign.status,
            brand: campaign.brand_sid,
        }
    }
}

/// A brand, as far as messages depend on it.
#[derive(Debug, Clone, Copy)]
pub(in crate::attestation) struct KnownBrand {
    /// Its status is the stored one.
    brand: SenderBrand,
    profile: BundleSid,
}

impl From<&Brand> for KnownBrand {
    fn from(brand: &Brand) -> Self {
        Self {
            brand: SenderBrand {
                sid: brand.sid,
                account_sid: brand.account_sid,
                status: brand.status,
                throughput_type: brand.throughput_type(),
                score: brand.score.as_ref().map(|score| score.points),
                is_mock: brand.is_mock,
            },
            profile: brand.customer_profile_sid,
        }
    }
}

#[derive(Debug)]
struct ServiceRow {
    sid: MessagingServiceSid,
    campaign: Option<KnownCampaign>,
}

#[derive(Debug, Default)]
pub(super) struct Messaging {
    services: Table<ServiceRow>,
    brands: Table<KnownBrand>,
    verified: HashSet<NumberKey>,
}

impl Messaging {
    pub(super) fn service_slot(&mut self, sid: MessagingServiceSid) -> Slot {
        self.services.slot_or(sid.uuid(), || ServiceRow { sid, campaign: None }).0
    }

    pub(super) fn service_set(&mut self, sid: MessagingServiceSid, campaign: Option<KnownCampaign>) {
        let slot = self.service_slot(sid);
        if let Some(row) = self.services.row_mut(slot) {
            row.campaign = campaign;
        }
    }

    pub(super) fn brand_set(&mut self, known: KnownBrand) {
        let (slot, _) = self.brands.slot_or(known.brand.sid.uuid(), || known);
        if let Some(row) = self.brands.row_mut(slot) {
            *row = known;
        }
    }

    pub(super) fn verified_set(&mut self, key: NumberKey, is_verified: bool) {
        if is_verified {
            self.verified.insert(key);
        } else {
            self.verified.remove(&key);
        }
    }

    pub(super) fn is_verified(&self, key: NumberKey) -> bool {
        self.verified.contains(&key)
    }

    /// A service as it stands, and its brand by whether the profile is in force.
    pub(super) fn service(
        &self,
        slot: Slot,
        is_in_force: impl Fn(BundleSid) -> bool,
    ) -> Option<SenderService> {
        let row = self.services.row(slot)?;
        let brand_of = |campaign: &KnownCampaign| {
            let known = self.brands.find(campaign.brand.uuid())?;
            let status = known.brand.status.shown(known.brand.is_mock, is_in_force(known.profile));
            Some(SenderBrand { status, ..known.brand })
        };
        let campaign = row.campaign.as_ref().map(|campaign| SenderCampaign {
            sid: campaign.sid,
            use_case: Arc::clone(&campaign.use_case),
            status: campaign.status,
            brand: brand_of(campaign),
        });
        Some(SenderService { sid: row.sid, campaign })
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.services.size_bytes()
            + self.brands.size_bytes()
            + self.verified.capacity() * (size_of::<NumberKey>() + 1) * 8 / 7
    }
}
