//! Where a bundle stands: what is to be done, what was found, what happens next and by when.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use trusthub_app::Error;
use trusthub_app::bundles::questions::{self, Question};
use trusthub_app::bundles::{self, copies};
use trusthub_domain::bundle::{Bundle, BundleKind, Cause, Status};
use trusthub_domain::evaluation::Compliance;
use trusthub_domain::time::Timestamp;
use trusthub_domain::timeline::{Entry, Next, Step as Happened, Timeline};

use super::reasons::{self, Shown};
use super::sheet::{Opened, Part};
use super::step::pen;
use super::steps::Progress;
use super::{Named, Section};
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::session::Customer;
use crate::words::{Badge, badge};

/// What is asked of the customer now.
enum Now {
    /// Go on filling in.
    Complete { ready: usize, count: usize },
    /// All is there.
    Submit,
    /// We are at it; until when at the latest.
    Wait { until: Option<Timestamp> },
    /// It holds.
    InForce { until: Option<Timestamp> },
    /// It does not hold any more, because of what it rests on.
    SupportLost,
    /// It was turned down.
    Mend { can_submit: bool, can_appeal: bool },
    /// Its time has passed.
    Renew { can_submit: bool },
    /// The provider stopped it.
    Suspended,
}

/// Something that happened.
struct Past {
    at: Timestamp,
    what: String,
    by: &'static str,
    mark: &'static str,
    class: &'static str,
}

impl Past {
    fn of(entry: &Entry) -> Self {
        let (mark, class) = match entry.step {
            Happened::Approved | Happened::RepresentativeConfirmed { .. } | Happened::Reinstated => {
                ("✓", "mark-good")
            }
            Happened::Rejected
            | Happened::Suspended
            | Happened::Expired
            | Happened::RepresentativeDenied { .. } => ("✕", "mark-bad"),
            Happened::ReviewerAtIt | Happened::RepresentativeAsked { .. } => ("◔", "mark-busy"),
            Happened::Created
            | Happened::Submitted
            | Happened::Appealed
            | Happened::RepresentativeSilent { .. }
            | Happened::ChecksRun { .. }
            | Happened::Expiring => ("·", ""),
        };
        let by = match (entry.step, entry.by) {
            (Happened::Approved | Happened::Rejected, Some(Cause::Machine)) => "automatically",
            (Happened::Approved | Happened::Rejected, Some(Cause::Reviewer)) => {
                "after a reviewer looked at it"
            }
            _ => "",
        };
        Self { at: entry.at, what: entry.step.in_words(), by, mark, class }
    }
}

#[derive(Template)]
#[template(path = "bundles/status.html")]
struct StatusPage {
    frame: Frame,
    section: Section,
    list: String,
    list_title: &'static str,
    base: String,
    name: String,
    policy: String,
    badge: Badge,
    now: Now,
    parts: Vec<Part>,
    reasons: Vec<Shown>,
    questions: Vec<Question>,
    /// Whoever looks at it may only read.
    is_for_reading: bool,
    can_change: bool,
    can_delete: bool,
    can_copy: bool,
    copy: Option<String>,
    original: Option<String>,
    bundle: Bundle,
    /// Newest first.
    past: Vec<Past>,
    /// What happens next, while it is under review.
    expected: Option<&'static str>,
}

pub(super) async fn show(
    customer: Customer,
    section: Section,
    named: Named,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let hub = customer.hub();
    let opened = pen(&customer, section, named).open().await?;
    let bundle = opened.filled.bundle.clone();
    let base = section.url_of(&customer, bundle.sid);
    let copy = match copies::find(hub, &customer.actor, section.0, bundle.sid).await {
        Ok(copy) => Some(section.url_of(&customer, copy.sid)),
        Err(Error::NotFound(_)) => None,
        Err(other) => return Err(other.into()),
    };
    let timeline = bundles::timeline(hub, &customer.actor, section.0, bundle.sid).await?;
    let now = now(&opened, &timeline, hub.now());
    let is_draft = bundle.status == Status::Draft;
    let may_change = customer.may_change();
    let page = StatusPage {
        frame: Frame::customer(&customer, section.place(), bundle.friendly_name.clone())
            .after(done(&asked.done)),
        section,
        list: section.url(&customer),
        list_title: if section.0 == BundleKind::CustomerProfile { "Profiles" } else { "Trust products" },
        name: bundle.friendly_name.clone(),
        policy: opened.policy.friendly_name.clone(),
        badge: badge(&bundle, hub.now()),
        parts: opened.parts(&base),
        reasons: reasons::of(hub, opened.policy, &opened.filled, &base),
        questions: questions::list(hub, &customer.actor, section.0, bundle.sid).await?,
        is_for_reading: !may_change,
        can_change: may_change && bundle.may_change().is_ok(),
        can_delete: may_change && (is_draft || bundle.status == Status::Rejected && !bundle.is_suspended()),
        can_copy: may_change
            && copy.is_none()
            && bundle.is_in_force(hub.now())
            && bundle.valid_until.is_some(),
        original: bundle.copy_of.map(|original| section.url_of(&customer, original)),
        copy,
        now,
        base,
        bundle,
        past: timeline.entries.iter().rev().map(Past::of).collect(),
        expected: expected(timeline.next),
    };
    Ok(render(&page)?.into_response())
}

fn now(opened: &Opened<'_>, timeline: &Timeline, at: Timestamp) -> Now {
    let bundle = &opened.filled.bundle;
    let complies = opened.filled.report.status == Compliance::Compliant;
    if bundle.is_suspended() {
        return Now::Suspended;
    }
    match bundle.status {
        Status::Draft if complies => Now::Submit,
        Status::Draft => {
            let steps = opened.steps();
            let needed = steps.iter().filter(|step| !step.is_optional);
            let ready = needed.clone().filter(|step| step.progress == Progress::Done).count();
            Now::Complete { ready, count: needed.count() }
        }
        Status::PendingReview | Status::InReview => Now::Wait { until: timeline.due_at },
        Status::Approved if !bundle.lost_support.is_empty() => Now::SupportLost,
        Status::Approved => Now::InForce { until: bundle.valid_until },
        Status::Rejected if bundle.valid_until.is_some_and(|until| until <= at) => {
            Now::Renew { can_submit: complies }
        }
        Status::Rejected => Now::Mend { can_submit: complies, can_appeal: timeline.next.may_appeal() },
    }
}

/// What comes next of what the customer only waits for.
fn expected(next: Next) -> Option<&'static str> {
    match next {
        Next::WaitForChecks { .. } => Some("The checks end; most take seconds."),
        Next::WaitForRepresentative { .. } => Some("Your representative answers, or we decide without."),
        Next::WaitForReviewer { .. } => Some("A reviewer decides."),
        Next::Overdue { .. } => Some("A reviewer decides. The time for it has passed, and we are at it."),
        _ => None,
    }
}

/// What the last form came to.
fn done(word: &str) -> Option<&'static str> {
    match word {
        "saved" => Some("It is saved."),
        "removed" => Some("It is taken out."),
        "submitted" => Some("We have it, and are checking it."),
        "approved" => Some("It is approved."),
        "incomplete" => Some(
            "We took it, and turned it down at once, because something is missing. What it is stands below.",
        ),
        "copied" => {
            Some("This is a copy. The approved one stays in force until this one is approved in its place.")
        }
        "appealed" => Some("We have your appeal. Somebody who did not decide before looks at it."),
        "answered" => Some("We have your answer."),
        _ => None,
    }
}
