//! Which bundles a session fills in, and which of them a step belongs to. The steps of a brand's two bundles are told apart
//! by their names, so that they share their addresses.

use trusthub_app::inquiries::{Subject, brands};
use trusthub_domain::bundle::BundleKind;

use super::Inquiry;
use crate::fault::{Fault, Result};
use crate::pages::bundles::Progress;
use crate::pages::bundles::sheet::{Pen, StepLine};
use crate::state::ConsoleState;

/// Where a step is filled in, among those of the other bundles.
pub(super) struct Desk<'h> {
    pub(super) pen: Pen<'h>,
    pub(super) before: Vec<StepLine>,
    pub(super) after: Vec<StepLine>,
    /// The first step behind this bundle's that is not complete.
    pub(super) next: Option<String>,
}

/// The bundles of the session, in the order in which they are filled in.
pub(super) async fn desks<'h>(inquiry: &'h Inquiry, state: &'h ConsoleState) -> Result<Vec<Pen<'h>>> {
    let actor = &inquiry.opened.actor;
    let bundles = match inquiry.opened.subject {
        Subject::Profile(sid) => vec![(BundleKind::CustomerProfile, sid)],
        Subject::Numbers(sid) => vec![(BundleKind::TrustProduct, sid)],
        Subject::Brand(sid) => {
            let standing = brands::find(state.hub(), actor, &sid.to_string()).await?;
            standing.bundles().map(|bundle| (bundle.kind, bundle.sid)).collect()
        }
        Subject::TollFree(_) | Subject::Campaign(_) => return Err(Fault::NoSuchPage),
    };
    let pens = bundles.into_iter().map(|(kind, sid)| Pen {
        hub: state.hub(),
        actor,
        parent: None,
        kind,
        sid,
        base: inquiry.base.clone(),
        // The address is the secret that another site does not know.
        csrf: String::new(),
        hides_supports: true,
    });
    Ok(pens.collect())
}

/// Where the step of that name is filled in.
pub(super) async fn desk<'h>(inquiry: &'h Inquiry, state: &'h ConsoleState, slug: &str) -> Result<Desk<'h>> {
    let mut found: Option<Pen<'h>> = None;
    let (mut before, mut after, mut next) = (Vec::new(), Vec::new(), None);
    for pen in desks(inquiry, state).await? {
        let opened = pen.open().await?;
        let steps = opened.steps();
        if found.is_none() && steps.iter().any(|step| step.slug == slug) {
            found = Some(pen);
            continue;
        }
        let lines = steps.iter().map(|step| StepLine::of(step, 0, &inquiry.base, None));
        if found.is_none() {
            before.extend(lines);
        } else {
            after.extend(lines);
            let open = steps.iter().find(|step| step.progress != Progress::Done);
            next = next.or_else(|| open.map(|step| step.slug.to_owned()));
        }
    }
    Ok(Desk { pen: found.ok_or(Fault::NoSuchPage)?, before, after, next })
}
