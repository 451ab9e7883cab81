//! Supporting documents: attributes, and what is known of the file, are sealed.

use trusthub_domain::bundle::ObjectSid;
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::sid::SupportingDocumentSid;
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
        "account_sid, sid, friendly_name, type_name, status, attributes, file, version, date_created, date_updated"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO supporting_documents (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM supporting_documents WHERE account_sid = $1 AND sid = $2");
    SAVE = "UPDATE supporting_documents SET friendly_name = $3, status = $4, attributes = $5, file = $6, \
        date_updated = $7, version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $8";
    // What is remembered of its addresses goes with it, by its foreign key.
    DELETE = "DELETE FROM supporting_documents WHERE account_sid = $1 AND sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM supporting_documents WHERE account_sid = $5");
}

const TABLE: &str = "supporting_documents";

#[derive(sqlx::FromRow)]
struct DocumentRow {
    account_sid: String,
    sid: String,
    friendly_name: String,
    type_name: String,
    status: String,
    attributes: Vec<u8>,
    file: Option<Vec<u8>>,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl Sealed for DocumentRow {
    type Clear = SupportingDocument;

    async fn open(self, vault: &Vault) -> Result<SupportingDocument> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(SupportingDocument {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            status: place.parse("status", &self.status)?,
            attributes: place.open(vault, "attributes", &self.attributes).await?,
            file: place.open_option(vault, "file", self.file.as_deref()).await?,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
            type_name: self.type_name,
        })
    }
}

impl Placed for DocumentRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

/// The sealed columns: attributes and file.
async fn seal(document: &SupportingDocument, vault: &Vault) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let key = document.sid.to_string();
    let place = Place::new(TABLE, document.account_sid, &key);
    let attributes = place.seal(vault, "attributes", &document.attributes).await?;
    Ok((attributes, place.seal_option(vault, "file", document.file.as_ref()).await?))
}

impl Tx {
    /// Stores a new one.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn document_insert(&mut self, document: &SupportingDocument) -> Result<()> {
        let (attributes, file) = seal(document, self.vault()).await?;
        let values = args![
            document.account_sid,
            document.sid,
            &document.friendly_name,
            &document.type_name,
            document.status.as_str(),
            attributes,
            file,
            document.version,
            document.date_created,
            document.date_updated,
        ];
        self.execute(&INSERT, values).await?;
        self.owner_set(document.sid, document.account_sid).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn document_find(
        &mut self,
        scope: &Scope,
        sid: SupportingDocumentSid,
    ) -> Result<Option<SupportingDocument>> {
        self.find::<DocumentRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn document_list(
        &mut self,
        scope: &Scope,
        page: &PageRequest,
    ) -> Result<Page<SupportingDocument>> {
        self.page::<DocumentRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn document_save(&mut self, document: &SupportingDocument) -> Result<SupportingDocument> {
        let (attributes, file) = seal(document, self.vault()).await?;
        let values = args![
            document.account_sid,
            document.sid,
            &document.friendly_name,
            document.status.as_str(),
            attributes,
            file,
            document.date_updated,
            document.version,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(SupportingDocument { version: document.version + 1, ..document.clone() })
    }

    /// Deletes it; `false` if there was none. Its file is the caller's to delete.
    ///
    /// # Errors
    /// `Conflict` if it is an item of a bundle: somebody has just assigned it.
    pub async fn document_delete(&mut self, scope: &Scope, sid: SupportingDocumentSid) -> Result<bool> {
        if self.execute(&DELETE, args![scope.account(), sid]).await? == 0 {
            return Ok(false);
        }
        let object = ObjectSid::SupportingDocument(sid);
        if !self.entity_assignment_of_object(scope, object).await?.is_empty() {
            return Err(Error::Conflict);
        }
        self.owner_delete(sid).await?;
        Ok(true)
    }
}
