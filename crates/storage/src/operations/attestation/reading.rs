//! Everything that decides how calls are attested, of all accounts: in the order of a key, from a place on, so that it can
//! be read in pieces; and each of it alone.
//!
//! Numbers and their assignments come in the same order, each from its own table: who reads them side by side needs to
//! remember nothing.

use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::contact::Phone;
use trusthub_domain::sid::{AccountSid, BundleSid, PhoneNumberSid, PolicySid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::{args, place_after};
use crate::error::Result;
use crate::scope::Scope;

macro_rules! bundle {
    () => {
        "SELECT account_sid, sid, kind, policy_sid, status, suspension IS NOT NULL AS is_suspended, \
         lost_support IS NOT NULL AS is_unsupported, valid_until FROM bundles WHERE "
    };
}

statements! {
    BUNDLE = concat!(bundle!(), "account_sid = $1 AND sid = $2 AND copy_of IS NULL");
    BUNDLES = concat!(
        bundle!(), "(status = 'twilio-approved' OR suspension IS NOT NULL) AND copy_of IS NULL \
        AND (account_sid, sid) > ($1, $2) ORDER BY account_sid, sid LIMIT $3"
    );
    NUMBERS = "SELECT account_sid, sid, phone_number FROM phone_numbers WHERE (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
    ASSIGNMENTS = "SELECT number_account_sid, number_sid, account_sid, bundle_sid FROM channel_assignments \
        WHERE (number_account_sid, number_sid, account_sid, bundle_sid) > ($1, $2, $3, $4) \
        ORDER BY number_account_sid, number_sid, account_sid, bundle_sid LIMIT $5";
}

/// A bundle, as far as calls depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingBundle {
    /// Whose.
    pub account_sid: AccountSid,
    /// Which.
    pub sid: BundleSid,
    /// Which of the two.
    pub kind: BundleKind,
    /// What it says about its subject.
    pub policy_sid: PolicySid,
    /// Its status, a suspension aside.
    pub status: Status,
    /// The provider has suspended it.
    pub is_suspended: bool,
    /// What it rests on does not carry it any more.
    pub is_unsupported: bool,
    /// Until when an approval holds.
    pub valid_until: Option<Timestamp>,
}

/// A number of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryNumber {
    /// Whose.
    pub account_sid: AccountSid,
    /// Which.
    pub sid: PhoneNumberSid,
    /// The number.
    pub phone_number: Phone,
}

/// That a number is assigned to a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberAssignment {
    /// The number's account.
    pub number_account_sid: AccountSid,
    /// The number.
    pub number_sid: PhoneNumberSid,
    /// The bundle's account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
}

#[derive(sqlx::FromRow)]
struct BundleRow {
    account_sid: String,
    sid: String,
    kind: String,
    policy_sid: String,
    status: String,
    is_suspended: bool,
    is_unsupported: bool,
    valid_until: Option<i64>,
}

impl BundleRow {
    fn bundle(self) -> Result<StandingBundle> {
        let place = Place::of_row("bundles", &self.account_sid, &self.sid)?;
        Ok(StandingBundle {
            account_sid: place.account(),
            sid: place.parse("sid", &self.sid)?,
            kind: place.parse("kind", &self.kind)?,
            policy_sid: place.parse("policy_sid", &self.policy_sid)?,
            status: place.parse("status", &self.status)?,
            is_suspended: self.is_suspended,
            is_unsupported: self.is_unsupported,
            valid_until: self.valid_until.map(Timestamp::from_micros),
        })
    }
}

impl Tx {
    /// One bundle, copies left out.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn standing_bundle(&mut self, scope: &Scope, sid: BundleSid) -> Result<Option<StandingBundle>> {
        self.row::<BundleRow>(&BUNDLE, args![scope.account(), sid]).await?.map(BundleRow::bundle).transpose()
    }

    /// Approved and suspended bundles after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn standing_bundles_any_account(
        &mut self,
        after: Option<&StandingBundle>,
        limit: u32,
    ) -> Result<Vec<StandingBundle>> {
        let (account, sid) = place_after(after.map(|bundle| (bundle.account_sid, bundle.sid)));
        let rows = self.rows::<BundleRow>(&BUNDLES, args![account, sid, limit]).await?;
        rows.into_iter().map(BundleRow::bundle).collect()
    }

    /// Numbers after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn inventory_any_account(
        &mut self,
        after: Option<&InventoryNumber>,
        limit: u32,
    ) -> Result<Vec<InventoryNumber>> {
        let (account, sid) = place_after(after.map(|number| (number.account_sid, number.sid)));
        let rows = self.rows::<(String, String, String)>(&NUMBERS, args![account, sid, limit]).await?;
        let number = |(account, sid, phone): (String, String, String)| {
            let place = Place::of_row("phone_numbers", &account, &sid)?;
            Ok(InventoryNumber {
                account_sid: place.account(),
                sid: place.parse("sid", &sid)?,
                phone_number: place.parse("phone_number", &phone)?,
            })
        };
        rows.into_iter().map(number).collect()
    }

    /// Assignments after this one, in the order of the numbers, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn number_assignments_any_account(
        &mut self,
        after: Option<&NumberAssignment>,
        limit: u32,
    ) -> Result<Vec<NumberAssignment>> {
        let (number_account, number) =
            place_after(after.map(|last| (last.number_account_sid, last.number_sid)));
        let (account, bundle) = place_after(after.map(|last| (last.account_sid, last.bundle_sid)));
        let values = args![number_account, number, account, bundle, limit];
        let rows = self.rows::<(String, String, String, String)>(&ASSIGNMENTS, values).await?;
        let assignment = |(number_account, number, account, bundle): (String, String, String, String)| {
            let place = Place::of_row("channel_assignments", &account, &bundle)?;
            Ok(NumberAssignment {
                number_account_sid: place.parse("number_account_sid", &number_account)?,
                number_sid: place.parse("number_sid", &number)?,
                account_sid: place.account(),
                bundle_sid: place.parse("bundle_sid", &bundle)?,
            })
        };
        rows.into_iter().map(assignment).collect()
    }
}
