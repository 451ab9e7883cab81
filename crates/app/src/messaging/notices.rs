//! Tells what became of brands and campaigns: a mail to the address of the brand's trust product, and a call of its status
//! callback. Each is a job of its own; both name the same event.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::{Bundle, UnknownName};
use trusthub_domain::contact::Email;
use trusthub_domain::messaging::{Brand, BrandIssue, Campaign};
use trusthub_domain::sid::{BrandSid, CampaignSid, EventSid};
use trusthub_gateways::mail::{Envelope, Letter, Mail, MessagingLetter, messaging_letter};
use trusthub_gateways::webhook::FieldsRequest;
use trusthub_storage::{Job, JobKind, Scope, Tx};

use crate::erased::unless_erased;
use crate::record::internal;
use crate::work::{Outcome, called, sent};
use crate::{Hub, Result};

/// What happened, by the vendor's names of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    BrandRegistered,
    BrandFailure,
    BrandVerified,
    BrandUnverified,
    BrandVettedVerified,
    CampaignSubmitted,
    CampaignApproved,
    CampaignFailure,
}

impl Happened {
    const ALL: [Self; 8] = [
        Self::BrandRegistered,
        Self::BrandFailure,
        Self::BrandVerified,
        Self::BrandUnverified,
        Self::BrandVettedVerified,
        Self::CampaignSubmitted,
        Self::CampaignApproved,
        Self::CampaignFailure,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::BrandRegistered => "brand-registered",
            Self::BrandFailure => "brand-failure",
            Self::BrandVerified => "brand-verified",
            Self::BrandUnverified => "brand-unverified",
            Self::BrandVettedVerified => "brand-vetted-verified",
            Self::CampaignSubmitted => "campaign-submitted",
            Self::CampaignApproved => "campaign-approved",
            Self::CampaignFailure => "campaign-failure",
        }
    }

    /// Whether people are written to: once for each outcome.
    const fn is_written(self) -> bool {
        match self {
            Self::BrandFailure | Self::BrandUnverified | Self::BrandVerified | Self::BrandVettedVerified => {
                true
            }
            Self::CampaignApproved | Self::CampaignFailure => true,
            Self::BrandRegistered | Self::CampaignSubmitted => false,
        }
    }

    /// The name of the event, as the vendor's event streams have it.
    fn event_type(self) -> String {
        let family = match self {
            Self::CampaignSubmitted | Self::CampaignApproved | Self::CampaignFailure => {
                "campaign-registration"
            }
            Self::BrandRegistered
            | Self::BrandFailure
            | Self::BrandVerified
            | Self::BrandUnverified
            | Self::BrandVettedVerified => "brand-registration",
        };
        format!("com.twilio.messaging.compliance.{family}.{}", self.as_str())
    }
}

/// One piece of news: `EV… brand-failure BN…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MessagingNotice {
    event: EventSid,
    happened: Happened,
    subject: String,
}

impl fmt::Display for MessagingNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.event, self.happened.as_str(), self.subject)
    }
}

impl FromStr for MessagingNotice {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let mut words = text.split(' ');
        let (Some(event), Some(happened), Some(subject), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(UnknownName);
        };
        let happened = Happened::ALL.into_iter().find(|one| one.as_str() == happened).ok_or(UnknownName)?;
        Ok(Self { event: event.parse().map_err(|_| UnknownName)?, happened, subject: subject.to_owned() })
    }
}

/// Queues the news, in the transaction in which it happened. Of a mock nobody is told.
pub(super) async fn tell(
    tx: &mut Tx,
    hub: &Hub,
    brand: &Brand,
    happened: Happened,
    subject: String,
) -> Result<()> {
    if brand.is_mock {
        return Ok(());
    }
    let notice = MessagingNotice { event: hub.sid(), happened, subject };
    let now = hub.now();
    let kinds = [JobKind::MessagingCallback]
        .into_iter()
        .chain(happened.is_written().then_some(JobKind::MessagingMail));
    for kind in kinds {
        tx.job_push(&hub.job(kind, brand.account_sid, &notice, now)).await?;
    }
    Ok(())
}

/// What news is about, as it stands now.
struct About {
    brand: Brand,
    campaign: Option<Campaign>,
    product: Bundle,
    account_name: String,
    is_test: bool,
}

impl About {
    fn issues(&self) -> &[BrandIssue] {
        self.campaign.as_ref().map_or(&self.brand.issues, |campaign| &campaign.issues)
    }

    fn status(&self) -> &'static str {
        match &self.campaign {
            Some(campaign) => campaign.status.as_str(),
            None => self.brand.status.as_str(),
        }
    }
}

/// `None` if something of it is gone: then nobody needs to know any more.
async fn about(tx: &mut Tx, scope: &Scope, notice: &MessagingNotice) -> Result<Option<About>> {
    let campaign = match notice.subject.parse::<CampaignSid>() {
        Ok(sid) => match unless_erased(tx.campaign_find(scope, sid).await)? {
            None => return Ok(None),
            found => found,
        },
        Err(_) => None,
    };
    let brand = match &campaign {
        Some(campaign) => campaign.brand_sid,
        None => notice.subject.parse::<BrandSid>().map_err(internal)?,
    };
    let Some(brand) = unless_erased(tx.brand_find(scope, brand).await)? else { return Ok(None) };
    let Some(product) = tx.bundle_find(scope, brand.a2p_profile_sid).await? else { return Ok(None) };
    let Some(account) = tx.account_find(scope).await? else { return Ok(None) };
    Ok(Some(About {
        brand,
        campaign,
        product,
        account_name: account.friendly_name,
        is_test: account.is_test,
    }))
}

/// Writes to the contact of the brand's trust product.
pub(crate) async fn write(hub: &Hub, job: &Job) -> Result<Outcome> {
    let notice: MessagingNotice = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let Some(about) = about(&mut hub.db().read().await?, &scope, &notice).await? else {
        return Ok(Outcome::Done);
    };
    let Some(to) = addressee(hub, &about) else { return Ok(Outcome::Done) };
    let letter = letter(hub, &about, notice.happened, notice.subject)?;
    let settings = hub.settings();
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    let mail = Mail::named(&notice.event.to_string(), hub.now(), envelope, letter);
    Ok(sent(hub, &mail).await)
}

/// Who is written to: what is about a test account goes to the operator's address for such, or nowhere.
fn addressee(hub: &Hub, about: &About) -> Option<Email> {
    if about.is_test { hub.settings().test_mail_to.clone() } else { Some(about.product.email.clone()) }
}

fn letter(hub: &Hub, about: &About, happened: Happened, identifier: String) -> Result<Letter> {
    let settings = hub.settings();
    let section = format!("{}/console/{}/messaging", settings.public_url, about.brand.account_sid);
    let letter = MessagingLetter {
        is_campaign: about.campaign.is_some(),
        is_good: matches!(
            happened,
            Happened::BrandVerified | Happened::BrandVettedVerified | Happened::CampaignApproved
        ),
        name: about.product.friendly_name.clone(),
        account_name: about.account_name.clone(),
        identifier,
        reasons: about.issues().iter().map(|issue| (issue.code, issue.description.clone())).collect(),
        url: match &about.campaign {
            Some(campaign) => format!("{section}/services/{}", campaign.service_sid),
            None => format!("{section}/brands/{}", about.brand.sid),
        },
        support_email: settings.support_email.clone(),
    };
    let mut letter = messaging_letter(&letter).map_err(internal)?;
    if about.is_test {
        letter.subject = format!("[Test] {}", letter.subject);
    }
    Ok(letter)
}

/// The letter about a campaign that would be turned down like this, and to whom; `None` if nobody would be written to.
pub(super) async fn rejection(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    turned_down: Campaign,
) -> Result<Option<(Email, Letter)>> {
    let subject = turned_down.sid.to_string();
    let notice =
        MessagingNotice { event: hub.sid(), happened: Happened::CampaignFailure, subject: subject.clone() };
    let Some(about) = about(tx, scope, &notice).await? else { return Ok(None) };
    let Some(to) = addressee(hub, &about) else { return Ok(None) };
    let about = About { campaign: Some(turned_down), ..about };
    Ok(Some((to, letter(hub, &about, Happened::CampaignFailure, subject)?)))
}

/// Calls the status callback of the brand's trust product.
pub(crate) async fn call(hub: &Hub, job: &Job) -> Result<Outcome> {
    let notice: MessagingNotice = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let mut tx = hub.db().read().await?;
    let Some(about) = about(&mut tx, &scope, &notice).await? else { return Ok(Outcome::Done) };
    let Some(url) = about.product.status_callback.clone() else { return Ok(Outcome::Done) };
    let Some(tokens) = tx.account_tokens(&scope).await? else { return Ok(Outcome::Done) };
    drop(tx);
    let reason = about.issues().first();
    let mut fields = vec![
        ("AccountSid", job.account_sid.to_string()),
        ("BundleSid", about.product.sid.to_string()),
        ("BrandSid", about.brand.sid.to_string()),
        ("Status", about.status().to_owned()),
        ("EventType", notice.happened.event_type()),
        ("EventSid", notice.event.to_string()),
    ];
    if let Some(identity) = about.brand.identity {
        fields.push(("IdentityStatus", identity.as_str().to_owned()));
    }
    if let Some(campaign) = &about.campaign {
        fields.push(("CampaignSid", campaign.sid.to_string()));
        fields.push(("MessagingServiceSid", campaign.service_sid.to_string()));
    }
    if let Some(reason) = reason {
        fields.push(("FailureReason", reason.description.clone()));
        fields.push(("ErrorCode", reason.code.0.to_string()));
    }
    let request = FieldsRequest {
        url,
        auth_token: tokens.primary,
        event: notice.event,
        fields,
        is_test: about.is_test,
    };
    Ok(called(hub, &request).await)
}
