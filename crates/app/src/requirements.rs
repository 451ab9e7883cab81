//! The requirements advisor: what an account must register for what it wants to do, and how far each of it has come.

use trusthub_domain::account::Account;
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::requirements::{CustomerRole, Holder, Required, RequirementKind, Situation, Standing};
use trusthub_domain::sid::{AccountSid, PolicySid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{BundleFilter, Scope, Tx};

use crate::{Actor, Error, Hub, PageRequest, Permit, Position, Result, accounts};

/// Bundles of a policy that are looked at, newest first. Ours: whoever has more has one in force among them.
const NEWEST: u32 = 20;

/// Something to be registered, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised<'a> {
    /// What, why and in which order.
    pub required: Required<'a>,
    /// How far it has come.
    pub standing: Standing,
}

/// What somebody in `situation` must register, and how far `account` has come with it: the asker's own unless one is
/// named, or one below it.
///
/// # Errors
/// `NotFound` for any other account.
pub async fn advise<'a>(
    hub: &'a Hub,
    actor: &Actor,
    situation: &Situation,
    account: Option<AccountSid>,
) -> Result<Vec<Advised<'a>>> {
    let own = actor.may(Permit::Read)?.account();
    let account = accounts::find(hub, actor, account.unwrap_or(own)).await?;
    let (holders, now) = (Holders::of(&account, situation.role), hub.now());
    let mut tx = hub.db().read().await?;
    let mut advised = Vec::new();
    for required in hub.catalog().requirements().advise(situation, now).required {
        let kind = match required.requirement.kind {
            RequirementKind::CustomerProfile => Some(BundleKind::CustomerProfile),
            RequirementKind::TrustProduct => Some(BundleKind::TrustProduct),
            RequirementKind::A2pBrand | RequirementKind::A2pCampaign | RequirementKind::NumberAssignment => {
                None
            }
        };
        let standing = match (kind, holders.account(required.holder)) {
            (Some(kind), Some(account)) => {
                let wanted = Wanted { kind, policies: &required.requirement.policies };
                standing(&mut tx, &Scope::own(account), wanted, now).await?
            }
            (None, _) | (_, None) => Standing::NotKnown,
        };
        advised.push(Advised { required, standing });
    }
    Ok(advised)
}

/// Whose bundles are looked at.
struct Holders {
    own: Option<AccountSid>,
    isv: Option<AccountSid>,
}

impl Holders {
    /// A main account that asks for a customer of its own is the ISV, and names no account of the customer.
    fn of(account: &Account, role: CustomerRole) -> Self {
        match (role, account.parent_sid) {
            (CustomerRole::IsvCustomer, None) => Self { own: None, isv: Some(account.sid) },
            (_, parent) => Self { own: Some(account.sid), isv: parent },
        }
    }

    fn account(&self, holder: Holder) -> Option<AccountSid> {
        match holder {
            Holder::Own => self.own,
            Holder::Isv => self.isv,
        }
    }
}

#[derive(Clone, Copy)]
struct Wanted<'a> {
    kind: BundleKind,
    policies: &'a [PolicySid],
}

/// How far the one that has come farthest has come.
async fn standing(tx: &mut Tx, scope: &Scope, wanted: Wanted<'_>, now: Timestamp) -> Result<Standing> {
    let mut best = Standing::Missing;
    for policy in wanted.policies {
        for status in [Some(Status::Approved), None] {
            let filter = BundleFilter { status, friendly_name: None, policy_sid: Some(*policy) };
            let request = PageRequest { size: NEWEST, position: Position::Start };
            let page = tx.bundle_list(scope, wanted.kind, &filter, &request).await.map_err(Error::from)?;
            // Of two that have come as far, the newer one is kept.
            for found in page.items.iter().map(|bundle| of_bundle(bundle, now)) {
                if rank(found) > rank(best) {
                    best = found;
                }
            }
            if matches!(best, Standing::InForce(_)) {
                return Ok(best);
            }
        }
    }
    Ok(best)
}

fn of_bundle(bundle: &Bundle, now: Timestamp) -> Standing {
    match bundle.shown_status() {
        Status::Approved if bundle.is_in_force(now) => Standing::InForce(bundle.sid),
        Status::PendingReview | Status::InReview => Standing::InReview(bundle.sid),
        Status::Draft => Standing::Draft(bundle.sid),
        Status::Rejected | Status::Approved => Standing::Rejected(bundle.sid),
    }
}

const fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::NotKnown | Standing::Missing => 0,
        Standing::Rejected(_) => 1,
        Standing::Draft(_) => 2,
        Standing::InReview(_) => 3,
        Standing::InForce(_) => 4,
    }
}
