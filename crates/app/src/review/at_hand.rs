//! The case that a reviewer works on, with everything around it, as it is in a transaction.

use trusthub_domain::bundle::Bundle;
use trusthub_domain::review::{Case, Reviewer, Role};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{Scope, Tx};

use super::{locate, open_case, present_reviewer};
use crate::{Actor, Result};

/// An open case and who works on it.
pub(super) struct AtHand {
    /// As the database knows them now.
    pub(super) reviewer: Reviewer,
    pub(super) scope: Scope,
    pub(super) bundle: Bundle,
    pub(super) case: Case,
}

impl AtHand {
    /// The open case of a bundle, for somebody who may work on it.
    ///
    /// # Errors
    /// `NotFound` if it has no open case; `Case` if it was referred to a lead and this is none; `Forbidden`.
    pub(super) async fn load(tx: &mut Tx, actor: &Actor, sid: BundleSid) -> Result<Self> {
        let reviewer = present_reviewer(tx, actor, Role::Reviewer).await?;
        let (scope, bundle) = locate(tx, sid).await?;
        let case = open_case(tx, &scope, &bundle).await?;
        case.must_suit(reviewer.role)?;
        Ok(Self { reviewer, scope, bundle, case })
    }
}
