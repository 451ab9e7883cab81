//! What an account may list of its own and of its subaccounts' toll-free verifications, under its own key. Identifiers,
//! statuses and the customer's own names.

use trusthub_domain::sid::{AccountSid, TollfreeSid};
use trusthub_domain::tollfree::{TextField, Verification};

use super::{TollfreeFilter, narrowed};
use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

statements! {
    SET = "INSERT INTO tollfree_overview (account_sid, sid, owner_sid, number_sid, trust_product_sid, external_reference_id, \
            status, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (account_sid, sid) DO UPDATE SET trust_product_sid = excluded.trust_product_sid, \
            status = excluded.status";
    DELETE = "DELETE FROM tollfree_overview WHERE account_sid = $1 AND sid = $2";
    DELETE_OF_OWNER = "DELETE FROM tollfree_overview WHERE account_sid = $1 AND owner_sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT account_sid, sid, owner_sid, date_created FROM tollfree_overview", narrowed!());
}

#[derive(sqlx::FromRow)]
struct LineRow {
    account_sid: String,
    sid: String,
    owner_sid: String,
    date_created: i64,
}

impl Sealed for LineRow {
    type Clear = (AccountSid, TollfreeSid);

    async fn open(self, _: &Vault) -> Result<(AccountSid, TollfreeSid)> {
        let place = Place::of_row("tollfree_overview", &self.account_sid, &self.sid)?;
        Ok((place.parse("owner_sid", &self.owner_sid)?, place.parse("sid", &self.sid)?))
    }
}

impl Placed for LineRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// The account's own and its subaccounts': whose, and which.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn tollfree_list_family(
        &mut self,
        scope: &Scope,
        filter: &TollfreeFilter,
        page: &PageRequest,
    ) -> Result<Page<(AccountSid, TollfreeSid)>> {
        self.page::<LineRow>(&LIST, page, &filter.values(scope)).await
    }

    pub(in crate::tenant::tollfree) async fn tollfree_overview_set(
        &mut self,
        verification: &Verification,
    ) -> Result<()> {
        for lister in self.tollfree_listers(verification.account_sid).await? {
            let values = args![
                lister,
                verification.sid,
                verification.account_sid,
                verification.number_sid,
                verification.trust_product_sid,
                verification.submission.text(TextField::ExternalReferenceId),
                verification.status().as_str(),
                verification.date_created,
            ];
            self.execute(&SET, values).await?;
        }
        Ok(())
    }

    pub(in crate::tenant::tollfree) async fn tollfree_overview_delete(
        &mut self,
        verification: &Verification,
    ) -> Result<()> {
        for lister in self.tollfree_listers(verification.account_sid).await? {
            self.execute(&DELETE, args![lister, verification.sid]).await?;
        }
        Ok(())
    }

    /// Takes everything of an account that is erased off the list of the one above.
    pub(in crate::tenant) async fn tollfree_overview_delete_owner(
        &mut self,
        owner: AccountSid,
        parent: Option<AccountSid>,
    ) -> Result<()> {
        for lister in [Some(owner), parent].into_iter().flatten() {
            self.execute(&DELETE_OF_OWNER, args![lister, owner]).await?;
        }
        Ok(())
    }

    /// The account itself and the one above.
    async fn tollfree_listers(&mut self, owner: AccountSid) -> Result<Vec<AccountSid>> {
        let parent = self.account_find(&Scope::own(owner)).await?.and_then(|account| account.parent_sid);
        Ok([Some(owner), parent].into_iter().flatten().collect())
    }
}
