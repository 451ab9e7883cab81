//! Which account an object belongs to (global table `sid_owner`): for API keys, which sign in without naming their
//! account, and for operators and faces that are given an identifier alone.

use trusthub_domain::sid::AccountSid;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::{Bind, args};
use crate::error::Result;

statements! {
    SET = "INSERT INTO sid_owner (sid, account_sid) VALUES ($1, $2)";
    DELETE = "DELETE FROM sid_owner WHERE sid = $1";
    FIND = "SELECT account_sid FROM sid_owner WHERE sid = $1";
}

impl Tx {
    pub(super) async fn owner_set(&mut self, sid: impl Bind, account: AccountSid) -> Result<()> {
        self.execute(&SET, args![sid, account]).await.map(drop)
    }

    pub(super) async fn owner_delete(&mut self, sid: impl Bind) -> Result<()> {
        self.execute(&DELETE, args![sid]).await.map(drop)
    }

    /// Which account an object of any kind belongs to (`AC…`, `BU…`, `PN…`, `SK…`).
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn sid_owner_any_account(&mut self, sid: &str) -> Result<Option<AccountSid>> {
        match self.row::<(String,)>(&FIND, args![sid]).await? {
            Some((account,)) => Place::of_row("sid_owner", &account, sid).map(|place| Some(place.account())),
            None => Ok(None),
        }
    }
}
