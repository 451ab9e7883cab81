//! Keys that people sign in with (global table `passkeys`): found by the credential that a device shows, before it is known
//! whose it is. What is sealed is under the account's key, a reviewer's under the hub's.

use serde::{Deserialize, Serialize};
use trusthub_domain::people::{Holder, Passkey, Person};
use trusthub_domain::sid::PasskeySid;
use trusthub_domain::time::Timestamp;
use zeroize::Zeroizing;

use super::sessions::{columns, holder};
use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::vault::Vault;

const TABLE: &str = "passkeys";

statements! {
    INSERT = "INSERT INTO passkeys \
            (credential_hash, sid, account_sid, person_sid, credential, counter, date_created, last_used_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT sid, account_sid, person_sid, credential, counter, date_created, last_used_at FROM passkeys \
        WHERE credential_hash = $1";
    LIST = "SELECT sid, account_sid, person_sid, credential, counter, date_created, last_used_at FROM passkeys \
        WHERE person_sid = $1 ORDER BY date_created, sid";
    // Of two answers at once with the same count, one is a copy's.
    USED = "UPDATE passkeys SET counter = $3, last_used_at = $4 WHERE credential_hash = $1 AND counter = $2";
    DELETE = "DELETE FROM passkeys WHERE person_sid = $1 AND sid = $2";
    DELETE_OF_PERSON = "DELETE FROM passkeys WHERE person_sid = $1";
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Credential {
    name: String,
    credential_id: Vec<u8>,
    public_key: Vec<u8>,
    is_synced: bool,
}

#[derive(sqlx::FromRow)]
struct PasskeyRow {
    sid: String,
    account_sid: Option<String>,
    person_sid: String,
    credential: Vec<u8>,
    counter: i64,
    date_created: i64,
    last_used_at: Option<i64>,
}

impl Sealed for PasskeyRow {
    type Clear = Passkey;

    async fn open(self, vault: &Vault) -> Result<Passkey> {
        let corrupt = |column| Error::Corrupt { table: TABLE, column, key: self.sid.clone() };
        let person = match holder(TABLE, self.account_sid.as_deref(), &self.person_sid)? {
            Holder::Person(person) => person,
            Holder::Account(_) => return Err(corrupt("person_sid")),
        };
        let credential = match person {
            Person::User { account_sid, .. } => {
                Place::new(TABLE, account_sid, &self.sid).open(vault, "credential", &self.credential).await?
            }
            Person::Reviewer(_) => {
                let clear = vault.open_hub(&hub_place(&self.sid), &self.credential);
                let clear = clear.map(Zeroizing::new).map_err(|_| corrupt("credential"))?;
                serde_json::from_slice(&clear).map_err(|_| corrupt("credential"))?
            }
        };
        let Credential { name, credential_id, public_key, is_synced } = credential;
        Ok(Passkey {
            sid: self.sid.parse().map_err(|_| corrupt("sid"))?,
            person,
            name,
            credential_id,
            public_key,
            is_synced,
            counter: u32::try_from(self.counter).map_err(|_| corrupt("counter"))?,
            date_created: Timestamp::from_micros(self.date_created),
            last_used_at: self.last_used_at.map(Timestamp::from_micros),
        })
    }
}

fn hub_place(sid: &str) -> String {
    format!("{TABLE}/credential/{sid}")
}

async fn seal(vault: &Vault, passkey: &Passkey) -> Result<Vec<u8>> {
    let key = passkey.sid.to_string();
    let credential = Credential {
        name: passkey.name.clone(),
        credential_id: passkey.credential_id.clone(),
        public_key: passkey.public_key.clone(),
        is_synced: passkey.is_synced,
    };
    match passkey.person {
        Person::User { account_sid, .. } => {
            Place::new(TABLE, account_sid, &key).seal(vault, "credential", &credential).await
        }
        Person::Reviewer(_) => {
            let corrupt = |_| Error::Corrupt { table: TABLE, column: "credential", key: key.clone() };
            let clear = serde_json::to_vec(&credential).map(Zeroizing::new).map_err(corrupt)?;
            vault.seal_hub(&hub_place(&key), &clear)
        }
    }
}

/// Devices choose identifiers of their own lengths; a keyed hash tells nothing of them.
fn credential_hash(vault: &Vault, credential_id: &[u8]) -> Vec<u8> {
    vault.lookup_hash(&format!("passkey\n{}", hex::encode(credential_id)))
}

impl Tx {
    /// Stores a new passkey.
    ///
    /// # Errors
    /// `Duplicate(Passkey)` if somebody has it already; `Erased`.
    pub async fn passkey_insert_any_account(&mut self, passkey: &Passkey) -> Result<()> {
        let (account, person) = columns(&Holder::Person(passkey.person));
        let values = args![
            credential_hash(self.vault(), &passkey.credential_id),
            passkey.sid,
            account,
            person,
            seal(self.vault(), passkey).await?,
            i64::from(passkey.counter),
            passkey.date_created,
            passkey.last_used_at,
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// The passkey that a device shows.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn passkey_find_any_account(&mut self, credential_id: &[u8]) -> Result<Option<Passkey>> {
        let hash = credential_hash(self.vault(), credential_id);
        self.find::<PasskeyRow>(&FIND, args![hash]).await
    }

    /// A person's passkeys, oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn passkey_list_any_account(&mut self, person: Person) -> Result<Vec<Passkey>> {
        self.all::<PasskeyRow>(&LIST, args![person.to_string()]).await
    }

    /// Notes that it signed in, and what its device has counted to.
    ///
    /// # Errors
    /// `Conflict` if it was used or removed since it was read.
    pub async fn passkey_used_any_account(
        &mut self,
        seen: &Passkey,
        counter: u32,
        now: Timestamp,
    ) -> Result<()> {
        let hash = credential_hash(self.vault(), &seen.credential_id);
        let values = args![hash, i64::from(seen.counter), i64::from(counter), now];
        self.execute_seen(&USED, values).await.map(drop)
    }

    /// Removes one of a person's; `false` if they have no such.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn passkey_delete_any_account(&mut self, person: Person, sid: PasskeySid) -> Result<bool> {
        Ok(self.execute(&DELETE, args![person.to_string(), sid]).await? > 0)
    }

    /// Removes all of a person's.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn passkey_delete_all_any_account(&mut self, person: Person) -> Result<()> {
        self.execute(&DELETE_OF_PERSON, args![person.to_string()]).await.map(drop)
    }
}
