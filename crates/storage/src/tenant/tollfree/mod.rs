//! Submissions for toll-free numbers. What was entered and why it was turned down is sealed.
//!
//! Each row has a line in the overview of its account and of the account above, and one in the reviewers' queue while
//! somebody has to decide it; the methods here write them together.

pub(crate) mod drafts;
pub(crate) mod overview;

use serde::{Deserialize, Serialize};
use trusthub_domain::contact::Phone;
use trusthub_domain::sid::{AccountSid, BundleSid, PhoneNumberSid, TollfreeSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::{State, Status, Submission, TextField, Verification};

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::{Value, args, place_after};
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "tollfree_verifications";

/// Filters of `tollfree_list` and `tollfree_list_family`; all given ones must hold.
#[derive(Debug, Clone, Default)]
pub struct TollfreeFilter {
    /// Of this number.
    pub number_sid: Option<PhoneNumberSid>,
    /// In this status.
    pub status: Option<Status>,
    /// With exactly this name of the customer's own.
    pub external_reference_id: Option<String>,
    /// On one of these products; any if empty.
    pub trust_products: Vec<BundleSid>,
}

impl TollfreeFilter {
    fn values(&self, scope: &Scope) -> Vec<Value> {
        let products: Vec<String> = self.trust_products.iter().map(ToString::to_string).collect();
        args![
            scope.account(),
            self.number_sid,
            self.status.map(Status::as_str),
            self.external_reference_id.as_ref(),
            Some(products.join(",")).filter(|list| !list.is_empty()),
        ]
    }
}

macro_rules! columns {
    () => {
        "account_sid, sid, number_sid, phone_number, customer_profile_sid, trust_product_sid, regulated_item_sid, content, \
         queued_at, version, date_created, date_updated"
    };
}

/// What narrows both lists. `$9` is a list of identifiers in one text; see `channel_assignments`.
macro_rules! narrowed {
    () => {
        " WHERE account_sid = $5 AND (CAST($6 AS TEXT) IS NULL OR number_sid = $6) \
         AND (CAST($7 AS TEXT) IS NULL OR status = $7) AND (CAST($8 AS TEXT) IS NULL OR external_reference_id = $8) \
         AND (CAST($9 AS TEXT) IS NULL OR (trust_product_sid IS NOT NULL \
            AND replace(CAST($9 AS TEXT), trust_product_sid, '') <> CAST($9 AS TEXT)))"
    };
}
pub(in crate::tenant::tollfree) use narrowed;

statements! {
    INSERT = concat!(
        "INSERT INTO tollfree_verifications (", columns!(), ", external_reference_id, status) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM tollfree_verifications WHERE account_sid = $1 AND sid = $2");
    OF_NUMBER = concat!(
        "SELECT ", columns!(), " FROM tollfree_verifications WHERE account_sid = $1 AND number_sid = $2"
    );
    SAVE = "UPDATE tollfree_verifications SET customer_profile_sid = $4, trust_product_sid = $5, regulated_item_sid = $6, \
            content = $7, queued_at = $8, date_updated = $9, status = $10, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    DELETE = "DELETE FROM tollfree_verifications WHERE account_sid = $1 AND sid = $2 AND version = $3";
    APPROVED_AFTER = "SELECT account_sid, sid, phone_number FROM tollfree_verifications \
        WHERE status = $4 AND (account_sid, sid) > ($1, $2) ORDER BY account_sid, sid LIMIT $3";
    // A write that changes nothing takes the row's lock on both databases.
    TOUCH_NUMBER = "UPDATE phone_numbers SET version = version WHERE account_sid = $1 AND sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM tollfree_verifications", narrowed!());
}

#[derive(sqlx::FromRow)]
struct VerificationRow {
    account_sid: String,
    sid: String,
    number_sid: String,
    phone_number: String,
    customer_profile_sid: Option<String>,
    trust_product_sid: Option<String>,
    regulated_item_sid: Option<String>,
    content: Vec<u8>,
    queued_at: i64,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

/// What is sealed of a verification.
#[derive(Serialize, Deserialize)]
struct Content {
    submission: Submission,
    edit_reason: Option<String>,
    state: State,
}

impl Sealed for VerificationRow {
    type Clear = Verification;

    async fn open(self, vault: &Vault) -> Result<Verification> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let Content { submission, edit_reason, state } = place.open(vault, "content", &self.content).await?;
        Ok(Verification {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            number_sid: place.parse("number_sid", &self.number_sid)?,
            phone_number: place.parse::<Phone>("phone_number", &self.phone_number)?,
            customer_profile_sid: place
                .parse_option("customer_profile_sid", self.customer_profile_sid.as_deref())?,
            trust_product_sid: place.parse_option("trust_product_sid", self.trust_product_sid.as_deref())?,
            regulated_item_sid: place
                .parse_option("regulated_item_sid", self.regulated_item_sid.as_deref())?,
            submission,
            edit_reason,
            state,
            queued_at: Timestamp::from_micros(self.queued_at),
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
        })
    }
}

impl Placed for VerificationRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

async fn sealed(verification: &Verification, vault: &Vault) -> Result<Vec<u8>> {
    let sid = verification.sid.to_string();
    let content = Content {
        submission: verification.submission.clone(),
        edit_reason: verification.edit_reason.clone(),
        state: verification.state.clone(),
    };
    Place::new(TABLE, verification.account_sid, &sid).seal(vault, "content", &content).await
}

impl Tx {
    /// Stores a new one.
    ///
    /// # Errors
    /// `Duplicate(TollfreeNumber)` if the number has one; `Conflict` if the number is not there (any more).
    pub async fn tollfree_insert(&mut self, verification: &Verification) -> Result<()> {
        self.execute_seen(&TOUCH_NUMBER, args![verification.account_sid, verification.number_sid]).await?;
        let content = sealed(verification, self.vault()).await?;
        let values = args![
            verification.account_sid,
            verification.sid,
            verification.number_sid,
            verification.phone_number.as_str(),
            verification.customer_profile_sid,
            verification.trust_product_sid,
            verification.regulated_item_sid,
            content,
            verification.queued_at,
            verification.version,
            verification.date_created,
            verification.date_updated,
            verification.submission.text(TextField::ExternalReferenceId),
            verification.status().as_str(),
        ];
        self.execute(&INSERT, values).await?;
        self.owner_set(verification.sid, verification.account_sid).await?;
        self.tollfree_show(verification).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn tollfree_find(&mut self, scope: &Scope, sid: TollfreeSid) -> Result<Option<Verification>> {
        self.find::<VerificationRow>(&FIND, args![scope.account(), sid]).await
    }

    /// The number's.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn tollfree_find_of_number(
        &mut self,
        scope: &Scope,
        number: PhoneNumberSid,
    ) -> Result<Option<Verification>> {
        self.find::<VerificationRow>(&OF_NUMBER, args![scope.account(), number]).await
    }

    /// The account's own.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn tollfree_list(
        &mut self,
        scope: &Scope,
        filter: &TollfreeFilter,
        page: &PageRequest,
    ) -> Result<Page<Verification>> {
        self.page::<VerificationRow>(&LIST, page, &filter.values(scope)).await
    }

    /// Saves it if its version is current; returns it with the next version. Account, number and the customer's name for
    /// it are as they were made.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn tollfree_save(&mut self, verification: &Verification) -> Result<Verification> {
        let content = sealed(verification, self.vault()).await?;
        let values = args![
            verification.account_sid,
            verification.sid,
            verification.version,
            verification.customer_profile_sid,
            verification.trust_product_sid,
            verification.regulated_item_sid,
            content,
            verification.queued_at,
            verification.date_updated,
            verification.status().as_str(),
        ];
        self.execute_seen(&SAVE, values).await?;
        self.tollfree_show(verification).await?;
        Ok(Verification { version: verification.version + 1, ..verification.clone() })
    }

    /// Deletes it if its version is current.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved or deleted it since it was read.
    pub async fn tollfree_delete(&mut self, verification: &Verification) -> Result<()> {
        // Its line comes first, as for whoever is at it or decides it: in another order two would wait for each other.
        self.tollfree_queue_remove(verification).await?;
        let values = args![verification.account_sid, verification.sid, verification.version];
        self.execute_seen(&DELETE, values).await?;
        self.owner_delete(verification.sid).await?;
        self.number_note_change(verification.account_sid, verification.number_sid).await?;
        self.tollfree_overview_delete(verification).await
    }

    /// Numbers of all accounts that are verified, after this place, at most `limit`; with the place of the last.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn tollfree_approved_any_account(
        &mut self,
        after: Option<(AccountSid, TollfreeSid)>,
        limit: u32,
    ) -> Result<Vec<((AccountSid, TollfreeSid), Phone)>> {
        let (account, sid) = place_after(after);
        let values = args![account, sid, limit, Status::Approved.as_str()];
        let rows = self.rows::<(String, String, String)>(&APPROVED_AFTER, values).await?;
        let number = |(account, sid, phone): (String, String, String)| {
            let place = Place::of_row(TABLE, &account, &sid)?;
            Ok(((place.account(), place.parse("sid", &sid)?), place.parse("phone_number", &phone)?))
        };
        rows.into_iter().map(number).collect()
    }

    /// Its lines in the overviews and the queue.
    async fn tollfree_show(&mut self, verification: &Verification) -> Result<()> {
        self.tollfree_queue_set(verification).await?;
        self.number_note_change(verification.account_sid, verification.number_sid).await?;
        self.tollfree_overview_set(verification).await
    }
}
