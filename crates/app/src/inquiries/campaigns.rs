//! A campaign that somebody registers in a form: begun with whatever the account knows, kept while it is filled in, and
//! submitted as any other.

mod prefill;
mod submission;

use trusthub_domain::messaging::{
    Brand, CampaignContent, CampaignRegistration, CampaignStatus, MessagingRefusal, ServiceSettings, UseCase,
};
use trusthub_domain::sid::{BrandSid, MessagingServiceSid};
use trusthub_storage::{Scope, Tx};

use super::session::{Subject, begun, theme_is_a_name};
use super::{Begun, registration_id};
use crate::messaging::campaigns::{self, Shown};
use crate::messaging::services;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

pub use self::submission::submit;

/// What is given to begin one.
#[derive(Debug, Clone)]
pub struct NewCampaignRegistration {
    /// On behalf of which brand.
    pub brand_sid: BrandSid,
    /// Of which service; a new one if `None`.
    pub service_sid: Option<MessagingServiceSid>,
    /// What the form begins with; texts may be empty, and what it is for follows from `use_cases`.
    pub entered: CampaignContent,
    /// What messages are for.
    pub use_cases: Vec<String>,
    /// How people agree, by the vendor's names.
    pub opt_in_types: Vec<String>,
    /// An address as messages hold it.
    pub url_sample: Option<String>,
    /// How the form looks.
    pub theme: Option<String>,
}

/// Where a registration stands, and what its form shows.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What was begun.
    pub registration: CampaignRegistration,
    /// How it is named.
    pub id: String,
    /// On behalf of whom.
    pub brand: Option<Brand>,
    /// What it became.
    pub campaign: Option<Shown>,
    /// What it may be for.
    pub use_cases: Vec<UseCase>,
}

impl Standing {
    /// `DRAFT` until it is submitted, then the campaign's.
    #[must_use]
    pub fn status(&self) -> &'static str {
        self.campaign.as_ref().map_or("DRAFT", |campaign| campaign.status.as_str())
    }

    /// What stands in the form.
    #[must_use]
    pub fn content(&self) -> &CampaignContent {
        self.campaign.as_ref().map_or(&self.registration.entered, |shown| &shown.campaign.content)
    }

    /// Whether somebody has to fill it in, or mend it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.campaign.as_ref().is_none_or(|campaign| campaign.status == CampaignStatus::Failed)
    }
}

/// Begins one, and a session to fill it in. A service has one at a time: what was begun for it before is begun anew.
///
/// # Errors
/// `Invalid` for what is on no list, and a brand that is none of the account's; `NotFound` for the service; `Messaging` for
/// a service that has a campaign.
pub async fn create(hub: &Hub, actor: &Actor, new: NewCampaignRegistration) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(new.theme.as_deref())?;
    let entered = prefill::of(hub, &new)?;
    let mut tx = hub.db().write().await?;
    if tx.brand_find(&scope, new.brand_sid).await?.is_none() {
        let why = "the account has no such brand".to_owned();
        return Err(Invalid::Field { field: "a2pBrandRegistrationSid", why }.into());
    }
    let service = match new.service_sid {
        Some(sid) => services::load(&mut tx, &scope, sid).await?.sid,
        None => {
            let friendly_name = format!("Campaign of {}", hub.now().to_date_in_words());
            let settings = ServiceSettings { friendly_name, ..ServiceSettings::default() };
            services::insert(&mut tx, hub, actor, settings).await?.sid
        }
    };
    if !tx.campaign_list(&scope, service, &services::ONLY_CAMPAIGN).await?.items.is_empty() {
        return Err(MessagingRefusal::ServiceHasCampaign.into());
    }
    let now = hub.now();
    let before = tx.campaign_registration_of_service(&scope, service).await?;
    let registration = CampaignRegistration {
        sid: before.as_ref().map_or_else(|| hub.sid(), |before| before.sid),
        account_sid: scope.account(),
        service_sid: service,
        brand_sid: new.brand_sid,
        entered,
        theme: new.theme,
        campaign_sid: None,
        version: before.as_ref().map_or(1, |before| before.version),
        date_created: before.as_ref().map_or(now, |before| before.date_created),
        date_updated: now,
    };
    let registration = store(&mut tx, hub, actor, &scope, before.as_ref(), registration).await?;
    tx.commit().await?;
    Ok(session_of(hub, &registration))
}

/// A new session for one, named by its id; or, of a campaign that was turned down, by its service (`MG…`).
///
/// # Errors
/// `NotFound`; `Messaging` for a service whose campaign was not turned down.
pub async fn open_again(hub: &Hub, actor: &Actor, id: &str) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    let Ok(service) = id.parse::<MessagingServiceSid>() else {
        let mut tx = hub.db().read().await?;
        return Ok(session_of(hub, &named(&mut tx, &scope, id).await?));
    };
    let mut tx = hub.db().write().await?;
    let mut of_service = tx.campaign_list(&scope, service, &services::ONLY_CAMPAIGN).await?.items;
    let known = tx.campaign_registration_of_service(&scope, service).await?;
    let registration = match (known, of_service.pop()) {
        (Some(known), None) => known,
        (_, Some(campaign)) if campaign.status != CampaignStatus::Failed => {
            return Err(MessagingRefusal::CampaignNotFailed.into());
        }
        (Some(known), Some(_)) => known,
        // Registered by program: it is mended in a form all the same.
        (None, Some(campaign)) => {
            let now = hub.now();
            let new = CampaignRegistration {
                sid: hub.sid(),
                account_sid: scope.account(),
                service_sid: service,
                brand_sid: campaign.brand_sid,
                entered: campaign.content,
                theme: None,
                campaign_sid: Some(campaign.sid),
                version: 1,
                date_created: now,
                date_updated: now,
            };
            let made = store(&mut tx, hub, actor, &scope, None, new).await?;
            tx.commit().await?;
            made
        }
        (None, None) => return Err(missing(id)),
    };
    Ok(session_of(hub, &registration))
}

/// Where one stands.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, id: &str) -> Result<Standing> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let registration = named(&mut tx, &scope, id).await?;
    let campaign = match registration.campaign_sid {
        Some(sid) => match tx.campaign_find(&scope, sid).await? {
            Some(campaign) => Some(campaigns::shown(&mut tx, hub, &scope, campaign).await?),
            None => None,
        },
        None => None,
    };
    let brand = tx.brand_find(&scope, registration.brand_sid).await?;
    drop(tx);
    let (service, of_brand) = (registration.service_sid, brand.as_ref().map(|brand| brand.sid));
    let use_cases = campaigns::use_cases(hub, actor, service, of_brand).await?;
    let id = registration_id::written(registration.account_sid, registration.sid);
    Ok(Standing { registration, id, brand, campaign, use_cases })
}

async fn named(tx: &mut Tx, scope: &Scope, id: &str) -> Result<CampaignRegistration> {
    let found = match registration_id::read(id, scope.account()) {
        Some(sid) => tx.campaign_registration_find(scope, sid).await?,
        None => None,
    };
    found.ok_or_else(|| missing(id))
}

fn missing(id: &str) -> Error {
    Error::NotFound(format!("/A2PCampaignRegistrations/{id}"))
}

fn session_of(hub: &Hub, registration: &CampaignRegistration) -> Begun {
    let subject = Subject::Campaign(registration.sid);
    begun(hub, registration.account_sid, subject, registration.theme.as_deref())
}

/// Stores what was begun, in place of what was there before.
async fn store(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    before: Option<&CampaignRegistration>,
    after: CampaignRegistration,
) -> Result<CampaignRegistration> {
    let (after, action) = if before.is_some() {
        (tx.campaign_registration_save(&after).await?, "campaign.registration.update")
    } else {
        // Somebody else began one meanwhile.
        if !tx.campaign_registration_insert(&after).await? {
            return Err(Error::Conflict);
        }
        (after, "campaign.registration.create")
    };
    record(tx, hub, actor, scope, action, after.sid, Changed { before, after: Some(&after) }).await?;
    Ok(after)
}
