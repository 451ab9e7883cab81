//! End users: attributes are sealed.

use std::collections::BTreeSet;

use trusthub_domain::bundle::ObjectSid;
use trusthub_domain::item::EndUser;
use trusthub_domain::sid::{BundleSid, EndUserSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

macro_rules! columns {
    () => {
        "account_sid, sid, friendly_name, type_name, attributes, version, date_created, date_updated"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO end_users (", columns!(), ", business_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM end_users WHERE account_sid = $1 AND sid = $2");
    SAVE = "UPDATE end_users SET friendly_name = $3, attributes = $4, business_name = $5, date_updated = $6, \
        version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $7";
    // What is remembered of its bundles goes with it, by its foreign key.
    DELETE = "DELETE FROM end_users WHERE account_sid = $1 AND sid = $2";
    LINKS_INSERT = "INSERT INTO end_user_bundles (account_sid, end_user_sid, bundle_sid) VALUES ($1, $2, $3)";
    LINKS_DELETE = "DELETE FROM end_user_bundles WHERE account_sid = $1 AND end_user_sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM end_users WHERE account_sid = $5");
}

const TABLE: &str = "end_users";

/// No legal name is longer; an index entry has a limit, and what a customer writes into an attribute has none.
const BUSINESS_NAME_CHARACTERS: usize = 255;

#[derive(sqlx::FromRow)]
struct EndUserRow {
    account_sid: String,
    sid: String,
    friendly_name: String,
    type_name: String,
    attributes: Vec<u8>,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl Sealed for EndUserRow {
    type Clear = EndUser;

    async fn open(self, vault: &Vault) -> Result<EndUser> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(EndUser {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            attributes: place.open(vault, "attributes", &self.attributes).await?,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
            type_name: self.type_name,
        })
    }
}

impl Placed for EndUserRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

async fn seal_attributes(end_user: &EndUser, vault: &Vault) -> Result<Vec<u8>> {
    let key = end_user.sid.to_string();
    Place::new(TABLE, end_user.account_sid, &key).seal(vault, "attributes", &end_user.attributes).await
}

/// The legal name of a business, in clear; PostgreSQL's texts cannot hold the character NUL.
fn business_name(end_user: &EndUser) -> Option<String> {
    let name = end_user.attributes.get("business_name")?.as_str()?;
    Some(name.chars().filter(|character| *character != '\0').take(BUSINESS_NAME_CHARACTERS).collect())
}

impl Tx {
    /// Stores a new one.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn end_user_insert(&mut self, end_user: &EndUser) -> Result<()> {
        let attributes = seal_attributes(end_user, self.vault()).await?;
        let values = args![
            end_user.account_sid,
            end_user.sid,
            &end_user.friendly_name,
            &end_user.type_name,
            attributes,
            end_user.version,
            end_user.date_created,
            end_user.date_updated,
            business_name(end_user),
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn end_user_find(&mut self, scope: &Scope, sid: EndUserSid) -> Result<Option<EndUser>> {
        self.find::<EndUserRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn end_user_list(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<EndUser>> {
        self.page::<EndUserRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn end_user_save(&mut self, end_user: &EndUser) -> Result<EndUser> {
        let attributes = seal_attributes(end_user, self.vault()).await?;
        let values = args![
            end_user.account_sid,
            end_user.sid,
            &end_user.friendly_name,
            attributes,
            business_name(end_user),
            end_user.date_updated,
            end_user.version,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(EndUser { version: end_user.version + 1, ..end_user.clone() })
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Conflict` if it is an item of a bundle: somebody has just assigned it.
    pub async fn end_user_delete(&mut self, scope: &Scope, sid: EndUserSid) -> Result<bool> {
        if self.execute(&DELETE, args![scope.account(), sid]).await? == 0 {
            return Ok(false);
        }
        let assignments = self.entity_assignment_of_object(scope, ObjectSid::EndUser(sid)).await?;
        if assignments.is_empty() { Ok(true) } else { Err(Error::Conflict) }
    }

    /// Replaces what is remembered of which bundles an end user refers to (the attributes themselves are sealed).
    ///
    /// # Errors
    /// `Conflict` if the end user is not there (any more).
    pub async fn end_user_bundles_set(
        &mut self,
        scope: &Scope,
        end_user: EndUserSid,
        bundles: &BTreeSet<BundleSid>,
    ) -> Result<()> {
        self.execute(&LINKS_DELETE, args![scope.account(), end_user]).await?;
        for bundle in bundles {
            self.execute(&LINKS_INSERT, args![scope.account(), end_user, *bundle]).await?;
        }
        Ok(())
    }
}
