//! Links by which people set a password (global table `password_links`): found by a token of which only a hash is kept.

use secrecy::SecretString;
use trusthub_domain::people::{Holder, Link, Person};
use trusthub_domain::time::Timestamp;

use super::sessions::{columns, holder, token_hash};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

const TABLE: &str = "password_links";

statements! {
    INSERT = "INSERT INTO password_links (token_hash, purpose, account_sid, person_sid, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT purpose, account_sid, person_sid, expires_at FROM password_links WHERE token_hash = $1";
    DELETE = "DELETE FROM password_links WHERE token_hash = $1";
    DELETE_OF_PERSON = "DELETE FROM password_links WHERE person_sid = $1";
    PURGE = "DELETE FROM password_links WHERE expires_at <= $1";
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    purpose: String,
    account_sid: Option<String>,
    person_sid: String,
    expires_at: i64,
}

impl TryFrom<LinkRow> for Link {
    type Error = Error;

    fn try_from(row: LinkRow) -> Result<Self> {
        let corrupt = |column| Error::Corrupt { table: TABLE, column, key: row.person_sid.clone() };
        let person = match holder(TABLE, row.account_sid.as_deref(), &row.person_sid)? {
            Holder::Person(person) => person,
            Holder::Account(_) => return Err(corrupt("person_sid")),
        };
        Ok(Self {
            purpose: row.purpose.parse().map_err(|_| corrupt("purpose"))?,
            person,
            expires_at: Timestamp::from_micros(row.expires_at),
        })
    }
}

impl Tx {
    /// Stores a new link.
    ///
    /// # Errors
    /// `Duplicate(Other)` if the token is taken, which random ones are not.
    pub async fn password_link_insert_any_account(
        &mut self,
        token: &SecretString,
        link: &Link,
    ) -> Result<()> {
        let (account, sid) = columns(&Holder::Person(link.person));
        let values = args![token_hash(token), link.purpose.as_str(), account, sid, link.expires_at];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// The link that a token makes, also when it is no longer good.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn password_link_find_any_account(&mut self, token: &SecretString) -> Result<Option<Link>> {
        self.row::<LinkRow>(&FIND, args![token_hash(token)]).await?.map(TryInto::try_into).transpose()
    }

    /// Takes a link; `false` if there is none, because it was taken.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn password_link_take_any_account(&mut self, token: &SecretString) -> Result<bool> {
        Ok(self.execute(&DELETE, args![token_hash(token)]).await? > 0)
    }

    /// Takes all links of a person.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn password_link_delete_all_any_account(&mut self, person: Person) -> Result<()> {
        self.execute(&DELETE_OF_PERSON, args![person.to_string()]).await.map(drop)
    }

    /// Forgets the links that are no longer good.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn password_link_purge_any_account(&mut self, now: Timestamp) -> Result<()> {
        self.execute(&PURGE, args![now]).await.map(drop)
    }
}
