//! Phone numbers of bundles.

use trusthub_domain::bundle::ChannelAssignment;
use trusthub_domain::sid::{BundleSid, ChannelAssignmentSid, PhoneNumberSid};
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
        "account_sid, bundle_sid, sid, number_sid, number_account_sid, date_created"
    };
}

statements! {
    INSERT = concat!("INSERT INTO channel_assignments (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6)");
    FIND = concat!(
        "SELECT ", columns!(), " FROM channel_assignments WHERE account_sid = $1 AND bundle_sid = $2 AND sid = $3"
    );
    OF_NUMBER = concat!(
        "SELECT ", columns!(), " FROM channel_assignments WHERE account_sid = $1 AND number_sid = $2 \
        ORDER BY date_created, sid"
    );
    ANY = "SELECT sid FROM channel_assignments WHERE account_sid = $1 AND bundle_sid = $2 LIMIT 1";
    DELETE = "DELETE FROM channel_assignments WHERE account_sid = $1 AND bundle_sid = $2 AND sid = $3";
    // A write that changes nothing takes the row's lock on both databases.
    TOUCH_NUMBER = "UPDATE phone_numbers SET version = version WHERE account_sid = $1 AND sid = $2";
}

listings! {
    // $7 is a list of identifiers in one text: removing what is in it changes it, and the databases agree on no other
    // way to pass a list. Identifiers are of equal length and begin with letters that are no hex digits, so that none
    // is found across the border of two others.
    LIST by "sid" = concat!(
        "SELECT ", columns!(), " FROM channel_assignments WHERE account_sid = $5 AND bundle_sid = $6 \
        AND (CAST($7 AS TEXT) IS NULL OR replace(CAST($7 AS TEXT), number_sid, '') <> $7)"
    );
}

#[derive(sqlx::FromRow)]
struct ChannelRow {
    account_sid: String,
    bundle_sid: String,
    sid: String,
    number_sid: String,
    number_account_sid: String,
    date_created: i64,
}

impl Sealed for ChannelRow {
    type Clear = ChannelAssignment;

    async fn open(self, _: &Vault) -> Result<ChannelAssignment> {
        let place = Place::of_row("channel_assignments", &self.account_sid, &self.sid)?;
        Ok(ChannelAssignment {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            number_sid: place.parse("number_sid", &self.number_sid)?,
            number_account_sid: place.parse("number_account_sid", &self.number_account_sid)?,
            date_created: Timestamp::from_micros(self.date_created),
        })
    }
}

impl Placed for ChannelRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// Stores a new number assignment.
    ///
    /// # Errors
    /// `Duplicate(ChannelAssignmentNumber)` if it is there already; `Conflict` if the number or the bundle is not there
    /// (any more).
    pub async fn channel_assignment_insert(&mut self, assignment: &ChannelAssignment) -> Result<()> {
        self.execute_seen(&TOUCH_NUMBER, args![assignment.number_account_sid, assignment.number_sid]).await?;
        let values = args![
            assignment.account_sid,
            assignment.bundle_sid,
            assignment.sid,
            assignment.number_sid,
            assignment.number_account_sid,
            assignment.date_created,
        ];
        self.execute(&INSERT, values).await?;
        self.number_note_change(assignment.number_account_sid, assignment.number_sid).await
    }

    /// One number assignment.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn channel_assignment_find(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sid: ChannelAssignmentSid,
    ) -> Result<Option<ChannelAssignment>> {
        self.find::<ChannelRow>(&FIND, args![scope.account(), bundle, sid]).await
    }

    /// Number assignments of a bundle, optionally only of these numbers.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn channel_assignment_list(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        numbers: Option<&[PhoneNumberSid]>,
        page: &PageRequest,
    ) -> Result<Page<ChannelAssignment>> {
        let numbers =
            numbers.map(|numbers| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
        self.page::<ChannelRow>(&LIST, page, &args![scope.account(), bundle, numbers]).await
    }

    /// Where a number is assigned, within this account, oldest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn channel_assignment_of_number(
        &mut self,
        scope: &Scope,
        number: PhoneNumberSid,
    ) -> Result<Vec<ChannelAssignment>> {
        self.all::<ChannelRow>(&OF_NUMBER, args![scope.account(), number]).await
    }

    /// Whether any number is assigned to the bundle.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn channel_assignment_exists(&mut self, scope: &Scope, bundle: BundleSid) -> Result<bool> {
        Ok(self.row::<(String,)>(&ANY, args![scope.account(), bundle]).await?.is_some())
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn channel_assignment_delete(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sid: ChannelAssignmentSid,
    ) -> Result<bool> {
        let Some(gone) = self.channel_assignment_find(scope, bundle, sid).await? else { return Ok(false) };
        self.number_note_change(gone.number_account_sid, gone.number_sid).await?;
        Ok(self.execute(&DELETE, args![scope.account(), bundle, sid]).await? > 0)
    }
}
