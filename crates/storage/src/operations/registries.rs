//! Versions of company registers: the hub's, of no account. Global table; what is in a version lies in the documents'
//! store, under the key and with the digest that stand here.

use trusthub_domain::time::Timestamp;
use uuid::Uuid;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO registry_versions \
            (id, source, object_key, digest, size_bytes, companies, published, imported_at, replaced_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = "SELECT id, source, object_key, digest, size_bytes, companies, published, imported_at, replaced_at \
        FROM registry_versions ORDER BY source, imported_at DESC, id DESC";
    REPLACE = "UPDATE registry_versions SET replaced_at = $2 WHERE source = $1 AND replaced_at IS NULL";
    DELETE = "DELETE FROM registry_versions WHERE id = $1 AND replaced_at IS NOT NULL";
}

/// A version of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryVersion {
    /// Its name.
    pub id: Uuid,
    /// Whose register it is: `gleif`.
    pub source: String,
    /// Where its content lies.
    pub object_key: String,
    /// SHA-256 of the content, hex.
    pub digest: String,
    /// The content's size.
    pub size_bytes: i64,
    /// Companies in it.
    pub companies: i64,
    /// The day of its publication, `YYYY-MM-DD`, if known.
    pub published: Option<String>,
    /// Since when it is, or was, in force.
    pub imported_at: Timestamp,
    /// Until when it was; `None` while it is.
    pub replaced_at: Option<Timestamp>,
}

impl RegistryVersion {
    /// Whether companies are looked up in it.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.replaced_at.is_none()
    }
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: String,
    source: String,
    object_key: String,
    digest: String,
    size_bytes: i64,
    companies: i64,
    published: Option<String>,
    imported_at: i64,
    replaced_at: Option<i64>,
}

impl TryFrom<VersionRow> for RegistryVersion {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Self> {
        let corrupt = || Error::Corrupt { table: "registry_versions", column: "id", key: row.id.clone() };
        Ok(Self {
            id: Uuid::try_parse(&row.id).map_err(|_| corrupt())?,
            source: row.source,
            object_key: row.object_key,
            digest: row.digest,
            size_bytes: row.size_bytes,
            companies: row.companies,
            published: row.published,
            imported_at: Timestamp::from_micros(row.imported_at),
            replaced_at: row.replaced_at.map(Timestamp::from_micros),
        })
    }
}

impl Tx {
    /// Brings a version into force in the place of the one of its source that is.
    ///
    /// # Errors
    /// `Conflict` if another is brought into force at the same time.
    pub async fn registry_version_insert(&mut self, version: &RegistryVersion) -> Result<()> {
        self.execute(&REPLACE, args![&version.source, version.imported_at]).await?;
        let values = args![
            version.id.to_string(),
            &version.source,
            &version.object_key,
            &version.digest,
            version.size_bytes,
            version.companies,
            version.published.clone(),
            version.imported_at,
            version.replaced_at,
        ];
        match self.execute(&INSERT, values).await {
            Ok(_) => Ok(()),
            Err(Error::Duplicate(_)) => Err(Error::Conflict),
            Err(error) => Err(error),
        }
    }

    /// Every version, by source, the newest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn registry_version_list(&mut self) -> Result<Vec<RegistryVersion>> {
        let rows = self.rows::<VersionRow>(&LIST, args![]).await?;
        rows.into_iter().map(RegistryVersion::try_from).collect()
    }

    /// Forgets a version that is not in force.
    ///
    /// # Errors
    /// `Conflict` if it is, or there is none.
    pub async fn registry_version_delete(&mut self, id: Uuid) -> Result<()> {
        self.execute_seen(&DELETE, args![id.to_string()]).await
    }
}
