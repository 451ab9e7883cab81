//! `trusthub tollfree`: toll-free numbers that the machine left to a person. Works beside a running server.

use serde::Serialize;
use trusthub_app::tollfree::review::{self, Case, GivenReason, WaitingNumber};
use trusthub_app::{Actor, Hub};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::review::MessageItem;
use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::{
    BusinessType, Entered, OptInType, RegistrationAuthority, RejectionReason, State, TextField, Verification,
    VettingProvider,
};

use super::review::held::{self, Held, Names};
use super::review::{as_reviewer, explained};
use crate::cli::{Json, Place, Tollfree};
use crate::failure::Outcome;
use crate::output::{self, Style, section};

pub(super) async fn run(place: &Place, command: Tollfree) -> Outcome {
    match command {
        Tollfree::List { by, json } => {
            as_reviewer(place, &by, async |hub, actor| list(hub, actor, json).await).await
        }
        Tollfree::Show { sid, by, json } => {
            as_reviewer(place, &by, async |hub, actor| show(hub, actor, sid, json).await).await
        }
        Tollfree::Claim { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                held::claim(hub, actor, MessageItem::TollFree(sid)).await
            })
            .await
        }
        Tollfree::Release { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| {
                held::release(hub, actor, MessageItem::TollFree(sid)).await
            })
            .await
        }
        Tollfree::Approve { sid, by } => {
            as_reviewer(place, &by, async |hub, actor| approve(hub, actor, sid).await).await
        }
        Tollfree::Reject { sid, codes, note, by } => {
            as_reviewer(place, &by, async |hub, actor| reject(hub, actor, sid, codes, note).await).await
        }
    }
}

/// A line of `tollfree list --json`.
#[derive(Serialize)]
struct Listed {
    sid: TollfreeSid,
    account_sid: String,
    phone_number: String,
    queued_at: String,
    #[serde(flatten)]
    held: Held,
}

fn listed(hub: &Hub, waiting: &WaitingNumber, names: &Names) -> Listed {
    Listed {
        sid: waiting.sid,
        account_sid: waiting.account_sid.to_string(),
        phone_number: waiting.phone_number.as_str().to_owned(),
        queued_at: waiting.queued_at.to_rfc3339(),
        held: Held::of(&waiting.holder, names, hub.now()),
    }
}

async fn list(hub: &Hub, actor: &Actor, json: Json) -> Outcome {
    let waiting = review::list(hub, actor).await?;
    let names = held::names(hub).await?;
    if json.json {
        return output::json(&waiting.iter().map(|one| listed(hub, one, &names)).collect::<Vec<_>>());
    }
    if waiting.is_empty() {
        output::line("No toll-free number waits for a decision.");
        return Ok(());
    }
    let rows = waiting.iter().map(|one| {
        let held = Held::of(&one.holder, &names, hub.now()).in_words().unwrap_or_default();
        let number = one.phone_number.as_str().to_owned();
        vec![one.sid.to_string(), number, one.queued_at.to_rfc3339(), one.account_sid.to_string(), held]
    });
    output::table(rows);
    Ok(())
}

/// What `tollfree show --json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    sid: TollfreeSid,
    account_sid: String,
    account_name: &'a str,
    is_test: bool,
    phone_number: &'a str,
    customer_profile_sid: Option<String>,
    trust_product_sid: Option<String>,
    status: &'static str,
    doubts: &'a [String],
    reasons: Vec<RejectionReason>,
    edit_reason: Option<&'a str>,
    queued_at: String,
    submission: &'a Entered,
}

async fn show(hub: &Hub, actor: &Actor, sid: TollfreeSid, json: Json) -> Outcome {
    let case = review::show(hub, actor, sid).await?;
    if json.json {
        return output::json(&shown(hub, &case));
    }
    for line in page(hub, &case, Style::of_standard_output()) {
        output::line(line);
    }
    Ok(())
}

fn doubts(verification: &Verification) -> &[String] {
    match &verification.state {
        State::InReview { doubts } => doubts,
        State::Pending | State::Approved { .. } | State::Rejected { .. } => &[],
    }
}

fn shown<'a>(hub: &Hub, case: &'a Case) -> Shown<'a> {
    let verification = &case.verification;
    Shown {
        sid: verification.sid,
        account_sid: verification.account_sid.to_string(),
        account_name: &case.account.friendly_name,
        is_test: case.account.is_test,
        phone_number: verification.phone_number.as_str(),
        customer_profile_sid: verification.customer_profile_sid.map(|sid| sid.to_string()),
        trust_product_sid: verification.trust_product_sid.map(|sid| sid.to_string()),
        status: verification.status().as_str(),
        doubts: doubts(verification),
        reasons: verification.reasons(hub.now()),
        edit_reason: verification.edit_reason.as_deref(),
        queued_at: verification.queued_at.to_rfc3339(),
        submission: verification.submission.entered(),
    }
}

/// The page as people read it.
fn page(hub: &Hub, case: &Case, style: Style) -> Vec<String> {
    let verification = &case.verification;
    let entered = verification.submission.entered();
    let title = format!("{} {}", verification.phone_number.as_str(), verification.status().in_words());
    let mut lines = section(&title, &output::harmless(&case.account.friendly_name), style).to_vec();
    lines.push(format!("  in the queue since {}", verification.queued_at.to_rfc3339()));
    for doubt in doubts(verification) {
        lines.push(style.attention(format!("  ? {doubt}")));
    }
    for reason in verification.reasons(hub.now()) {
        lines.push(style.bad(format!("  x {} {}", reason.code.0, output::harmless(&reason.reason))));
    }
    if let Some(reason) = &verification.edit_reason {
        lines.push(format!("  changed because: {}", output::harmless(reason)));
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |name: &str, value: String| rows.push(vec![format!("  {name}"), output::harmless(&value)]);
    if let Some(profile) = verification.customer_profile_sid {
        row("CustomerProfileSid", profile.to_string());
    }
    for field in TextField::ALL {
        if let Some(text) = entered.text(*field) {
            row(field.name(), text.to_owned());
        }
    }
    let names: Vec<&str> = entered.use_cases.iter().map(|one| one.as_str()).collect();
    row("UseCaseCategories", names.join(", "));
    row("OptInImageUrls", entered.opt_in_image_urls.join(" "));
    row("OptInKeywords", entered.opt_in_keywords.join(", "));
    let kinds = [
        ("OptInType", entered.opt_in_type.map(OptInType::as_str)),
        ("BusinessType", entered.business_type.map(BusinessType::as_str)),
        ("BusinessRegistrationAuthority", entered.registration_authority.map(RegistrationAuthority::as_str)),
        ("VettingProvider", entered.vetting_provider.map(VettingProvider::as_str)),
        ("AgeGatedContent", entered.age_gated_content.map(|is_gated| if is_gated { "yes" } else { "no" })),
    ];
    for (name, value) in kinds {
        if let Some(value) = value {
            row(name, value.to_owned());
        }
    }
    lines.extend(output::columns(&rows));
    lines
}

async fn approve(hub: &Hub, actor: &Actor, sid: TollfreeSid) -> Outcome {
    match review::approve(hub, actor, sid).await {
        Ok(approved) => {
            let number = approved.phone_number.as_str();
            output::line(format!("{number} ({sid}) may send; its customer is told."));
            Ok(())
        }
        Err(error) => Err(explained(hub, error).await),
    }
}

async fn reject(
    hub: &Hub,
    actor: &Actor,
    sid: TollfreeSid,
    codes: Vec<u32>,
    note: Option<String>,
) -> Outcome {
    let given = codes.into_iter().map(|code| GivenReason { code: ReasonCode(code), note: note.clone() });
    let rejected = match review::reject(hub, actor, sid, given.collect()).await {
        Ok(rejected) => rejected,
        Err(error) => return Err(explained(hub, error).await),
    };
    output::line(format!("{} ({sid}) is rejected; its customer is told:", rejected.phone_number.as_str()));
    for reason in rejected.reasons(hub.now()) {
        output::line(format!("  {} {}", reason.code.0, output::harmless(&reason.reason)));
    }
    if rejected.edit_expires_at().is_none() {
        output::remark(
            "No change of its fields mends this: the customer deletes it and submits the number anew.",
        );
    }
    Ok(())
}
