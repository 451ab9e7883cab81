//! What a bundle may rest on, to choose from.

use trusthub_app::bundles::{self, BundleFilter};
use trusthub_app::{PageRequest, Position};
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::policy::SupportRequirement;

use super::sheet::{Opened, Pen};
use crate::fault::Result;
use crate::form::{Choice, Control, Field};

/// Bundles looked through for those that could carry another.
const MOST_LOOKED_AT: u32 = 200;

/// Bundles that may carry this one. A subaccount may rest on its parent's primary profile, whose identifier it must be told,
/// so that is typed.
pub(super) async fn input(
    pen: &Pen<'_>,
    opened: &Opened<'_>,
    slug: &str,
    of_one: &[&SupportRequirement],
) -> Result<Field> {
    let (hub, filled) = (pen.hub, &opened.filled);
    let mut choices = Vec::new();
    for kind in [BundleKind::CustomerProfile, BundleKind::TrustProduct] {
        let page = PageRequest { size: MOST_LOOKED_AT, position: Position::Start };
        let all = bundles::list(hub, pen.actor, kind, BundleFilter::default(), page).await?;
        for bundle in all.items.into_iter().filter(|bundle| bundle.sid != filled.bundle.sid) {
            let Some(policy) = hub.catalog().policy(bundle.policy_sid) else { continue };
            if of_one.iter().any(|wanted| wanted.accepts(&policy.object_type)) {
                let badge = crate::words::badge(&bundle, hub.now());
                let note = format!("{}, {}", policy.friendly_name, badge.text);
                choices.push(Choice::new(bundle.sid.to_string(), bundle.friendly_name).with_note(note));
            }
        }
    }
    let present = match filled.item(opened.policy, slug).map(|item| item.object_sid) {
        Some(ObjectSid::Bundle(sid)) => sid.to_string(),
        _ => String::new(),
    };
    if let Some(parent) = pen.parent.filter(|_| choices.is_empty()) {
        let hint = format!(
            "The identifier (BU…) of the approved primary profile of {parent}, the account above this one."
        );
        let input = Field::line("text", "support", "Primary profile").hint(hint).max_length(34);
        return Ok(input.value(present));
    }
    let label = if choices.is_empty() { "There is none yet that could carry it" } else { "It rests on" };
    let chosen = match choices.as_slice() {
        [only] if present.is_empty() => only.value.clone(),
        _ => present,
    };
    Ok(Field::new(Control::Radios(choices), "support", label).value(chosen))
}
