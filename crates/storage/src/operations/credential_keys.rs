//! Keys that credentials are signed with. Global table: the hub signs, for whichever account.

use zeroize::Zeroizing;

use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

/// A key, without its private half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialKey {
    /// Thumbprint of its public half.
    pub key_id: String,
    /// Its public half, uncompressed.
    pub public_point: Vec<u8>,
    /// When the last credential that it signed expires.
    pub needed_until: Timestamp,
    /// Who made it, as the audit log names them.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO credential_keys (key_id, public_point, private_key, needed_until, made_by, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    // The first one signs.
    LIST = "SELECT key_id, public_point, needed_until, made_by, made_at FROM credential_keys \
        ORDER BY made_at DESC, key_id";
    PRIVATE = "SELECT private_key FROM credential_keys WHERE key_id = $1";
    NEED = "UPDATE credential_keys SET needed_until = $2 WHERE key_id = $1 AND needed_until < $2";
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    key_id: String,
    public_point: Vec<u8>,
    needed_until: i64,
    made_by: String,
    made_at: i64,
}

impl From<KeyRow> for CredentialKey {
    fn from(row: KeyRow) -> Self {
        Self {
            key_id: row.key_id,
            public_point: row.public_point,
            needed_until: Timestamp::from_micros(row.needed_until),
            made_by: row.made_by,
            made_at: Timestamp::from_micros(row.made_at),
        }
    }
}

fn place(key_id: &str) -> String {
    format!("credential_keys/private_key/{key_id}")
}

impl Tx {
    /// Stores a key with its private half in DER, which is sealed here.
    ///
    /// # Errors
    /// `Duplicate(Other)` if it is there already.
    pub async fn credential_key_insert_any_account(
        &mut self,
        key: &CredentialKey,
        private_key: &[u8],
    ) -> Result<()> {
        let sealed = self.vault().seal_hub(&place(&key.key_id), private_key)?;
        let values =
            args![&key.key_id, &key.public_point, sealed, key.needed_until, &key.made_by, key.made_at,];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// All of them, the one that signs first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_key_list_any_account(&mut self) -> Result<Vec<CredentialKey>> {
        let rows = self.rows::<KeyRow>(&LIST, args![]).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The private half of one, in DER.
    ///
    /// # Errors
    /// `Corrupt` if it is not what was sealed here.
    pub async fn credential_key_private_any_account(
        &mut self,
        key_id: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let Some((sealed,)) = self.row::<(Vec<u8>,)>(&PRIVATE, args![key_id]).await? else { return Ok(None) };
        self.vault().open_hub(&place(key_id), &sealed).map(|clear| Some(Zeroizing::new(clear)))
    }

    /// It signs something that holds until then.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_key_need_any_account(&mut self, key_id: &str, until: Timestamp) -> Result<()> {
        self.execute(&NEED, args![key_id, until]).await.map(drop)
    }
}
