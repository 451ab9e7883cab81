//! Where a brand stands: what is to be done, why it was turned down, what its score is made of.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::Error;
use trusthub_app::messaging::brands::{self, Shown};
use trusthub_app::messaging::codes;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::messaging::{
    Brand, BrandIssue, BrandStatus, ConfirmationKind, IdentityStatus, RegistryEntry, Score,
};
use trusthub_domain::sid::BrandSid;
use trusthub_domain::time::Timestamp;

use super::token::{Entered, Political};
use super::words::{Holder, brand_badge, brand_field, brand_kind};
use super::{base, frame};
use crate::asked::Asked;
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::{Frame, render};
use crate::pages::bundles::reasons::Shown as Reason;
use crate::pages::bundles::{Section, names};
use crate::session::{Customer, Posted};
use crate::words::Badge;

/// The brand that a path names.
pub(super) type At = Path<(String, String)>;

/// What is asked of the customer now.
enum Now {
    /// We are at it.
    Wait,
    /// Its profile or trust product is in review.
    WaitForBundles,
    /// The registry downstream has to answer.
    WaitForRegistry,
    /// Somebody answers the code.
    Answer { by: &'static str, until: Timestamp, is_over: bool },
    /// Campaigns can be registered.
    Ready,
    /// Something is to be mended.
    Mend { can_submit: bool },
    /// Its profile is not in force.
    Suspended,
}

#[derive(Template)]
#[template(path = "messaging/brand.html")]
struct BrandPage {
    frame: Frame,
    base: String,
    here: String,
    name: String,
    badge: Badge,
    kind: &'static str,
    now: Now,
    refused: Option<String>,
    code: Field,
    reasons: Vec<Reason>,
    profile: String,
    product: String,
    score: Option<Score>,
    political: Option<Political>,
    may_change: bool,
    brand: Brand,
}

/// What is told above the page, or beside the code or the token.
#[derive(Default)]
pub(super) struct Told {
    pub(super) done: Option<&'static str>,
    pub(super) refused: Option<String>,
    pub(super) wrong_code: Option<String>,
    pub(super) token: Entered,
}

pub(super) fn parsed(path: &At) -> Result<BrandSid> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

pub(super) async fn show(customer: Customer, path: At, Query(asked): Query<Asked>) -> Result<Response> {
    let shown = brands::find(customer.hub(), &customer.actor, parsed(&path)?).await?;
    let done = match asked.done.as_str() {
        "registered" => Some("We have it, and are checking it."),
        "resubmitted" => Some("We have it again, and are checking it."),
        "confirmed" => Some("The code was right."),
        "token" => Some("We have the token, and look it up at Campaign Verify."),
        "sent" => Some("Another code is on its way. The one before no longer counts."),
        _ => None,
    };
    page(&customer, shown, Told { done, ..Told::default() }).await
}

pub(super) async fn page(customer: &Customer, shown: Shown, told: Told) -> Result<Response> {
    let brand = &shown.brand;
    let names = names(customer, &[brand.customer_profile_sid]).await?;
    let name = names.get(&brand.customer_profile_sid).cloned();
    let name = name.unwrap_or_else(|| "A brand whose profile is gone".to_owned());
    let profile = Section(BundleKind::CustomerProfile).url_of(customer, brand.customer_profile_sid);
    let product = Section(BundleKind::TrustProduct).url_of(customer, brand.a2p_profile_sid);
    let base = base(customer);
    let is_refused = told.refused.is_some() || told.wrong_code.is_some() || told.token.is_refused();
    let political = Political::of(customer, &shown, told.token).await?;
    let page = BrandPage {
        frame: frame(customer, name.clone()).after(told.done),
        here: format!("{base}/brands/{}", brand.sid),
        badge: brand_badge(&shown),
        kind: brand_kind(brand.brand_type, brand.skips_vetting),
        now: now(&shown, customer.hub().now()),
        code: Field::line("text", "code", "The code")
            .autocomplete("one-time-code")
            .max_length(12)
            .wrong(told.wrong_code),
        refused: told.refused,
        reasons: brand.issues.iter().map(|issue| reason(customer, issue, &profile, &product)).collect(),
        score: brand.score.clone(),
        political,
        may_change: customer.may_change(),
        brand: shown.brand,
        name,
        profile,
        product,
        base,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

fn now(shown: &Shown, at: Timestamp) -> Now {
    let brand = &shown.brand;
    let asked = brand.confirmation.as_ref().filter(|asked| asked.confirmed_at.is_none());
    let answer = asked.map(|asked| Now::Answer {
        by: match asked.kind {
            ConfirmationKind::Otp => "to the sole proprietor's phone, or by mail where no texts are sent",
            ConfirmationKind::TwoFactor => "by mail to the contact of the brand",
        },
        until: asked.until,
        is_over: asked.is_expired(at),
    });
    let can_submit = brand.resubmit(at).is_ok();
    match (shown.status, brand.identity) {
        (BrandStatus::Suspended, _) => Now::Suspended,
        (BrandStatus::Failed, _) | (BrandStatus::Approved, Some(IdentityStatus::Unverified)) => {
            Now::Mend { can_submit }
        }
        (BrandStatus::InReview, _) if brand.registry.as_ref().is_some_and(RegistryEntry::is_open) => {
            Now::WaitForRegistry
        }
        (BrandStatus::InReview, _) => answer.unwrap_or(Now::WaitForBundles),
        (BrandStatus::Pending, _) => Now::Wait,
        (BrandStatus::Approved, Some(IdentityStatus::SelfDeclared)) => answer.unwrap_or(Now::Wait),
        (BrandStatus::Approved, Some(IdentityStatus::Verified | IdentityStatus::VettedVerified) | None) => {
            Now::Ready
        }
    }
}

fn reason(customer: &Customer, issue: &BrandIssue, profile: &str, product: &str) -> Reason {
    let fields: Vec<(String, Holder)> =
        issue.fields.iter().map(|field| brand_field(customer.hub(), field)).collect();
    let holder = fields.first().map(|(_, holder)| *holder);
    let names: Vec<String> = fields.into_iter().map(|(name, _)| name).collect();
    Reason {
        code: issue.code.0,
        subject: names.join(", "),
        what: issue.description.clone(),
        mend: String::new(),
        note: None,
        href: holder.map(|holder| match holder {
            Holder::Profile => profile.to_owned(),
            Holder::Product => product.to_owned(),
        }),
    }
}

pub(super) async fn resubmit(customer: Customer, path: At) -> Result<Response> {
    let sid = parsed(&path)?;
    let done = brands::resubmit(customer.hub(), &customer.actor, sid).await.map(drop);
    told(&customer, sid, done, "resubmitted").await
}

pub(super) async fn answer(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let sid = parsed(&path)?;
    let done = codes::answer(customer.hub(), &customer.actor, sid, posted.text("code")).await;
    if let Err(Error::Messaging(refusal)) = done {
        let shown = brands::find(customer.hub(), &customer.actor, sid).await?;
        let wrong_code = Some(sentence(&refusal.to_string()));
        return page(&customer, shown, Told { wrong_code, ..Told::default() }).await;
    }
    told(&customer, sid, done.map(drop), "confirmed").await
}

pub(super) async fn send_again(customer: Customer, path: At) -> Result<Response> {
    let sid = parsed(&path)?;
    let done = codes::send_again(customer.hub(), &customer.actor, sid).await.map(drop);
    told(&customer, sid, done, "sent").await
}

pub(super) async fn told(
    customer: &Customer,
    sid: BrandSid,
    done: trusthub_app::Result<()>,
    word: &str,
) -> Result<Response> {
    match done {
        Ok(()) => {
            let place = format!("{}/brands/{sid}?done={word}", base(customer));
            Ok(Redirect::to(&place).into_response())
        }
        Err(Error::Messaging(refusal)) => {
            let shown = brands::find(customer.hub(), &customer.actor, sid).await?;
            let refused = Some(sentence(&refusal.to_string()));
            page(customer, shown, Told { refused, ..Told::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}
