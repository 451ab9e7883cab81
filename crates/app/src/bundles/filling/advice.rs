//! What the checks after a submission would hold against a bundle, as far as its own content tells: whether a number can be
//! one of its register, a postal code one of its country, an e-mail one that lasts. Nobody is looked for anywhere, so what
//! only registers, lists or websites know is not said.

use trusthub_domain::bundle::Bundle;
use trusthub_domain::evaluation::Parts;
use trusthub_domain::policy::Policy;
use trusthub_domain::review::Evidence;
use trusthub_vetting::{assess, is_for_customers};

use crate::Hub;
use crate::review::vetting;

/// One thing to look at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The check: `identifier.ein.prefix`.
    pub check: String,
    /// The field it is about: `<object type>.<field>`.
    pub field: String,
    /// What is wrong, and how to mend it.
    pub words: String,
}

/// All of it, in the order of the checks.
pub(super) fn advice(hub: &Hub, bundle: &Bundle, policy: &Policy, parts: &Parts) -> Vec<Advice> {
    let application = vetting::application_of(bundle, policy, parts);
    let found = assess(&application, hub.scorecard()).evidence;
    found.into_iter().filter(Evidence::is_failure).filter_map(told).collect()
}

fn told(evidence: Evidence) -> Option<Advice> {
    let field = evidence.field.filter(|_| is_for_customers(&evidence.check))?;
    let words = [Some(evidence.why), evidence.mend].into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(Advice { check: evidence.check, field, words })
}
