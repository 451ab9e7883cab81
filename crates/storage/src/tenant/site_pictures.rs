//! Pictures of websites, by the case they were taken for; sealed. The files themselves are with the documents.

use serde::{Deserialize, Serialize};
use trusthub_domain::item::DocumentFile;
use trusthub_domain::review::SitePicture;
use trusthub_domain::sid::CaseSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "site_pictures";

statements! {
    INSERT = "INSERT INTO site_pictures (account_sid, case_sid, picture, seen_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (account_sid, case_sid) DO NOTHING";
    FIND = "SELECT account_sid, case_sid, picture, seen_at FROM site_pictures WHERE account_sid = $1 AND case_sid = $2";
    LIST = "SELECT account_sid, case_sid, picture, seen_at FROM site_pictures \
        WHERE account_sid = $1 AND case_sid > $2 ORDER BY case_sid LIMIT $3";
}

#[derive(sqlx::FromRow)]
struct PictureRow {
    account_sid: String,
    case_sid: String,
    picture: Vec<u8>,
    seen_at: i64,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    url: String,
    file: DocumentFile,
}

impl Sealed for PictureRow {
    type Clear = SitePicture;

    async fn open(self, vault: &Vault) -> Result<SitePicture> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.case_sid)?;
        let Kept { url, file } = place.open(vault, "picture", &self.picture).await?;
        let case_sid = place.parse("case_sid", &self.case_sid)?;
        Ok(SitePicture { case_sid, url, seen_at: Timestamp::from_micros(self.seen_at), file })
    }
}

impl Tx {
    /// Stores the picture of a case; `false` if there is one already.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn site_picture_insert(&mut self, scope: &Scope, picture: &SitePicture) -> Result<bool> {
        let key = picture.case_sid.to_string();
        let kept = Kept { url: picture.url.clone(), file: picture.file.clone() };
        let sealed = Place::new(TABLE, scope.account(), &key).seal(self.vault(), "picture", &kept).await?;
        let values = args![scope.account(), picture.case_sid, sealed, picture.seen_at];
        Ok(self.execute(&INSERT, values).await? > 0)
    }

    /// The picture of a case.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn site_picture_find(&mut self, scope: &Scope, case: CaseSid) -> Result<Option<SitePicture>> {
        self.find::<PictureRow>(&FIND, args![scope.account(), case]).await
    }

    /// The pictures of all cases, by the case, after one of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn site_picture_list(
        &mut self,
        scope: &Scope,
        after: Option<CaseSid>,
        limit: u32,
    ) -> Result<Vec<SitePicture>> {
        let after = after.map(|case| case.to_string()).unwrap_or_default();
        self.all::<PictureRow>(&LIST, args![scope.account(), after, limit]).await
    }
}
