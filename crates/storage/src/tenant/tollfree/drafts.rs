//! What a form for a toll-free number begins with, until it is submitted. Sealed.

use serde::{Deserialize, Serialize};
use trusthub_domain::sid::{AccountSid, BundleSid, PhoneNumberSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::Entered;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "tollfree_drafts";

macro_rules! columns {
    () => {
        "account_sid, number_sid, customer_profile_sid, content, date_updated"
    };
}

statements! {
    SET = concat!(
        "INSERT INTO tollfree_drafts (", columns!(), ") VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account_sid, number_sid) DO UPDATE SET customer_profile_sid = excluded.customer_profile_sid, \
            content = excluded.content, date_updated = excluded.date_updated"
    );
    FIND = concat!("SELECT ", columns!(), " FROM tollfree_drafts WHERE account_sid = $1 AND number_sid = $2");
    LIST_ALL = concat!(
        "SELECT ", columns!(), " FROM tollfree_drafts WHERE account_sid = $1 AND number_sid > $2 \
        ORDER BY number_sid LIMIT $3"
    );
    DELETE = "DELETE FROM tollfree_drafts WHERE account_sid = $1 AND number_sid = $2";
}

/// What was entered for a number so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TollfreeDraft {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The number.
    pub number_sid: PhoneNumberSid,
    /// The business's profile.
    pub customer_profile_sid: Option<BundleSid>,
    /// What was entered.
    pub entered: Entered,
    /// Whether whoever fills it in is not asked for what messages are about.
    pub skips_use_case: bool,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// What is sealed of a draft.
#[derive(Serialize, Deserialize)]
struct Content {
    entered: Entered,
    skips_use_case: bool,
}

impl Content {
    fn of(draft: &TollfreeDraft) -> Self {
        Self { entered: draft.entered.clone(), skips_use_case: draft.skips_use_case }
    }
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    account_sid: String,
    number_sid: String,
    customer_profile_sid: Option<String>,
    content: Vec<u8>,
    date_updated: i64,
}

impl Sealed for DraftRow {
    type Clear = TollfreeDraft;

    async fn open(self, vault: &Vault) -> Result<TollfreeDraft> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.number_sid)?;
        let Content { entered, skips_use_case } = place.open(vault, "content", &self.content).await?;
        Ok(TollfreeDraft {
            account_sid: place.account(),
            number_sid: place.parse("number_sid", &self.number_sid)?,
            customer_profile_sid: place
                .parse_option("customer_profile_sid", self.customer_profile_sid.as_deref())?,
            entered,
            skips_use_case,
            date_updated: Timestamp::from_micros(self.date_updated),
        })
    }
}

impl Tx {
    /// Keeps it, in place of the one before.
    ///
    /// # Errors
    /// `Erased`.
    pub async fn tollfree_draft_set(&mut self, draft: &TollfreeDraft) -> Result<()> {
        let key = draft.number_sid.to_string();
        let content = Place::new(TABLE, draft.account_sid, &key)
            .seal(self.vault(), "content", &Content::of(draft))
            .await?;
        let values = args![
            draft.account_sid,
            draft.number_sid,
            draft.customer_profile_sid,
            content,
            draft.date_updated
        ];
        self.execute(&SET, values).await.map(drop)
    }

    /// The number's.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn tollfree_draft_find(
        &mut self,
        scope: &Scope,
        number: PhoneNumberSid,
    ) -> Result<Option<TollfreeDraft>> {
        self.find::<DraftRow>(&FIND, args![scope.account(), number]).await
    }

    /// All of the account, in the order of their numbers' identifiers, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn tollfree_draft_list_all(
        &mut self,
        scope: &Scope,
        after: Option<PhoneNumberSid>,
        limit: u32,
    ) -> Result<Vec<TollfreeDraft>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        self.all::<DraftRow>(&LIST_ALL, args![scope.account(), after, limit]).await
    }

    /// Deletes the number's; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn tollfree_draft_delete(&mut self, scope: &Scope, number: PhoneNumberSid) -> Result<bool> {
        Ok(self.execute(&DELETE, args![scope.account(), number]).await? > 0)
    }
}
