//! Reviewers: the provider's people, of no account. Global table; e-mails sealed under the hub's key, found by keyed hash.

use std::fmt;

use trusthub_domain::contact::Email;
use trusthub_domain::review::Reviewer;
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Sealed;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::vault::Vault;

/// What signing in needs.
#[derive(Clone)]
pub struct ReviewerCredentials {
    /// The reviewer.
    pub reviewer: Reviewer,
    /// Argon2 hash in PHC form.
    pub password_hash: String,
}

impl fmt::Debug for ReviewerCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReviewerCredentials").field("reviewer", &self.reviewer.sid).finish_non_exhaustive()
    }
}

statements! {
    INSERT = "INSERT INTO reviewers \
            (sid, email, email_hash, role, is_disabled, password_hash, version, date_created, date_updated) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    FIND = "SELECT sid, email, role, is_disabled, password_hash, version, date_created, date_updated FROM reviewers \
        WHERE sid = $1";
    FIND_BY_EMAIL = "SELECT sid, email, role, is_disabled, password_hash, version, date_created, date_updated \
        FROM reviewers WHERE email_hash = $1";
    LIST = "SELECT sid, email, role, is_disabled, password_hash, version, date_created, date_updated FROM reviewers \
        ORDER BY date_created, sid";
    SAVE = "UPDATE reviewers SET role = $3, is_disabled = $4, date_updated = $5, version = version + 1 \
        WHERE sid = $1 AND version = $2";
    SET_PASSWORD = "UPDATE reviewers SET password_hash = $2 WHERE sid = $1";
}

#[derive(sqlx::FromRow)]
struct ReviewerRow {
    sid: String,
    email: Vec<u8>,
    role: String,
    is_disabled: bool,
    password_hash: String,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl Sealed for ReviewerRow {
    type Clear = ReviewerCredentials;

    async fn open(self, vault: &Vault) -> Result<ReviewerCredentials> {
        let corrupt = |column| Error::Corrupt { table: "reviewers", column, key: self.sid.clone() };
        let email = vault.open_hub(&email_place(&self.sid), &self.email).map_err(|_| corrupt("email"))?;
        let email = String::from_utf8(email).ok().and_then(|email| email.parse().ok());
        let reviewer = Reviewer {
            sid: self.sid.parse().map_err(|_| corrupt("sid"))?,
            email: email.ok_or_else(|| corrupt("email"))?,
            role: self.role.parse().map_err(|_| corrupt("role"))?,
            is_disabled: self.is_disabled,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
        };
        Ok(ReviewerCredentials { reviewer, password_hash: self.password_hash })
    }
}

fn email_place(sid: &str) -> String {
    format!("reviewers/email/{sid}")
}

/// The local part of an address is case-sensitive on paper only; nobody signs in with it spelt exactly.
fn email_hash(vault: &Vault, email: &Email) -> Vec<u8> {
    vault.lookup_hash(&format!("reviewer_email\n{}", email.as_str().to_lowercase()))
}

impl Tx {
    /// Stores a new reviewer.
    ///
    /// # Errors
    /// `Duplicate(ReviewerEmail)` if the e-mail is taken.
    pub async fn reviewer_insert(&mut self, reviewer: &Reviewer, password_hash: &str) -> Result<()> {
        let place = email_place(&reviewer.sid.to_string());
        let values = args![
            reviewer.sid,
            self.vault().seal_hub(&place, reviewer.email.as_str().as_bytes())?,
            email_hash(self.vault(), &reviewer.email),
            reviewer.role.as_str(),
            reviewer.is_disabled,
            password_hash,
            reviewer.version,
            reviewer.date_created,
            reviewer.date_updated,
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// By identifier.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn reviewer_find(&mut self, sid: ReviewerSid) -> Result<Option<Reviewer>> {
        let found = self.find::<ReviewerRow>(&FIND, args![sid]).await?;
        Ok(found.map(|credentials| credentials.reviewer))
    }

    /// By e-mail, case-insensitively, with the password's hash.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn reviewer_find_by_email(&mut self, email: &Email) -> Result<Option<ReviewerCredentials>> {
        let hash = email_hash(self.vault(), email);
        self.find::<ReviewerRow>(&FIND_BY_EMAIL, args![hash]).await
    }

    /// All, oldest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn reviewer_list(&mut self) -> Result<Vec<Reviewer>> {
        let all = self.all::<ReviewerRow>(&LIST, args![]).await?;
        Ok(all.into_iter().map(|credentials| credentials.reviewer).collect())
    }

    /// Saves role and state; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn reviewer_save(&mut self, reviewer: &Reviewer) -> Result<Reviewer> {
        let values = args![
            reviewer.sid,
            reviewer.version,
            reviewer.role.as_str(),
            reviewer.is_disabled,
            reviewer.date_updated,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(Reviewer { version: reviewer.version + 1, ..reviewer.clone() })
    }

    /// Replaces the password's hash.
    ///
    /// # Errors
    /// `Conflict` if there is no such reviewer.
    pub async fn reviewer_set_password(&mut self, sid: ReviewerSid, password_hash: &str) -> Result<()> {
        self.execute_seen(&SET_PASSWORD, args![sid, password_hash]).await
    }
}
