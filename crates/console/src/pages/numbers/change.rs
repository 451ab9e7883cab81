//! Assigning many numbers at once, and taking one off.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use trusthub_app::bundles::channels;
use trusthub_app::bundles::many_numbers::{self, AssignedLine, LineOutcome};
use trusthub_app::{Error, Invalid};
use trusthub_domain::bundle::{Bundle, BundleKind};

use super::{fields, offered};
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::{Frame, Place, render};
use crate::pages::bundles::Section;
use crate::session::{Customer, Posted};

/// Refused lines that are shown; the others stay in the form, and are shown once these are mended.
const SHOWN: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The profile or product to begin with.
    #[serde(default)]
    bundle: String,
}

struct Refused {
    line: u64,
    text: String,
    why: String,
}

/// What a list came to.
struct Report {
    assigned: usize,
    unchanged: usize,
    refused: Vec<Refused>,
    not_shown: usize,
}

#[derive(Template)]
#[template(path = "numbers/assign.html")]
struct AssignPage {
    frame: Frame,
    base: String,
    fields: Vec<Field>,
    has_bundles: bool,
    report: Option<Report>,
    profiles: String,
}

fn page(
    customer: &Customer,
    offered: &[Bundle],
    fields: Vec<Field>,
    report: Option<Report>,
) -> Result<Response> {
    let is_refused = report.is_some() || fields.iter().any(|field| field.error.is_some());
    let page = AssignPage {
        frame: Frame::customer(customer, Place::Numbers, "Assign numbers"),
        base: format!("{}/numbers", customer.home()),
        fields,
        has_bundles: !offered.is_empty(),
        report,
        profiles: format!("{}/profiles", customer.home()),
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn ask(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let offered = offered(&customer).await?;
    page(&customer, &offered, fields(&customer, &offered, &asked.bundle, ""), None)
}

pub(super) async fn assign(customer: Customer, posted: Posted) -> Result<Response> {
    let offered = offered(&customer).await?;
    let (chosen, typed) = (posted.text("bundle"), posted.get("numbers").unwrap_or_default());
    let list = match posted.file("file") {
        Some(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
        None => typed.to_owned(),
    };
    let wrong = |input: &str, why: String| {
        let mut fields = fields(&customer, &offered, chosen, typed);
        if let Some(field) = fields.iter_mut().find(|field| field.name == input) {
            field.error = Some(why);
        }
        page(&customer, &offered, fields, None)
    };
    // One that is not offered may still be there, beyond the newest.
    let Ok(sid) = chosen.parse() else {
        return wrong("bundle", "Choose one.".to_owned());
    };
    let hub = customer.hub();
    let kind = offered.iter().find(|bundle| bundle.sid == sid).map(|bundle| bundle.kind);
    let kinds = kind.map_or(vec![BundleKind::CustomerProfile, BundleKind::TrustProduct], |kind| vec![kind]);
    let mut done = Err(Error::NotFound("The bundle".to_owned()));
    for kind in kinds {
        done = many_numbers::assign(hub, &customer.actor, kind, sid, &list).await;
        if !matches!(done, Err(Error::NotFound(_))) {
            break;
        }
    }
    let lines = match done {
        Ok(lines) => lines,
        Err(Error::Invalid(Invalid::Missing(_))) => {
            return wrong("numbers", "Enter at least one number, or choose a file.".to_owned());
        }
        Err(Error::Invalid(Invalid::Field { why, .. })) => return wrong("numbers", sentence(&why)),
        Err(Error::Invalid(Invalid::ObjectType(why))) => return wrong("bundle", sentence(&why)),
        Err(other) => return Err(other.into()),
    };
    if lines.iter().all(|line| !matches!(line.outcome, LineOutcome::Refused(_))) {
        return Ok(Redirect::to(&format!("{}/numbers?done=assigned", customer.home())).into_response());
    }
    // What was refused stays in the form, to be mended there.
    let left: Vec<&str> =
        lines.iter().filter(|line| is_refused(line)).map(|line| line.text.as_str()).collect();
    let fields = fields(&customer, &offered, chosen, &left.join("\n"));
    page(&customer, &offered, fields, Some(Report::of(lines)))
}

fn is_refused(line: &AssignedLine) -> bool {
    matches!(line.outcome, LineOutcome::Refused(_))
}

impl Report {
    fn of(lines: Vec<AssignedLine>) -> Self {
        let count = |name| lines.iter().filter(|line| line.outcome.as_str() == name).count();
        let (assigned, unchanged, refused) = (count("assigned"), count("unchanged"), count("refused"));
        let shown = lines.into_iter().filter_map(|line| match line.outcome {
            LineOutcome::Refused(why) => {
                Some(Refused { line: line.line, text: line.text, why: sentence(&why) })
            }
            LineOutcome::Assigned(_) | LineOutcome::Unchanged => None,
        });
        Self {
            assigned,
            unchanged,
            refused: shown.take(SHOWN).collect(),
            not_shown: refused.saturating_sub(SHOWN),
        }
    }
}

pub(super) async fn remove(customer: Customer, posted: Posted) -> Result<Redirect> {
    let Section(kind) = Section::at(posted.text("section")).ok_or(Fault::NoSuchPage)?;
    let (bundle, assignment) = (posted.text("bundle").parse(), posted.text("assignment").parse());
    let (Ok(bundle), Ok(assignment)) = (bundle, assignment) else { return Err(Fault::NoSuchPage) };
    channels::remove(customer.hub(), &customer.actor, kind, bundle, assignment).await?;
    Ok(Redirect::to(&format!("{}/numbers?done=removed", customer.home())))
}
