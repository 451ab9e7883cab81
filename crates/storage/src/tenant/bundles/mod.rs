//! Customer profiles and trust products. Contact and reviewers' words are sealed.

mod row;

use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid};
use trusthub_domain::time::Timestamp;

use self::row::{BundleRow, ReferenceRow, SealedColumns, TABLE};
use crate::db::seal::Place;
use crate::db::statement::{Statement, listings, statements};
use crate::db::value::{Value, args};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::operations::attestation::changes::AttestationChange;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;

/// Filters of `bundle_list`; all given ones must hold. `status` means the shown status.
#[derive(Debug, Clone, Default)]
pub struct BundleFilter {
    /// Shown status (a suspended bundle counts as rejected).
    pub status: Option<Status>,
    /// Exact name.
    pub friendly_name: Option<String>,
    /// Policy.
    pub policy_sid: Option<PolicySid>,
}

impl BundleFilter {
    fn values(&self, scope: &Scope, kind: BundleKind) -> Vec<Value> {
        let status = self.status.map(Status::as_str);
        args![scope.account(), kind.as_str(), status, self.friendly_name.clone(), self.policy_sid]
    }
}

/// What another account may know of a bundle that it refers to: no names, no contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleReference {
    /// The bundle.
    pub sid: BundleSid,
    /// Its account.
    pub account_sid: AccountSid,
    /// Which of the two.
    pub kind: BundleKind,
    /// Its policy.
    pub policy_sid: PolicySid,
    /// The shown status.
    pub shown_status: Status,
    /// Until when an approval holds.
    pub valid_until: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "account_sid, sid, kind, policy_sid, friendly_name, contact, status, suspension, valid_until, reasons, copy_of, \
         event_sequence, version, date_created, date_updated, lost_support, is_told_of_account"
    };
}

/// Whether the account may act: read with each bundle, so that a hold on the account holds all its bundles at once.
macro_rules! standing {
    ($account:literal) => {
        concat!("(SELECT status FROM accounts WHERE account_sid = ", $account, ")")
    };
}

/// What the wire shows; the column of that name leaves the account aside.
macro_rules! shown {
    ($account:literal) => {
        concat!(
            "CASE WHEN ",
            standing!($account),
            " = 'active' OR status IN ('draft', 'twilio-rejected') THEN shown_status ELSE 'twilio-rejected' END"
        )
    };
}

/// The account above the bundle's, told by whatever changes the bundle: it has the bundle in its overview.
macro_rules! parent {
    () => {
        "RETURNING (SELECT parent_sid FROM accounts WHERE account_sid = $1) AS parent_sid"
    };
}

macro_rules! select {
    ($account:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", ",
            standing!($account),
            " AS account_status FROM bundles WHERE account_sid = ",
            $account
        )
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO bundles (", columns!(), ", shown_status) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ", parent!()
    );
    FIND = concat!(select!("$1"), " AND sid = $2");
    REFERENCE = concat!(
        "SELECT account_sid, sid, kind, policy_sid, ", shown!("$1"), " AS shown_status, valid_until FROM bundles \
        WHERE account_sid = $1 AND sid = $2"
    );
    FIND_COPY = concat!(select!("$1"), " AND copy_of = $2 AND status <> 'twilio-approved'");
    SAME_NAME = "SELECT sid FROM bundles WHERE account_sid = $1 AND policy_sid = $2 AND friendly_name = $3 \
        AND copy_of IS NULL ORDER BY date_created DESC, sid DESC LIMIT 20";
    SAVE = concat!(
        "UPDATE bundles SET friendly_name = $3, contact = $4, status = $5, suspension = $6, valid_until = $7, \
        reasons = $8, event_sequence = $9, date_updated = $10, shown_status = $11, lost_support = $12, \
        is_told_of_account = $13, version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $14 ",
        parent!()
    );
    // Whoever writes waits on PostgreSQL; on SQLite nobody else writes meanwhile.
    LOCK = "SELECT sid FROM bundles WHERE account_sid = $1 AND sid = $2",
        postgres: "SELECT sid FROM bundles WHERE account_sid = $1 AND sid = $2 FOR UPDATE";
    TOUCH = "UPDATE bundles SET date_updated = $3, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $4";
    // Assignments and evaluations go with it, by their foreign keys.
    DELETE = concat!("DELETE FROM bundles WHERE account_sid = $1 AND sid = $2 AND version = $3 ", parent!());
}

listings! {
    LIST by "sid" = concat!(
        select!("$5"), " AND kind = $6 AND copy_of IS NULL \
        AND (CAST($7 AS TEXT) IS NULL OR ", shown!("$5"), " = $7) \
        AND (CAST($8 AS TEXT) IS NULL OR friendly_name = $8) AND (CAST($9 AS TEXT) IS NULL OR policy_sid = $9)"
    );
    LIST_AT_STAKE by "sid" = concat!(
        select!("$5"), " AND kind = $6 \
        AND (is_told_of_account OR status IN ('pending-review', 'in-review', 'twilio-approved'))"
    );
}

impl Db {
    /// One bundle, copies included, when that is all there is to read.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn bundle_find(&self, scope: &Scope, sid: BundleSid) -> Result<Option<Bundle>> {
        self.find::<BundleRow>(&FIND, args![scope.account(), sid]).await
    }

    /// As [`Tx::bundle_list`], when that is all there is to read.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn bundle_list(
        &self,
        scope: &Scope,
        kind: BundleKind,
        filter: &BundleFilter,
        page: &PageRequest,
    ) -> Result<Page<Bundle>> {
        self.page::<BundleRow>(&LIST, page, &filter.values(scope, kind)).await
    }
}

impl Tx {
    /// Stores a new bundle.
    ///
    /// # Errors
    /// `Duplicate(BundleCopy)` if it is a copy of a bundle that has one.
    pub async fn bundle_insert(&mut self, bundle: &Bundle) -> Result<()> {
        let sealed = SealedColumns::of(bundle, self.vault()).await?;
        let values = args![
            bundle.account_sid,
            bundle.sid,
            bundle.kind.as_str(),
            bundle.policy_sid,
            &bundle.friendly_name,
            sealed.contact,
            bundle.status.as_str(),
            sealed.suspension,
            bundle.valid_until,
            sealed.reasons,
            bundle.copy_of,
            bundle.event_sequence,
            bundle.version,
            bundle.date_created,
            bundle.date_updated,
            sealed.lost_support,
            bundle.is_told_of_account,
            bundle.shown_status_account_aside().as_str(),
        ];
        let parent = self.changed(&INSERT, values, bundle).await?;
        self.overview_set(bundle, parent).await?;
        self.note_standing(bundle).await?;
        self.owner_set(bundle.sid, bundle.account_sid).await
    }

    /// One bundle, copies included.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn bundle_find(&mut self, scope: &Scope, sid: BundleSid) -> Result<Option<Bundle>> {
        self.find::<BundleRow>(&FIND, args![scope.account(), sid]).await
    }

    /// A bundle of the scope's account, as another may see it. Use `Scope::own(parent)` for a parent's bundle.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn bundle_reference(
        &mut self,
        scope: &Scope,
        sid: BundleSid,
    ) -> Result<Option<BundleReference>> {
        self.find::<ReferenceRow>(&REFERENCE, args![scope.account(), sid]).await
    }

    /// The undecided provisional copy of a bundle.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn bundle_find_copy(&mut self, scope: &Scope, original: BundleSid) -> Result<Option<Bundle>> {
        self.find::<BundleRow>(&FIND_COPY, args![scope.account(), original]).await
    }

    /// All bundles of a kind, copies left out.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn bundle_list(
        &mut self,
        scope: &Scope,
        kind: BundleKind,
        filter: &BundleFilter,
        page: &PageRequest,
    ) -> Result<Page<Bundle>> {
        self.page::<BundleRow>(&LIST, page, &filter.values(scope, kind)).await
    }

    /// Bundles of a kind, copies included, for which it matters whether their account may act, or mattered when they
    /// were last told.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn bundle_list_at_stake(
        &mut self,
        scope: &Scope,
        kind: BundleKind,
        page: &PageRequest,
    ) -> Result<Page<Bundle>> {
        self.page::<BundleRow>(&LIST_AT_STAKE, page, &args![scope.account(), kind.as_str()]).await
    }

    /// Live bundles (any status but deleted) under the same policy with the same name, newest first, at most 20.
    /// Copies are left out: they share their original's name.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn bundle_find_same_name(
        &mut self,
        scope: &Scope,
        policy_sid: PolicySid,
        friendly_name: &str,
    ) -> Result<Vec<BundleSid>> {
        let rows =
            self.rows::<(String,)>(&SAME_NAME, args![scope.account(), policy_sid, friendly_name]).await?;
        rows.iter().map(|(sid,)| Place::new(TABLE, scope.account(), sid).parse("sid", sid)).collect()
    }

    /// Saves it if `bundle.version` is current; returns it with the next version. Account, kind, policy and original
    /// are as they were made.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn bundle_save(&mut self, bundle: &Bundle) -> Result<Bundle> {
        let sealed = SealedColumns::of(bundle, self.vault()).await?;
        let values = args![
            bundle.account_sid,
            bundle.sid,
            &bundle.friendly_name,
            sealed.contact,
            bundle.status.as_str(),
            sealed.suspension,
            bundle.valid_until,
            sealed.reasons,
            bundle.event_sequence,
            bundle.date_updated,
            bundle.shown_status_account_aside().as_str(),
            sealed.lost_support,
            bundle.is_told_of_account,
            bundle.version,
        ];
        let parent = self.changed(&SAVE, values, bundle).await?;
        self.overview_set(bundle, parent).await?;
        self.note_standing(bundle).await?;
        Ok(Bundle { version: bundle.version + 1, ..bundle.clone() })
    }

    /// Saves that something in it changed, if `bundle.version` is current: nothing of its own but `date_updated`, see
    /// [`Bundle::touched`].
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn bundle_touch(&mut self, bundle: &Bundle) -> Result<()> {
        let values = args![bundle.account_sid, bundle.sid, bundle.date_updated, bundle.version];
        self.execute_seen(&TOUCH, values).await?;
        self.note_standing(bundle).await
    }

    /// Keeps everybody else from changing the bundle until this transaction ends; read it after that. For what rests on how
    /// it stands without being a change of it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn bundle_lock(&mut self, scope: &Scope, sid: BundleSid) -> Result<()> {
        self.row::<(String,)>(&LOCK, args![scope.account(), sid]).await.map(drop)
    }

    /// Runs a statement that changes this bundle, and tells the account above its own.
    async fn changed(
        &mut self,
        statement: &Statement,
        values: Vec<Value>,
        bundle: &Bundle,
    ) -> Result<Option<AccountSid>> {
        let (parent,) = self.row::<(Option<String>,)>(statement, values).await?.ok_or(Error::Conflict)?;
        let key = bundle.sid.to_string();
        Place::new(TABLE, bundle.account_sid, &key).parse_option("parent_sid", parent.as_deref())
    }

    /// Tells those who attest calls. A draft that never moved carries none, and is written most often.
    async fn note_standing(&mut self, bundle: &Bundle) -> Result<()> {
        if bundle.status == Status::Draft && bundle.event_sequence == 0 {
            return Ok(());
        }
        self.attestation_changed(&AttestationChange::Bundle(bundle.account_sid, bundle.sid)).await
    }

    /// Deletes it with its assignments, evaluations and duplicates' look-ups; events, cases and audit stay.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read, or has just made it an item of another bundle.
    pub async fn bundle_delete(&mut self, bundle: &Bundle) -> Result<()> {
        let scope = Scope::own(bundle.account_sid);
        let values = args![bundle.account_sid, bundle.sid, bundle.version];
        let parent = self.changed(&DELETE, values, bundle).await?;
        self.overview_delete(bundle, parent).await?;
        self.note_standing(bundle).await?;
        if !self.entity_assignment_of_object(&scope, ObjectSid::Bundle(bundle.sid)).await?.is_empty() {
            return Err(Error::Conflict);
        }
        self.lookup_clear(&scope, bundle.sid).await?;
        self.owner_delete(bundle.sid).await
    }
}
