//! The people of an account who sign in to the console; and the global table that says whose user an e-mail is.

use std::fmt;

use trusthub_domain::contact::Email;
use trusthub_domain::people::{Notifications, User};
use trusthub_domain::sid::{AccountSid, UserSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

/// What signing in needs.
#[derive(Clone)]
pub struct UserCredentials {
    /// The user.
    pub user: User,
    /// Argon2 hash in PHC form; `None` while they are invited.
    pub password_hash: Option<String>,
}

impl fmt::Debug for UserCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserCredentials").field("user", &self.user.sid).finish_non_exhaustive()
    }
}

macro_rules! columns {
    () => {
        "account_sid, sid, email, role, is_disabled, password_hash, tells_decisions, tells_expiry, version, \
         date_created, date_updated"
    };
}

statements! {
    INSERT = concat!("INSERT INTO users (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    FIND = concat!("SELECT ", columns!(), " FROM users WHERE account_sid = $1 AND sid = $2");
    SAVE = "UPDATE users SET role = $4, is_disabled = $5, tells_decisions = $6, tells_expiry = $7, date_updated = $8, \
        version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $3";
    SET_PASSWORD = "UPDATE users SET password_hash = $4, date_updated = $5, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    DELETE = "DELETE FROM users WHERE account_sid = $1 AND sid = $2 AND version = $3";
    OTHER_OWNER = concat!(
        "SELECT ", columns!(), " FROM users WHERE account_sid = $1 AND sid <> $2 AND role = 'owner' \
        AND NOT is_disabled AND password_hash IS NOT NULL ORDER BY date_created, sid LIMIT 1"
    );
    TOLD = concat!(
        "SELECT ", columns!(), " FROM users WHERE account_sid = $1 AND (tells_decisions OR tells_expiry) \
        AND NOT is_disabled AND password_hash IS NOT NULL ORDER BY date_created, sid"
    );
    INVITED = "SELECT count(*) AS invited FROM users WHERE account_sid = $1 AND password_hash IS NULL";
    OWNER_INSERT = "INSERT INTO user_owner (email_hash, account_sid, user_sid) VALUES ($1, $2, $3)";
    OWNER_FIND = "SELECT account_sid, user_sid FROM user_owner WHERE email_hash = $1";
    OWNER_DELETE = "DELETE FROM user_owner WHERE account_sid = $1 AND user_sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM users WHERE account_sid = $5");
}

const TABLE: &str = "users";

#[derive(sqlx::FromRow)]
struct UserRow {
    account_sid: String,
    sid: String,
    email: Vec<u8>,
    role: String,
    is_disabled: bool,
    password_hash: Option<String>,
    tells_decisions: bool,
    tells_expiry: bool,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl Sealed for UserRow {
    type Clear = UserCredentials;

    async fn open(self, vault: &Vault) -> Result<UserCredentials> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let user = User {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            email: place.open(vault, "email", &self.email).await?,
            role: place.parse("role", &self.role)?,
            is_invited: self.password_hash.is_none(),
            is_disabled: self.is_disabled,
            notifications: Notifications { decisions: self.tells_decisions, expiry: self.tells_expiry },
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
        };
        Ok(UserCredentials { user, password_hash: self.password_hash })
    }
}

impl Placed for UserRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

/// The local part of an address is case-sensitive on paper only; nobody signs in with it spelt exactly.
fn email_hash(vault: &Vault, email: &Email) -> Vec<u8> {
    vault.lookup_hash(&format!("user_email\n{}", email.as_str().to_lowercase()))
}

impl Tx {
    /// Stores a new user, who has no password yet.
    ///
    /// # Errors
    /// `Duplicate(UserEmail)` if somebody signs in with the e-mail already, of whichever account; `Erased`.
    pub async fn user_insert(&mut self, user: &User) -> Result<()> {
        let hash = email_hash(self.vault(), &user.email);
        self.execute(&OWNER_INSERT, args![hash, user.account_sid, user.sid]).await?;
        let key = user.sid.to_string();
        let email =
            Place::new(TABLE, user.account_sid, &key).seal(self.vault(), "email", &user.email).await?;
        let values = args![
            user.account_sid,
            user.sid,
            email,
            user.role.as_str(),
            user.is_disabled,
            None::<String>,
            user.notifications.decisions,
            user.notifications.expiry,
            user.version,
            user.date_created,
            user.date_updated,
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One user.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn user_find(&mut self, scope: &Scope, sid: UserSid) -> Result<Option<User>> {
        Ok(self.user_credentials(scope, sid).await?.map(|credentials| credentials.user))
    }

    /// One user with the password's hash.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn user_credentials(&mut self, scope: &Scope, sid: UserSid) -> Result<Option<UserCredentials>> {
        self.find::<UserRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All users.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn user_list(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<User>> {
        let page = self.page::<UserRow>(&LIST, page, &args![scope.account()]).await?;
        Ok(page.map(|credentials| credentials.user))
    }

    /// An owner other than this user who can sign in.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn user_find_other_owner(&mut self, scope: &Scope, sid: UserSid) -> Result<Option<User>> {
        let found = self.find::<UserRow>(&OTHER_OWNER, args![scope.account(), sid]).await?;
        Ok(found.map(|credentials| credentials.user))
    }

    /// Those who can sign in and chose some mails, oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn user_list_told(&mut self, scope: &Scope) -> Result<Vec<User>> {
        let found = self.all::<UserRow>(&TOLD, args![scope.account()]).await?;
        Ok(found.into_iter().map(|credentials| credentials.user).collect())
    }

    /// How many have not chosen a password yet.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn user_count_invited(&mut self, scope: &Scope) -> Result<i64> {
        let counted = self.row::<(i64,)>(&INVITED, args![scope.account()]).await?;
        Ok(counted.map_or(0, |(invited,)| invited))
    }

    /// Saves role, state and notifications; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn user_save(&mut self, user: &User) -> Result<User> {
        let values = args![
            user.account_sid,
            user.sid,
            user.version,
            user.role.as_str(),
            user.is_disabled,
            user.notifications.decisions,
            user.notifications.expiry,
            user.date_updated,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(User { version: user.version + 1, ..user.clone() })
    }

    /// Replaces the password's hash; returns the user with the next version.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn user_set_password(
        &mut self,
        user: &User,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<User> {
        let values = args![user.account_sid, user.sid, user.version, password_hash, now];
        self.execute_seen(&SET_PASSWORD, values).await?;
        Ok(User { is_invited: false, version: user.version + 1, date_updated: now, ..user.clone() })
    }

    /// Deletes it; the e-mail is free again.
    ///
    /// # Errors
    /// `Conflict` if its version is not current.
    pub async fn user_delete(&mut self, user: &User) -> Result<()> {
        self.execute_seen(&DELETE, args![user.account_sid, user.sid, user.version]).await?;
        self.execute(&OWNER_DELETE, args![user.account_sid, user.sid]).await.map(drop)
    }

    /// Whose user signs in with this e-mail, however spelt.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn user_owner_any_account(&mut self, email: &Email) -> Result<Option<(AccountSid, UserSid)>> {
        let hash = email_hash(self.vault(), email);
        let Some((account, user)) = self.row::<(String, String)>(&OWNER_FIND, args![hash]).await? else {
            return Ok(None);
        };
        let corrupt = |column| Error::Corrupt { table: "user_owner", column, key: user.clone() };
        let account = account.parse().map_err(|_| corrupt("account_sid"))?;
        Ok(Some((account, user.parse().map_err(|_| corrupt("user_sid"))?)))
    }
}
