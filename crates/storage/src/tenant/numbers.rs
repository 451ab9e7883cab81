//! The provider's number inventory.

use trusthub_domain::contact::Phone;
use trusthub_domain::item::PhoneNumber;
use trusthub_domain::sid::{AccountSid, PhoneNumberSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::operations::attestation::changes::AttestationChange;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

/// Filters of `number_list`.
#[derive(Debug, Clone, Default)]
pub struct NumberFilter {
    /// Exact number.
    pub phone_number: Option<Phone>,
    /// Exact name.
    pub friendly_name: Option<String>,
}

macro_rules! columns {
    () => {
        "account_sid, sid, phone_number, friendly_name, bundle_sid, address_sid, settings, version, date_created, \
         date_updated"
    };
}

statements! {
    INSERT = concat!("INSERT INTO phone_numbers (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
    FIND = concat!("SELECT ", columns!(), " FROM phone_numbers WHERE account_sid = $1 AND sid = $2");
    PHONE = "SELECT phone_number FROM phone_numbers WHERE account_sid = $1 AND sid = $2";
    SAVE = "UPDATE phone_numbers SET friendly_name = $3, bundle_sid = $4, address_sid = $5, settings = $6, \
        date_updated = $7, version = version + 1 WHERE account_sid = $1 AND sid = $2 AND version = $8";
    DELETE = "DELETE FROM phone_numbers WHERE account_sid = $1 AND sid = $2";
    OWNER_INSERT = "INSERT INTO number_owner (phone_number, account_sid, number_sid) VALUES ($1, $2, $3)";
    OWNER_FIND = "SELECT account_sid, number_sid FROM number_owner WHERE phone_number = $1";
    OWNER_DELETE = "DELETE FROM number_owner WHERE account_sid = $1 AND number_sid = $2";
}

listings! {
    LIST by "sid" = concat!(
        "SELECT ", columns!(), " FROM phone_numbers WHERE account_sid = $5 \
        AND (CAST($6 AS TEXT) IS NULL OR friendly_name = $6)"
    );
    // By its own index: an account may have a hundred thousand others.
    OF_NUMBER by "sid" = concat!(
        "SELECT ", columns!(), " FROM phone_numbers WHERE account_sid = $5 AND phone_number = $6 \
        AND (CAST($7 AS TEXT) IS NULL OR friendly_name = $7)"
    );
}

const TABLE: &str = "phone_numbers";

#[derive(sqlx::FromRow)]
struct NumberRow {
    account_sid: String,
    sid: String,
    phone_number: String,
    friendly_name: String,
    bundle_sid: Option<String>,
    address_sid: Option<String>,
    settings: Vec<u8>,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl Sealed for NumberRow {
    type Clear = PhoneNumber;

    async fn open(self, vault: &Vault) -> Result<PhoneNumber> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(PhoneNumber {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            phone_number: place.parse("phone_number", &self.phone_number)?,
            bundle_sid: place.parse_option("bundle_sid", self.bundle_sid.as_deref())?,
            address_sid: place.parse_option("address_sid", self.address_sid.as_deref())?,
            settings: place.open(vault, "settings", &self.settings).await?,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
        })
    }
}

impl Placed for NumberRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

async fn seal_settings(number: &PhoneNumber, vault: &Vault) -> Result<Vec<u8>> {
    let key = number.sid.to_string();
    Place::new(TABLE, number.account_sid, &key).seal(vault, "settings", &number.settings).await
}

impl Tx {
    /// Stores a new number.
    ///
    /// # Errors
    /// `Duplicate(PhoneNumber)` if any account has it.
    pub async fn number_insert(&mut self, number: &PhoneNumber) -> Result<()> {
        let phone = number.phone_number.as_str();
        self.execute(&OWNER_INSERT, args![phone, number.account_sid, number.sid]).await?;
        let settings = seal_settings(number, self.vault()).await?;
        let values = args![
            number.account_sid,
            number.sid,
            phone,
            &number.friendly_name,
            number.bundle_sid,
            number.address_sid,
            settings,
            number.version,
            number.date_created,
            number.date_updated,
        ];
        self.execute(&INSERT, values).await?;
        self.attestation_changed(&AttestationChange::Number(number.phone_number.clone())).await?;
        self.owner_set(number.sid, number.account_sid).await
    }

    /// One number.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn number_find(&mut self, scope: &Scope, sid: PhoneNumberSid) -> Result<Option<PhoneNumber>> {
        self.find::<NumberRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All numbers.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn number_list(
        &mut self,
        scope: &Scope,
        filter: &NumberFilter,
        page: &PageRequest,
    ) -> Result<Page<PhoneNumber>> {
        let (account, name) = (scope.account(), filter.friendly_name.as_deref());
        match &filter.phone_number {
            Some(number) => {
                self.page::<NumberRow>(&OF_NUMBER, page, &args![account, number.as_str(), name]).await
            }
            None => self.page::<NumberRow>(&LIST, page, &args![account, name]).await,
        }
    }

    /// Saves it if its version is current; returns it with the next version. Account and number are as they were made.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn number_save(&mut self, number: &PhoneNumber) -> Result<PhoneNumber> {
        let settings = seal_settings(number, self.vault()).await?;
        let values = args![
            number.account_sid,
            number.sid,
            &number.friendly_name,
            number.bundle_sid,
            number.address_sid,
            settings,
            number.date_updated,
            number.version,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(PhoneNumber { version: number.version + 1, ..number.clone() })
    }

    /// Deletes it; `false` if there was none.
    ///
    /// # Errors
    /// `Conflict` if it is assigned to a bundle of its account or of the parent, or under verification: somebody has just
    /// begun that.
    pub async fn number_delete(&mut self, scope: &Scope, sid: PhoneNumberSid) -> Result<bool> {
        self.number_note_change(scope.account(), sid).await?;
        if self.execute(&DELETE, args![scope.account(), sid]).await? == 0 {
            return Ok(false);
        }
        let parent = self.account_find(scope).await?.and_then(|account| account.parent_sid);
        for account in [Some(scope.account()), parent].into_iter().flatten() {
            if !self.channel_assignment_of_number(&Scope::own(account), sid).await?.is_empty() {
                return Err(Error::Conflict);
            }
        }
        if self.tollfree_find_of_number(scope, sid).await?.is_some() {
            return Err(Error::Conflict);
        }
        self.tollfree_draft_delete(scope, sid).await?;
        self.execute(&OWNER_DELETE, args![scope.account(), sid]).await?;
        self.owner_delete(sid).await?;
        Ok(true)
    }

    /// Tells those who attest calls that a number is to be looked at anew.
    pub(in crate::tenant) async fn number_note_change(
        &mut self,
        account: AccountSid,
        sid: PhoneNumberSid,
    ) -> Result<()> {
        let Some((phone,)) = self.row::<(String,)>(&PHONE, args![account, sid]).await? else { return Ok(()) };
        let key = sid.to_string();
        let phone = Place::new(TABLE, account, &key).parse("phone_number", &phone)?;
        self.attestation_changed(&AttestationChange::Number(phone)).await
    }

    /// Who has a number.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn number_owner_any_account(
        &mut self,
        phone: &Phone,
    ) -> Result<Option<(AccountSid, PhoneNumberSid)>> {
        match self.row::<(String, String)>(&OWNER_FIND, args![phone.as_str()]).await? {
            Some((account, sid)) => {
                let place = Place::of_row("number_owner", &account, &sid)?;
                Ok(Some((place.account(), place.parse("number_sid", &sid)?)))
            }
            None => Ok(None),
        }
    }
}
