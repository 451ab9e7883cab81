//! Who of the reviewers looked at a bundle's page, and who had personal fields shown. The reason is sealed.

use trusthub_domain::review::{CaseLook, LookKind};
use trusthub_domain::sid::{BundleSid, ReviewerSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "case_looks";

/// How many are listed; the newest say what a reviewer wants to know.
const MOST: u32 = 100;

statements! {
    INSERT = "INSERT INTO case_looks (account_sid, bundle_sid, reviewer_sid, kind, slot, looked_at, reason) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT (account_sid, bundle_sid, reviewer_sid, kind, slot) DO NOTHING";
    EXISTS = "SELECT count(*) AS count FROM case_looks WHERE account_sid = $1 AND bundle_sid = $2 \
        AND reviewer_sid = $3 AND kind = $4 AND slot = $5";
    LAST = "SELECT looked_at FROM case_looks WHERE account_sid = $1 AND bundle_sid = $2 AND reviewer_sid = $3 \
        AND kind = $4 ORDER BY slot DESC LIMIT 1";
    LIST = "SELECT account_sid, bundle_sid, reviewer_sid, kind, slot, looked_at, reason FROM case_looks \
        WHERE account_sid = $1 AND bundle_sid = $2 ORDER BY looked_at DESC, reviewer_sid DESC, kind DESC LIMIT $3";
}

#[derive(sqlx::FromRow)]
struct LookRow {
    account_sid: String,
    bundle_sid: String,
    reviewer_sid: String,
    kind: String,
    slot: i64,
    looked_at: i64,
    reason: Option<Vec<u8>>,
}

impl Sealed for LookRow {
    type Clear = CaseLook;

    async fn open(self, vault: &Vault) -> Result<CaseLook> {
        let key = key(&self.bundle_sid, &self.reviewer_sid, self.slot);
        let place = Place::of_row(TABLE, &self.account_sid, &key)?;
        let kind = match (self.kind.as_str(), self.reason.as_deref()) {
            ("view", None) => LookKind::View,
            ("unmask", Some(sealed)) => {
                LookKind::Unmask { reason: place.open(vault, "reason", sealed).await? }
            }
            _ => return Err(place.corrupt("kind")),
        };
        let by = place.parse("reviewer_sid", &self.reviewer_sid)?;
        Ok(CaseLook { by, at: Timestamp::from_micros(self.looked_at), kind })
    }
}

fn key(bundle: &str, reviewer: &str, slot: i64) -> String {
    format!("{bundle}/{reviewer}/{slot}")
}

const fn name(kind: &LookKind) -> &'static str {
    match kind {
        LookKind::View => "view",
        LookKind::Unmask { .. } => "unmask",
    }
}

/// Views count once in an hour.
const fn slot(look: &CaseLook) -> i64 {
    match look.kind {
        LookKind::View => look.at.as_seconds().div_euclid(60 * 60),
        LookKind::Unmask { .. } => look.at.as_micros(),
    }
}

impl Tx {
    /// Writes a look down; `false` if it is written down for this hour already.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn case_look_insert(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        look: &CaseLook,
    ) -> Result<bool> {
        let slot = slot(look);
        let key = key(&bundle.to_string(), &look.by.to_string(), slot);
        let place = Place::new(TABLE, scope.account(), &key);
        let reason = match &look.kind {
            LookKind::View => None,
            LookKind::Unmask { reason } => Some(place.seal(self.vault(), "reason", reason).await?),
        };
        let values = args![scope.account(), bundle, look.by, name(&look.kind), slot, look.at, reason];
        Ok(self.execute(&INSERT, values).await? > 0)
    }

    /// Whether a look like this is written down already.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn case_look_exists(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        look: &CaseLook,
    ) -> Result<bool> {
        let values = args![scope.account(), bundle, look.by, name(&look.kind), slot(look)];
        let rows = self.rows::<(i64,)>(&EXISTS, values).await?;
        Ok(rows.iter().any(|(count,)| *count > 0))
    }

    /// When this reviewer last had the personal fields of a bundle shown.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn case_unmasked_at(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        reviewer: ReviewerSid,
    ) -> Result<Option<Timestamp>> {
        let values = args![scope.account(), bundle, reviewer, "unmask"];
        let rows = self.rows::<(i64,)>(&LAST, values).await?;
        Ok(rows.first().map(|(at,)| Timestamp::from_micros(*at)))
    }

    /// Who looked at a bundle, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn case_look_list(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Vec<CaseLook>> {
        self.all::<LookRow>(&LIST, args![scope.account(), bundle, MOST]).await
    }
}
