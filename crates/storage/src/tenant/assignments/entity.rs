//! Items: end users, supporting documents and supporting bundles.

use std::collections::BTreeSet;

use trusthub_domain::bundle::{EntityAssignment, ObjectSid};
use trusthub_domain::sid::{BundleSid, EntityAssignmentSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

macro_rules! columns {
    () => {
        "account_sid, bundle_sid, sid, object_sid, object_account_sid, object_type, date_created"
    };
}

statements! {
    INSERT = concat!("INSERT INTO entity_assignments (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)");
    FIND = concat!(
        "SELECT ", columns!(), " FROM entity_assignments WHERE account_sid = $1 AND bundle_sid = $2 AND sid = $3"
    );
    OF_BUNDLE = concat!(
        "SELECT ", columns!(), " FROM entity_assignments WHERE account_sid = $1 AND bundle_sid = $2 \
        ORDER BY date_created, sid"
    );
    OF_OBJECT = concat!(
        "SELECT ", columns!(), " FROM entity_assignments WHERE account_sid = $1 AND object_sid = $2 \
        ORDER BY date_created, sid"
    );
    RESTING_ON = "SELECT bundle_sid FROM entity_assignments WHERE account_sid = $1 AND object_sid = $2 \
        AND bundle_sid > $3 ORDER BY bundle_sid LIMIT $4";
    // The empty text appended keeps SQLite from walking over the whole account in the order of bundles instead of
    // looking the few end users up.
    RESTING_BY_END_USERS = "SELECT bundle_sid FROM entity_assignments WHERE account_sid = $1 AND object_sid IN \
            (SELECT end_user_sid FROM end_user_bundles WHERE account_sid = $1 AND bundle_sid = $2) \
        AND bundle_sid || '' > $3 ORDER BY bundle_sid || '' LIMIT $4";
    MOVE_ALL = "UPDATE entity_assignments SET bundle_sid = $3 WHERE account_sid = $1 AND bundle_sid = $2";
    DELETE = "DELETE FROM entity_assignments WHERE account_sid = $1 AND bundle_sid = $2 AND sid = $3";
    DELETE_ALL = "DELETE FROM entity_assignments WHERE account_sid = $1 AND bundle_sid = $2";
    // A write that changes nothing takes the row's lock on both databases.
    TOUCH_END_USER = "UPDATE end_users SET version = version WHERE account_sid = $1 AND sid = $2";
    TOUCH_DOCUMENT = "UPDATE supporting_documents SET version = version WHERE account_sid = $1 AND sid = $2";
    TOUCH_BUNDLE = "UPDATE bundles SET version = version WHERE account_sid = $1 AND sid = $2";
}

listings! {
    LIST by "sid" = concat!(
        "SELECT ", columns!(), " FROM entity_assignments WHERE account_sid = $5 AND bundle_sid = $6 \
        AND (CAST($7 AS TEXT) IS NULL OR object_type = $7)"
    );
}

#[derive(sqlx::FromRow)]
struct EntityRow {
    account_sid: String,
    bundle_sid: String,
    sid: String,
    object_sid: String,
    object_account_sid: String,
    object_type: String,
    date_created: i64,
}

impl Sealed for EntityRow {
    type Clear = EntityAssignment;

    async fn open(self, _: &Vault) -> Result<EntityAssignment> {
        let place = Place::of_row("entity_assignments", &self.account_sid, &self.sid)?;
        Ok(EntityAssignment {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            object_sid: place.parse("object_sid", &self.object_sid)?,
            object_account_sid: place.parse("object_account_sid", &self.object_account_sid)?,
            date_created: Timestamp::from_micros(self.date_created),
            object_type: self.object_type,
        })
    }
}

impl Placed for EntityRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// Stores a new item.
    ///
    /// # Errors
    /// `Duplicate(EntityAssignmentObject)` if the object is an item of this bundle already; `Conflict` if the object or
    /// the bundle is not there (any more).
    pub async fn entity_assignment_insert(&mut self, assignment: &EntityAssignment) -> Result<()> {
        let touch = match assignment.object_sid {
            ObjectSid::EndUser(_) => TOUCH_END_USER,
            ObjectSid::SupportingDocument(_) => TOUCH_DOCUMENT,
            ObjectSid::Bundle(_) => TOUCH_BUNDLE,
        };
        self.execute_seen(&touch, args![assignment.object_account_sid, assignment.object_sid]).await?;
        let values = args![
            assignment.account_sid,
            assignment.bundle_sid,
            assignment.sid,
            assignment.object_sid,
            assignment.object_account_sid,
            &assignment.object_type,
            assignment.date_created,
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One item.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn entity_assignment_find(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sid: EntityAssignmentSid,
    ) -> Result<Option<EntityAssignment>> {
        self.find::<EntityRow>(&FIND, args![scope.account(), bundle, sid]).await
    }

    /// Items of a bundle, optionally of one object type.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn entity_assignment_list(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        object_type: Option<&str>,
        page: &PageRequest,
    ) -> Result<Page<EntityAssignment>> {
        self.page::<EntityRow>(&LIST, page, &args![scope.account(), bundle, object_type]).await
    }

    /// All items of a bundle, oldest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn entity_assignment_all(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
    ) -> Result<Vec<EntityAssignment>> {
        self.all::<EntityRow>(&OF_BUNDLE, args![scope.account(), bundle]).await
    }

    /// Where an object is an item, within this account, oldest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn entity_assignment_of_object(
        &mut self,
        scope: &Scope,
        object: ObjectSid,
    ) -> Result<Vec<EntityAssignment>> {
        self.all::<EntityRow>(&OF_OBJECT, args![scope.account(), object]).await
    }

    /// The bundles of this account that rest on a bundle of whichever account, as an item or named by an end user that
    /// is one; in the order of their identifiers, those after `after`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn bundles_resting_on(
        &mut self,
        scope: &Scope,
        support: BundleSid,
        after: Option<BundleSid>,
        limit: u32,
    ) -> Result<Vec<BundleSid>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let values = || args![scope.account(), support, after.as_str(), limit];
        let mut rows = self.rows::<(String,)>(&RESTING_ON, values()).await?;
        rows.extend(self.rows::<(String,)>(&RESTING_BY_END_USERS, values()).await?);
        let sids: BTreeSet<&str> = rows.iter().map(|(sid,)| sid.as_str()).collect();
        let place = |sid| Place::new("entity_assignments", scope.account(), sid);
        let first = sids.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
        first.map(|sid| place(sid).parse("bundle_sid", sid)).collect()
    }

    /// Moves all items of `from` to `to`, whose own items are deleted first (approval of a copy).
    ///
    /// # Errors
    /// `Conflict` if `to` is not there.
    pub async fn entity_assignment_move_all(
        &mut self,
        scope: &Scope,
        from: BundleSid,
        to: BundleSid,
    ) -> Result<()> {
        self.execute(&DELETE_ALL, args![scope.account(), to]).await?;
        self.execute(&MOVE_ALL, args![scope.account(), from, to]).await.map(drop)
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn entity_assignment_delete(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sid: EntityAssignmentSid,
    ) -> Result<bool> {
        Ok(self.execute(&DELETE, args![scope.account(), bundle, sid]).await? > 0)
    }
}
