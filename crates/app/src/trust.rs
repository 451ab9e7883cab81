//! What an account may know of how it is seen: its trust level, and what vetting found about its bundles.

use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::review::{Case, Evidence, Outcome};
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::{Trust, TrustLevel, TrustedProfile};
use trusthub_storage::{BundleFilter, Scope, Tx};
use trusthub_vetting::is_for_customers;

use crate::bundles::{load, policy_of};
use crate::{Actor, Hub, Pages, Permit, Result, accounts};

/// Profiles that are read at once.
const PAGE: u32 = 100;

/// The level of an account, as it is now: the asker's own, or one below it.
///
/// # Errors
/// `NotFound` for any other account.
pub async fn level(hub: &Hub, actor: &Actor, account: AccountSid) -> Result<Trust> {
    let account = accounts::find(hub, actor, account).await?;
    if account.status != AccountStatus::Active {
        return Ok(Trust::on_hold());
    }
    let mut tx = hub.db().read().await?;
    of_account(&mut tx, hub, &Scope::own(account.sid), View { at: hub.now(), shows_pending: true }).await
}

/// The level of which a customer is told when a profile enters or leaves force: that of the profiles in force at that time.
/// That one is being verified again changes nothing here before it is decided, so that no callback ever warns of it.
pub(crate) async fn told(tx: &mut Tx, hub: &Hub, scope: &Scope, at: Timestamp) -> Result<Trust> {
    of_account(tx, hub, scope, View { at, shows_pending: false }).await
}

/// How a level is looked at.
#[derive(Clone, Copy)]
struct View {
    at: Timestamp,
    shows_pending: bool,
}

/// The level that one profile in force gives; `None` if its policy stands for nobody.
pub(crate) async fn of_profile(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    profile: &Bundle,
) -> Result<Option<TrustLevel>> {
    let view = View { at: hub.now(), shows_pending: false };
    Ok(trusted(tx, hub, scope, profile, view).await?.map(|trusted| trusted.trust_level()))
}

/// Most accounts have one profile; of one that has thousands, those after the first of the highest level are not looked at.
async fn of_account(tx: &mut Tx, hub: &Hub, scope: &Scope, view: View) -> Result<Trust> {
    let filter = BundleFilter { status: Some(Status::Approved), ..BundleFilter::default() };
    let mut best: Option<TrustedProfile> = None;
    let mut pages = Pages::of(PAGE);
    while let Some(request) = pages.request() {
        let page = tx.bundle_list(scope, BundleKind::CustomerProfile, &filter, &request).await?;
        for bundle in pages.rows(page).iter().filter(|bundle| bundle.is_in_force(view.at)) {
            let Some(profile) = trusted(tx, hub, scope, bundle, view).await? else { continue };
            if best.as_ref().is_none_or(|known| known.trust_level() < profile.trust_level()) {
                best = Some(profile);
            }
            if best.as_ref().is_some_and(|best| best.trust_level() == TrustLevel::VerifiedPlus) {
                return Ok(Trust::of(best.as_ref()));
            }
        }
    }
    Ok(Trust::of(best.as_ref()))
}

/// `None` for a profile whose policy stands for nobody.
async fn trusted(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    bundle: &Bundle,
    view: View,
) -> Result<Option<TrustedProfile>> {
    let Some(level) = policy_of(hub, bundle)?.level else { return Ok(None) };
    let cases = tx.case_list(scope, bundle.sid).await?;
    let approved = cases.iter().find(|case| case.is_approved());
    let evidence = approved.and_then(|case| case.assessment.as_ref());
    let evidence = evidence.map(|assessment| assessment.evidence.as_slice()).unwrap_or_default();
    Ok(Some(TrustedProfile {
        sid: bundle.sid,
        level,
        is_registered: has_passed(evidence, "registry.name"),
        is_confirmed: has_passed(evidence, "representatives.confirmed"),
        is_verified_again: view.shows_pending && cases.iter().any(Case::is_open),
    }))
}

/// It was looked at, and nothing but what passes was found.
fn has_passed(evidence: &[Evidence], check: &str) -> bool {
    let mut found = evidence.iter().filter(|one| one.check == check).peekable();
    found.peek().is_some() && found.all(|one| one.outcome == Outcome::Pass)
}

/// One round of vetting, as its customer may see it.
#[derive(Debug, Clone)]
pub struct Vetting {
    /// The case, without what only reviewers see.
    pub case: Case,
    /// What was found, but for what must not be told.
    pub evidence: Vec<Evidence>,
}

/// The rounds of vetting of a bundle, newest first. What the lists of sanctioned parties and other tenants' data say is
/// left out.
///
/// # Errors
/// `NotFound`.
pub async fn vettings(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<Vec<Vetting>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let is_approved = load(&mut tx, &scope, kind, sid).await?.status == Status::Approved;
    let cases = tx.case_list(&scope, sid).await?;
    // One that screening opened after the approval would tell the customer of its suspicion.
    let shown = cases.into_iter().filter(|case| !(is_approved && case.is_open()));
    Ok(shown.map(Vetting::of).collect())
}

impl Vetting {
    fn of(case: Case) -> Self {
        let found = case.assessment.iter().flat_map(|assessment| &assessment.evidence);
        let evidence = found.filter(|one| is_for_customers(&one.check)).cloned().collect();
        Self { case, evidence }
    }
}
