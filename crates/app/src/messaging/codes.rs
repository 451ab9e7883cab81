//! Codes that prove a brand: sent by text message to a sole proprietor, by mail to the contact of a public company, and
//! answered here.
//!
//! The code follows from the confirmation's identifier under a key of the hub's, so that nothing stored gives it away. Where
//! no gateway sends text messages the code goes by mail to the address of the starter profile.

use std::fmt;
use std::str::FromStr;

use subtle::ConstantTimeEq;
use trusthub_domain::bundle::UnknownName;
use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::messaging::{
    Brand, BrandConfirmation, BrandType, ConfirmationKind, MessagingRefusal, Tried,
};
use trusthub_domain::sid::{BrandSid, ConfirmationSid};
use trusthub_gateways::mail::{BrandCode, Envelope, Mail, brand_code_letter, brand_code_text};
use trusthub_gateways::sms::TextMessage;
use trusthub_storage::{Job, JobKind, Scope, Tx};

use super::brands::{self, Shown, load};
use super::deciding::save;
use super::{evidence, queue_brand, registration_name};
use crate::record::causes;
use crate::record::{Changed, internal, record};
use crate::review::test_mode;
use crate::work::{Outcome, hand_over};
use crate::{Actor, Hub, Permit, Result};

/// Most codes of one brand, and to one address over all brands and accounts, on a day. Ours.
const MOST_PER_DAY: u32 = 5;

/// Which code of which brand is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeOf {
    brand: BrandSid,
    code: ConfirmationSid,
}

/// `BN… CF…`
impl fmt::Display for CodeOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.brand, self.code)
    }
}

impl FromStr for CodeOf {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let (brand, code) = text.split_once(' ').ok_or(UnknownName)?;
        Ok(Self {
            brand: brand.parse().map_err(|_| UnknownName)?,
            code: code.parse().map_err(|_| UnknownName)?,
        })
    }
}

/// Queues the message with a code.
pub(super) async fn queue(tx: &mut Tx, hub: &Hub, brand: &Brand, code: &BrandConfirmation) -> Result<()> {
    let subject = CodeOf { brand: brand.sid, code: code.sid };
    Ok(tx.job_push(&hub.job(JobKind::BrandCode, brand.account_sid, subject, hub.now())).await?)
}

/// Has another code sent; the one before no longer counts.
///
/// # Errors
/// `NotFound`; `Messaging` for a brand that waits for none, or when too many were sent today.
pub async fn send_again(hub: &Hub, actor: &Actor, sid: BrandSid) -> Result<Brand> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, sid).await?;
    let asked = before.confirmation.as_ref().filter(|asked| asked.confirmed_at.is_none());
    let Some(asked) = asked.filter(|_| waits_for_code(&before)) else {
        return Err(MessagingRefusal::NoCodeWanted.into());
    };
    if !tx.contact_quota_take_any_account(&format!("brand code {sid}"), hub.now(), MOST_PER_DAY).await? {
        return Err(MessagingRefusal::TooManyCodes.into());
    }
    let again = BrandConfirmation::ask(hub.sid(), asked.kind, hub.now());
    // The time to answer by mail begins with the submission, however often the mail is sent.
    let again = match again.kind {
        ConfirmationKind::Otp => again,
        ConfirmationKind::TwoFactor => BrandConfirmation { until: asked.until, ..again },
    };
    let brand = tx.brand_save(&before.with_confirmation(again.clone(), hub.now())).await?;
    record(&mut tx, hub, actor, &scope, "brand.send_code", sid, Changed::from_to(&before, &brand)).await?;
    queue(&mut tx, hub, &brand, &again).await?;
    tx.commit().await?;
    Ok(brand)
}

/// A sole proprietor may answer when registered; a public company must, to be registered.
fn waits_for_code(brand: &Brand) -> bool {
    match brand.brand_type {
        BrandType::SoleProprietor => brand.registered_as.is_some(),
        BrandType::Standard => brand.is_undecided(),
    }
}

/// Which code it waits for now.
#[must_use]
pub fn awaited(brand: &Brand) -> Option<ConfirmationKind> {
    let asked = brand.confirmation.as_ref().filter(|asked| asked.confirmed_at.is_none());
    asked.filter(|_| waits_for_code(brand)).map(|asked| asked.kind)
}

/// Takes a code. A wrong one is counted before anybody is told that it was.
///
/// # Errors
/// `NotFound`; `Messaging` for a wrong or late code, and for a brand that waits for none; `Conflict`.
pub async fn answer(hub: &Hub, actor: &Actor, sid: BrandSid, code: &str) -> Result<Shown> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, sid).await?;
    let Some(asked) = before.confirmation.as_ref().filter(|_| waits_for_code(&before)) else {
        return Err(MessagingRefusal::NoCodeWanted.into());
    };
    let expected = digits(hub, asked.sid);
    let is_right = bool::from(expected.as_bytes().ct_eq(code.trim().as_bytes()));
    let now = hub.now();
    match asked.try_code(is_right, now)? {
        Tried::Wrong(tried, refusal) => {
            let brand = tx.brand_save(&before.with_confirmation(tried, now)).await?;
            record(&mut tx, hub, actor, &scope, "brand.try_code", sid, Changed::from_to(&before, &brand))
                .await?;
            tx.commit().await?;
            Err(refusal.into())
        }
        Tried::Right(confirmed) => {
            let brand = match before.brand_type {
                BrandType::SoleProprietor => {
                    let after = before.register_person(registration_name(hub, 'B'), confirmed, now);
                    let after = after.as_registered_there();
                    save(&mut tx, hub, &scope, &before, &after).await?
                }
                BrandType::Standard => {
                    let brand = tx.brand_save(&before.with_confirmation(confirmed, now)).await?;
                    queue_brand(&mut tx, hub, &brand).await?;
                    brand
                }
            };
            record(&mut tx, hub, actor, &scope, "brand.confirm", sid, Changed::from_to(&before, &brand))
                .await?;
            let shown = brands::shown(&mut tx, hub, &scope, brand).await?;
            tx.commit().await?;
            Ok(shown)
        }
    }
}

fn digits(hub: &Hub, code: ConfirmationSid) -> String {
    format!("{:06}", hub.db().vault().confirmation_code(code))
}

/// Where a code goes.
struct Way {
    phone: Option<Phone>,
    email: Option<Email>,
}

/// Sends the message with a code, if it still counts.
pub(crate) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let of: CodeOf = job.subject.parse().map_err(internal)?;
    let mut tx = hub.db().read().await?;
    let brand = match tx.brand_find(&scope, of.brand).await {
        Err(trusthub_storage::Error::Erased) => None,
        found => found?,
    };
    let is_current = |asked: &BrandConfirmation| {
        asked.sid == of.code && asked.confirmed_at.is_none() && !asked.is_expired(hub.now())
    };
    let brand = brand.filter(|brand| brand.confirmation.as_ref().is_some_and(is_current));
    let Some(brand) = brand else { return Ok(Outcome::Done) };
    let Some(asked) = brand.confirmation.clone() else { return Ok(Outcome::Done) };
    let way = way(&mut tx, hub, &scope, &brand, asked.kind).await?;
    let Some(account) = tx.account_find(&scope).await? else { return Ok(Outcome::Done) };
    let is_test = test_mode::is_on(&mut tx, &scope).await?;
    drop(tx);
    let code = BrandCode {
        code: digits(hub, asked.sid),
        brand_sid: brand.sid,
        account_name: account.friendly_name,
        until: asked.until,
        url: format!("{}/trust/v1/BrandRegistrations/{}/Otp", hub.settings().public_url, brand.sid),
        support_email: hub.settings().support_email.clone(),
    };
    if !may_leave(hub, job, &way).await? {
        return Ok(Outcome::Dead("this address got all the codes that it may get today".to_owned()));
    }
    if let (Some(gateway), Some(to), false) = (hub.sms(), way.phone, is_test) {
        let message = TextMessage { id: asked.sid.to_string(), to, text: brand_code_text(&code) };
        match gateway.send(&message).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(error) if !error.is_permanent() && job.attempts < 3 => {
                return Ok(Outcome::Retry(error.to_string()));
            }
            Err(error) => tracing::info!("code {}: {error}; it goes by mail", asked.sid),
        }
    }
    by_mail(hub, &scope, &brand, &asked, code, way.email, is_test).await
}

/// Takes it from the messages of the day, once however often it is tried: brands must not be a way to pester strangers.
async fn may_leave(hub: &Hub, job: &Job, way: &Way) -> Result<bool> {
    let address = way.phone.as_ref().map(Phone::as_str).or(way.email.as_ref().map(Email::as_str));
    let Some(address) = address.filter(|_| job.attempts <= 1) else { return Ok(true) };
    let mut tx = hub.db().write().await?;
    let may = tx.contact_quota_take_any_account(address, hub.now(), MOST_PER_DAY).await?;
    tx.commit().await?;
    Ok(may)
}

async fn by_mail(
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
    asked: &BrandConfirmation,
    code: BrandCode,
    to: Option<Email>,
    is_test: bool,
) -> Result<Outcome> {
    let settings = hub.settings();
    // What is about a test account goes to the operator's address for such, or nowhere.
    let to = if is_test { settings.test_mail_to.clone() } else { to };
    let Some(to) = to else {
        return if is_test { Ok(Outcome::Done) } else { unreachable(hub, scope, brand, asked).await };
    };
    let letter = brand_code_letter(&code).map_err(internal)?;
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    let mail = Mail::named(&asked.sid.to_string(), asked.asked_at, envelope, letter);
    match hand_over(hub, &mail).await {
        Ok(()) => Ok(Outcome::Done),
        Err(error) if error.is_permanent() => unreachable(hub, scope, brand, asked).await,
        Err(error) => Ok(Outcome::Retry(causes(&error))),
    }
}

/// Nobody can be reached. A public company's brand is turned down for it; a sole proprietor may correct the number and
/// have another code sent.
async fn unreachable(hub: &Hub, scope: &Scope, brand: &Brand, asked: &BrandConfirmation) -> Result<Outcome> {
    tracing::info!("code {} of brand {} cannot be delivered", asked.sid, brand.sid);
    if asked.kind == ConfirmationKind::Otp {
        return Ok(Outcome::Dead("there is no way to the sole proprietor".to_owned()));
    }
    let mut tx = hub.db().write().await?;
    let Some(before) = tx.brand_find(scope, brand.sid).await?.filter(Brand::is_undecided) else {
        return Ok(Outcome::Done);
    };
    save(&mut tx, hub, scope, &before, &before.fail_unreachable(hub.now())).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}

async fn way(tx: &mut Tx, hub: &Hub, scope: &Scope, brand: &Brand, kind: ConfirmationKind) -> Result<Way> {
    let mut said = Vec::new();
    for sid in [brand.a2p_profile_sid, brand.customer_profile_sid] {
        if let Some(bundle) = tx.bundle_find(scope, sid).await? {
            said.extend(evidence::end_users(tx, hub, &bundle).await?);
        }
    }
    let text = |field| evidence::text(&said, field);
    Ok(match kind {
        ConfirmationKind::Otp => Way {
            phone: text("mobile_phone_number").and_then(|number| number.parse().ok()),
            email: text("email").and_then(|email| email.parse().ok()),
        },
        ConfirmationKind::TwoFactor => {
            Way { phone: None, email: text("brand_contact_email").and_then(|email| email.parse().ok()) }
        }
    })
}
