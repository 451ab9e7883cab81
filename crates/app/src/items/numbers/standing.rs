//! The inventory as its account looks at it: where each number is assigned, and how calls from it are attested.

use std::collections::BTreeMap;

use trusthub_domain::attestation::{Attest, AttestReason, Certificate, Traffic};
use trusthub_domain::bundle::{BundleKind, ChannelAssignment};
use trusthub_domain::contact::Phone;
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::sid::{AccountSid, BundleSid, ChannelAssignmentSid};
use trusthub_storage::{NumberFilter, Scope, Tx};

use crate::attestation::{Call, CallingNumber, answer};
use crate::{Actor, Hub, Page, PageRequest, Permit, Result};

/// A number, where it is, and what that comes to.
#[derive(Debug, Clone)]
pub struct NumberStanding {
    /// The number.
    pub number: PhoneNumber,
    /// Where it is assigned, oldest first.
    pub assigned: Vec<AssignedTo>,
    /// How a call of the account from it would be signed now; `None` if it would be refused.
    pub attest: Option<Attest>,
    /// Why.
    pub reasons: Vec<AttestReason>,
}

/// A bundle that a number is assigned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignedTo {
    /// The assignment.
    pub assignment_sid: ChannelAssignmentSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Which of the two.
    pub kind: BundleKind,
    /// Its name; empty if it is the parent's, of which an account knows no names.
    pub friendly_name: String,
    /// It is the account's own, which may remove the number from it.
    pub is_own: bool,
}

/// Numbers of the account, newest first.
///
/// # Errors
/// `Unavailable`.
pub async fn standing(
    hub: &Hub,
    actor: &Actor,
    filter: NumberFilter,
    page: PageRequest,
) -> Result<Page<NumberStanding>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let parent = tx.account_find(&scope).await?.and_then(|account| account.parent_sid);
    let found = tx.number_list(&scope, &filter, &page).await?;
    let mut known = Known { own: scope.account(), parent, bundles: BTreeMap::new() };
    let mut items = Vec::with_capacity(found.items.len());
    for number in found.items {
        let assigned = known.assigned(&mut tx, &number).await?;
        let (attest, reasons) = attested(hub, scope.account(), &number.phone_number)?;
        items.push(NumberStanding { number, assigned, attest, reasons });
    }
    Ok(Page { items, previous: found.previous, next: found.next })
}

/// What this process knows in memory: nothing is stored, and no database asked.
fn attested(hub: &Hub, account: AccountSid, phone: &Phone) -> Result<(Option<Attest>, Vec<AttestReason>)> {
    let call = Call {
        account: Some(account),
        from: CallingNumber::parse("PhoneNumber", phone.as_str())?,
        traffic: Traffic::Own,
        at_most: None,
        asked_brand: None,
    };
    let decision = answer(hub, &call, Certificate::NotAsked).decision;
    Ok((decision.attest, decision.reasons))
}

/// The bundles that were met on this page.
struct Known {
    own: AccountSid,
    parent: Option<AccountSid>,
    bundles: BTreeMap<BundleSid, (BundleKind, String)>,
}

impl Known {
    async fn assigned(&mut self, tx: &mut Tx, number: &PhoneNumber) -> Result<Vec<AssignedTo>> {
        let mut assigned = Vec::new();
        for account in [Some(self.own), self.parent].into_iter().flatten() {
            let scope = Scope::own(account);
            for one in tx.channel_assignment_of_number(&scope, number.sid).await? {
                assigned.extend(self.to(tx, &scope, &one).await?);
            }
        }
        Ok(assigned)
    }

    async fn to(
        &mut self,
        tx: &mut Tx,
        scope: &Scope,
        one: &ChannelAssignment,
    ) -> Result<Option<AssignedTo>> {
        let is_own = scope.account() == self.own;
        let (kind, friendly_name) = match self.bundles.get(&one.bundle_sid) {
            Some(known) => known.clone(),
            None => {
                let Some(reference) = tx.bundle_reference(scope, one.bundle_sid).await? else {
                    return Ok(None);
                };
                let name = match is_own {
                    true => tx.bundle_find(scope, one.bundle_sid).await?.map(|bundle| bundle.friendly_name),
                    false => None,
                };
                let known = (reference.kind, name.unwrap_or_default());
                self.bundles.insert(one.bundle_sid, known.clone());
                known
            }
        };
        Ok(Some(AssignedTo {
            assignment_sid: one.sid,
            bundle_sid: one.bundle_sid,
            kind,
            friendly_name,
            is_own,
        }))
    }
}
