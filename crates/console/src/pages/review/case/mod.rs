//! One case: what was entered and what was found, side by side; and what a reviewer does about it.
//!
//! A refusal is told above the page as it is now, so that nobody has to look for what changed.

mod actions;
mod fields;
mod file;
mod graph;
mod paper;
mod shown;

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::Hub;
use trusthub_app::review::{self, Facts, Opened, Preview};
use trusthub_domain::bundle::Bundle;
use trusthub_domain::review::{Case, CaseState, Scoring, SecondLook, SitePicture};
use trusthub_domain::time::Timestamp;

pub(super) use actions::{
    approve, ask, ask_representative, claim, note, refer, reject, release, undo, unmask,
};
pub(super) use file::{show as document, website};
pub(super) use paper::{page as paper_page, show as paper};

use self::fields::{Object, Proof};
use self::graph::Drawing;
use self::shown::{Asked as AskedOfPerson, Earlier, Flagged, Look, Note, Question};
use super::holding::Holding;
use super::reject_form::RejectForm;
use super::who::Who;
use super::{Named, holding};
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;
use crate::words::{Badge, badge};

/// What the last form came to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

impl Done {
    fn in_words(&self) -> Option<&'static str> {
        match self.done.as_str() {
            "claimed" => Some("The case is yours for half an hour."),
            "referred" => Some("The case is for a lead now."),
            "asked" => Some("The customer is asked by mail. The clock goes on."),
            "asked-representative" => {
                Some("The question is on its way to the representative. The clock goes on.")
            }
            "noted" => Some("The note is written; only reviewers see it."),
            "unmasked" => Some("Personal fields are shown to you for half an hour."),
            word => holding::done_in_words(word),
        }
    }
}

/// The open case in words.
struct Standing {
    due_at: Timestamp,
    is_late: bool,
    /// Why two must approve; empty if one suffices.
    second_because: String,
    first_by: Option<String>,
    may_decide: bool,
    waits_for_customer: bool,
    has_hits: bool,
}

#[derive(Template)]
#[template(path = "review/case.html")]
struct CasePage {
    frame: Frame,
    base: String,
    name: String,
    sid: String,
    account: String,
    policy: String,
    badge: Badge,
    is_test: bool,
    refused: Option<String>,
    standing: Option<Standing>,
    holding: Holding,
    appeal: Option<String>,
    referral: Option<Note>,
    questions: Vec<Question>,
    objects: Vec<Object>,
    general: Vec<Proof>,
    scoring: Option<Scoring>,
    ruleset: String,
    facts: Facts,
    /// How the website looked, if it was drawn.
    site_picture: Option<SitePicture>,
    drawing: Option<Drawing>,
    flagged: Vec<Flagged>,
    persons: Vec<AskedOfPerson>,
    /// Whom to ask again, and how, each with its words.
    askable: Vec<(String, String)>,
    earlier: Vec<Earlier>,
    notes: Vec<Note>,
    looks: Vec<Look>,
    unmasked_until: Option<Timestamp>,
    reject: RejectForm,
    preview: Option<Preview>,
    field_choices: Vec<(String, String)>,
    /// The codes of reasons, each with its sentence.
    codes: Vec<(String, String)>,
}

pub(super) async fn show(desk: Desk, named: Named, Query(done): Query<Done>) -> Result<Response> {
    page(&desk, named, Told { done: done.in_words(), ..Told::default() }).await
}

/// What is told with the page.
#[derive(Default)]
struct Told {
    done: Option<&'static str>,
    refused: Option<String>,
    status: Option<StatusCode>,
    reject: RejectForm,
    preview: Option<Preview>,
}

async fn page(desk: &Desk, named: Named, told: Told) -> Result<Response> {
    let hub = desk.hub();
    let Opened { dossier, facts, changes, unmasked_until } = review::open(hub, &desk.actor, named.0).await?;
    let who = Who::known(desk).await?;
    let now = hub.now();
    let present = dossier.cases.first();
    let open = present.filter(|case| case.is_open());
    let holding = open.map(|case| Holding::of_case(case, &who, now)).unwrap_or_default();
    let found = present.and_then(|case| case.assessment.as_ref());
    let evidence = found.map(|found| found.evidence.as_slice()).unwrap_or_default();
    let (objects, general) = fields::of(hub, &dossier, evidence, &named.url(), unmasked_until.is_some());
    let page = CasePage {
        frame: Frame::desk(desk, DeskPlace::Queue, dossier.bundle.friendly_name.clone()).after(told.done),
        base: named.url(),
        sid: dossier.bundle.sid.to_string(),
        account: dossier.bundle.account_sid.to_string(),
        policy: policy_name(hub, &dossier.bundle),
        badge: badge(&dossier.bundle, now),
        name: dossier.bundle.friendly_name.clone(),
        is_test: dossier.is_test,
        refused: told.refused,
        standing: open.map(|case| standing(desk, case, &who, &holding, !facts.hits.is_empty())),
        holding,
        appeal: present.and_then(|case| case.appeal.as_ref()).map(|appeal| appeal.note.clone()),
        referral: present.and_then(|case| case.referral.as_ref()).map(|one| Note::of_referral(one, &who)),
        questions: present.map(|case| shown::questions(case, &who)).unwrap_or_default(),
        field_choices: fields::choices(&objects),
        codes: codes(hub),
        objects,
        general,
        scoring: found.and_then(|found| found.scoring.clone()),
        ruleset: found.map(|found| found.ruleset.clone()).unwrap_or_default(),
        site_picture: dossier.site_picture,
        drawing: graph::draw(&dossier.graph),
        flagged: dossier.tickets.iter().map(Flagged::of).collect(),
        persons: dossier.confirmations.iter().map(|one| AskedOfPerson::of(one, now)).collect(),
        askable: shown::askable(&dossier.askable),
        earlier: shown::earlier(&dossier.cases, &changes, &who),
        notes: dossier.cases.iter().flat_map(|case| &case.notes).map(|note| Note::of(note, &who)).collect(),
        looks: dossier.looks.iter().map(|look| Look::of(look, &who)).collect(),
        unmasked_until,
        facts,
        reject: told.reject,
        preview: told.preview,
    };
    Ok((told.status.unwrap_or(StatusCode::OK), render(&page)?).into_response())
}

fn codes(hub: &Hub) -> Vec<(String, String)> {
    let codes = hub.catalog().error_codes().filter(|code| code.is_for_reviewers);
    codes.map(|code| (code.code.0.to_string(), code.message.clone())).collect()
}

fn policy_name(hub: &Hub, bundle: &Bundle) -> String {
    hub.catalog().policy(bundle.policy_sid).map_or_else(String::new, |policy| policy.friendly_name.clone())
}

fn standing(desk: &Desk, case: &Case, who: &Who, holding: &Holding, has_hits: bool) -> Standing {
    let because: Vec<&str> = case.second_looks().into_iter().map(SecondLook::in_words).collect();
    Standing {
        due_at: case.due_at,
        is_late: case.due_at < desk.hub().now(),
        second_because: because.join(" and "),
        first_by: case.first_approval.map(|by| who.name(by)),
        may_decide: holding.is_free()
            && case.state != CaseState::Vetting
            && case.must_suit(desk.reviewer.role).is_ok(),
        waits_for_customer: case.waits_for_customer(),
        has_hits,
    }
}
