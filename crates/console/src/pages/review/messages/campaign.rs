//! A campaign that the automatic reading left to a person: what it would send beside what was found.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use trusthub_app::Hub;
use trusthub_app::messaging::desk::{self as waiting, FIELDS, Item, Sender};
use trusthub_app::review::Preview;
use trusthub_domain::messaging::{BrandIssue, Campaign};

use super::{Holding, Named, RejectForm, Told, holding_of};
use crate::campaign::words::{facts, field_label};
use crate::fault::{Fault, Result};
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;

/// A text that would be sent or was said, with what the reading found about it.
struct Row {
    label: String,
    texts: Vec<String>,
    found: Vec<BrandIssue>,
}

#[derive(Template)]
#[template(path = "review/campaign.html")]
struct CampaignPage {
    frame: Frame,
    base: String,
    holding: Holding,
    refused: Option<String>,
    preview: Option<Preview>,
    reject: RejectForm,
    codes: Vec<(String, String)>,
    field_choices: Vec<(String, String)>,
    sender: Sender,
    rows: Vec<Row>,
    campaign: Campaign,
}

pub(super) async fn page(desk: &Desk, named: Named, told: Told) -> Result<Response> {
    let item = waiting::show(desk.hub(), &desk.actor, &named.0.to_string()).await?;
    let sender = waiting::sender(desk.hub(), &desk.actor, &item).await?;
    let Item::Campaign(campaign) = item else { return Err(Fault::NoSuchPage) };
    let page = CampaignPage {
        frame: Frame::desk(desk, DeskPlace::Messages, "A campaign").after(told.done),
        base: named.url(),
        holding: holding_of(desk, named).await?,
        refused: told.refused,
        preview: told.preview,
        reject: told.reject,
        codes: codes(desk.hub()),
        field_choices: FIELDS.into_iter().map(|field| (field.to_owned(), field_label(field))).collect(),
        sender,
        rows: rows(&campaign),
        campaign: *campaign,
    };
    Ok((told.status.unwrap_or(StatusCode::OK), render(&page)?).into_response())
}

/// Codes that campaigns are turned down with.
pub(super) fn codes(hub: &Hub) -> Vec<(String, String)> {
    let all = hub.catalog().error_codes().filter(|code| waiting::is_against_campaigns(code.code));
    all.map(|code| (code.code.0.to_string(), code.message.clone())).collect()
}

/// Samples first, each with what was found in it; then the rest, with what was found about all samples beside the first.
fn rows(campaign: &Campaign) -> Vec<Row> {
    const SAMPLES: &str = "MESSAGE_SAMPLES";
    let of_samples = |doubt: &&BrandIssue| doubt.fields.iter().any(|field| field == SAMPLES);
    let in_sample = |number: usize| {
        let begins = format!("Sample {number}: ");
        campaign.doubts.iter().filter(of_samples).filter(move |doubt| doubt.description.starts_with(&begins))
    };
    let samples = (1..).zip(&campaign.content.message_samples).map(|(number, text)| Row {
        label: format!("Sample {number}"),
        texts: vec![text.clone()],
        found: in_sample(number).cloned().collect(),
    });
    let is_of_one = |doubt: &BrandIssue| {
        (1..=campaign.content.message_samples.len())
            .any(|number| doubt.description.starts_with(&format!("Sample {number}: ")))
    };
    let all_samples: Vec<BrandIssue> =
        campaign.doubts.iter().filter(of_samples).filter(|doubt| !is_of_one(doubt)).cloned().collect();
    let all = (!all_samples.is_empty()).then(|| Row {
        label: "All samples".to_owned(),
        texts: Vec::new(),
        found: all_samples,
    });
    let rest =
        facts(&campaign.content, campaign.content.use_case.clone()).into_iter().map(|(label, texts)| {
            let is_here = |doubt: &&BrandIssue| {
                doubt.fields.iter().any(|field| field != SAMPLES && field_label(field) == label)
            };
            Row {
                label: label.to_owned(),
                texts,
                found: campaign.doubts.iter().filter(is_here).cloned().collect(),
            }
        });
    samples.chain(all).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use trusthub_domain::bundle::ReasonCode;

    use super::*;

    #[test]
    fn each_field_that_a_reason_can_name_has_words() {
        for field in FIELDS {
            assert_ne!(field_label(field), field);
        }
        assert!(!waiting::is_against_campaigns(ReasonCode(18601)));
    }
}
