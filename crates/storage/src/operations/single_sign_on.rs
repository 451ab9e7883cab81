//! Who signs in by the operator's provider of sign-ins (global table `single_sign_on`): found by what the provider calls
//! them, before it is known who that is.

use trusthub_domain::people::{Holder, Person};
use trusthub_domain::time::Timestamp;

use super::sessions::{columns, holder};
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::vault::Vault;

const TABLE: &str = "single_sign_on";

statements! {
    BIND = "INSERT INTO single_sign_on (subject_hash, account_sid, person_sid, date_created) VALUES ($1, $2, $3, $4)";
    FIND = "SELECT account_sid, person_sid FROM single_sign_on WHERE subject_hash = $1";
    RELEASE = "DELETE FROM single_sign_on WHERE person_sid = $1";
}

#[derive(sqlx::FromRow)]
struct BoundRow {
    account_sid: Option<String>,
    person_sid: String,
}

/// Providers choose names for people that may be their e-mail; a keyed hash tells nothing of them. No issuer has a line feed.
fn subject_hash(vault: &Vault, issuer: &str, subject: &str) -> Vec<u8> {
    vault.lookup_hash(&format!("single sign-on\n{issuer}\n{subject}"))
}

impl Tx {
    /// Whom a provider means by this name.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn single_sign_on_find_any_account(
        &mut self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Person>> {
        let hash = subject_hash(self.vault(), issuer, subject);
        let Some(row) = self.row::<BoundRow>(&FIND, args![hash]).await? else { return Ok(None) };
        match holder(TABLE, row.account_sid.as_deref(), &row.person_sid)? {
            Holder::Person(person) => Ok(Some(person)),
            Holder::Account(_) => {
                Err(Error::Corrupt { table: TABLE, column: "person_sid", key: row.person_sid })
            }
        }
    }

    /// From now on a provider means this person by that name.
    ///
    /// # Errors
    /// `Duplicate(SingleSignOn)` if it means somebody else, or calls them otherwise.
    pub async fn single_sign_on_bind_any_account(
        &mut self,
        issuer: &str,
        subject: &str,
        person: Person,
        now: Timestamp,
    ) -> Result<()> {
        let hash = subject_hash(self.vault(), issuer, subject);
        let (account, person) = columns(&Holder::Person(person));
        self.execute(&BIND, args![hash, account, person, now]).await.map(drop)
    }

    /// From now on a provider means this person by no name, until they sign in by it again.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn single_sign_on_release_any_account(&mut self, person: Person) -> Result<()> {
        self.execute(&RELEASE, args![person.to_string()]).await.map(drop)
    }
}
