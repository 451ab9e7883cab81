//! Test mode: in a test account, the bundle's `Email` says how its vetting ends. The grammar is the domain's
//! (`trusthub_domain::test_mode`); this is where it meets the case.

use trusthub_domain::bundle::{Bundle, Reason};
use trusthub_domain::contact::Email;
use trusthub_domain::policy::Policy;
use trusthub_domain::review::{Assessment, Evidence, Outcome, Verdict, Weight};
use trusthub_domain::test_mode::{Directive, DirectiveError, Ending};
use trusthub_storage::{Scope, Tx};

use super::{GivenReason, reasons};
use crate::{Hub, Invalid, Result};

/// Stored beside the real rules' name, so that nobody takes the verdict for theirs.
const RULESET: &str = "test-mode-1";

/// Whether the account is a sandbox.
pub(crate) async fn is_on(tx: &mut Tx, scope: &Scope) -> Result<bool> {
    Ok(tx.account_find(scope).await?.is_some_and(|account| account.is_test))
}

/// How the vetting of a bundle with this address is to end; `None` in a live account, where no address is magic.
///
/// # Errors
/// `Invalid` for an address at the magic domain that asks for nothing that there is.
pub(crate) async fn directive(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    policy: &Policy,
    email: &Email,
) -> Result<Option<Directive>> {
    if !is_on(tx, scope).await? {
        return Ok(None);
    }
    Ok(Some(asked(hub, policy, email)?))
}

/// Refuses what [`directive`] would refuse. Whose the address is, is looked up only if there is something to refuse: most
/// accounts are live, and this is asked at every creation of a bundle.
///
/// # Errors
/// As [`directive`].
pub(crate) async fn must_be_understood(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    policy: &Policy,
    email: &Email,
) -> Result<()> {
    match asked(hub, policy, email) {
        Err(refusal) if is_on(tx, scope).await? => Err(refusal.into()),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn asked(hub: &Hub, policy: &Policy, email: &Email) -> std::result::Result<Directive, Invalid> {
    let invalid = |error: DirectiveError| Invalid::Field { field: "Email", why: error.to_string() };
    Directive::of(email, policy, hub.catalog()).map_err(invalid)
}

/// What the real checks found, with the conclusion that the test asks for.
pub(crate) async fn concluded(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    found: Assessment,
    directive: &Directive,
) -> Result<Assessment> {
    let verdict = match &directive.ending {
        Ending::Approve | Ending::ApproveFor(_) => Verdict::Approve,
        Ending::Refer => Verdict::Refer,
        Ending::Reject { reasons } => {
            let items = tx.entity_assignment_all(&Scope::own(bundle.account_sid), bundle.sid).await?;
            let given = reasons.iter().map(|asked| GivenReason {
                code: asked.code,
                field: asked.field.clone(),
                note: None,
            });
            let reasons = given.map(|given| reasons::reason(hub, &items, given));
            Verdict::Reject { reasons: reasons.collect::<Result<Vec<Reason>>>()? }
        }
    };
    let asked = Evidence {
        check: "test_mode".to_owned(),
        field: None,
        outcome: Outcome::Pass,
        weight: Weight::Soft,
        compared: directive.to_string(),
        why: "This is a test account: its Email says how the vetting ends.".to_owned(),
        mend: None,
        source: None,
        code: None,
    };
    let evidence = found.evidence.iter().cloned().chain([asked]).collect();
    let ruleset = format!("{} {RULESET}", found.ruleset);
    Ok(Assessment { ruleset, evidence, verdict, ..found })
}
