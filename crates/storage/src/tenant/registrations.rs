//! What products register for their numbers, read piece by piece in the order of its keys, and what partners said became of
//! it.

use trusthub_domain::contact::Phone;
use trusthub_domain::partner::Receipt;
use trusthub_domain::sid::{
    AccountSid, BundleSid, ChannelAssignmentSid, PartnerSid, PhoneNumberSid, PolicySid,
};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;

const TABLE: &str = "registration_receipts";

macro_rules! columns {
    () => {
        "account_sid, bundle_sid, phone_number, partner_sid, carrier_name, status, errors, date_created, date_updated"
    };
}

statements! {
    // $2 is a list of identifiers in one text, as in the list of channel assignments. A kind that is no bare column keeps to
    // the primary key, in whose order this is read.
    PRODUCTS = "SELECT sid FROM bundles WHERE account_sid = $1 AND sid > $3 AND kind || '' = 'trust_product' \
        AND copy_of IS NULL AND status IN ('twilio-approved', 'twilio-rejected') \
        AND replace(CAST($2 AS TEXT), policy_sid, '') <> $2 ORDER BY sid LIMIT $4";
    // A number of a subaccount lies with that account, and is looked up there.
    NUMBERS = "SELECT c.sid, c.number_sid, c.number_account_sid, c.date_created, p.phone_number, (\
            SELECT min(r.date_created) FROM registration_receipts AS r WHERE r.account_sid = $1 \
            AND r.bundle_sid = $2 AND r.phone_number = p.phone_number AND r.partner_sid = $5) AS acknowledged_at \
        FROM channel_assignments AS c LEFT JOIN phone_numbers AS p ON p.account_sid = $1 AND p.sid = c.number_sid \
        WHERE c.account_sid = $1 AND c.bundle_sid = $2 AND c.sid > $3 ORDER BY c.sid LIMIT $4";
    PHONE = "SELECT phone_number FROM phone_numbers WHERE account_sid = $1 AND sid = $2";
    RECEIPT_SET = concat!(
        "INSERT INTO registration_receipts (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) \
        ON CONFLICT (account_sid, bundle_sid, phone_number, partner_sid, carrier_name) \
        DO UPDATE SET status = excluded.status, errors = excluded.errors, date_updated = excluded.date_updated \
        WHERE (registration_receipts.status <> excluded.status OR registration_receipts.errors <> excluded.errors)"
    );
    RECEIPTS = concat!(
        "SELECT ", columns!(), " FROM registration_receipts WHERE account_sid = $1 AND bundle_sid = $2 \
        AND phone_number = $3 ORDER BY partner_sid, carrier_name"
    );
    // Of one account, piece by piece: for its export.
    RECEIPTS_AFTER = concat!(
        "SELECT ", columns!(), " FROM registration_receipts WHERE account_sid = $1 \
        AND (bundle_sid, phone_number, partner_sid, carrier_name) > ($2, $3, $4, $5) \
        ORDER BY bundle_sid, phone_number, partner_sid, carrier_name LIMIT $6"
    );
    FORGET = "DELETE FROM registration_receipts WHERE account_sid = $1 AND bundle_sid = $2 AND phone_number = $3";
}

/// A number on a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredNumber {
    /// The assignment: its place in the order.
    pub sid: ChannelAssignmentSid,
    /// The number's identifier.
    pub number_sid: PhoneNumberSid,
    /// Who has the number: the product's account, or one below it.
    pub number_account_sid: AccountSid,
    /// The number.
    pub phone_number: Phone,
    /// When it was assigned.
    pub date_created: Timestamp,
    /// Whether the partner that was named has said something about it.
    pub is_acknowledged: bool,
}

#[derive(sqlx::FromRow)]
struct NumberRow {
    sid: String,
    number_sid: String,
    number_account_sid: String,
    date_created: i64,
    phone_number: Option<String>,
    acknowledged_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    account_sid: String,
    bundle_sid: String,
    phone_number: String,
    partner_sid: String,
    carrier_name: String,
    status: String,
    errors: String,
    date_created: i64,
    date_updated: i64,
}

impl ReceiptRow {
    fn receipt(self) -> Result<Receipt> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.bundle_sid)?;
        Ok(Receipt {
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            phone_number: place.parse("phone_number", &self.phone_number)?,
            partner_sid: place.parse("partner_sid", &self.partner_sid)?,
            status: place.parse("status", &self.status)?,
            errors: serde_json::from_str(&self.errors).map_err(|_| place.corrupt("errors"))?,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            carrier_name: self.carrier_name,
        })
    }
}

impl Tx {
    /// Trust products under these policies that are or were in force, after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn registering_products(
        &mut self,
        scope: &Scope,
        policies: &[PolicySid],
        after: Option<BundleSid>,
        limit: u32,
    ) -> Result<Vec<BundleSid>> {
        let list = policies.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let rows = self.rows::<(String,)>(&PRODUCTS, args![scope.account(), list, after, limit]).await?;
        let account = scope.account();
        rows.into_iter().map(|(sid,)| Place::new("bundles", account, &sid).parse("sid", &sid)).collect()
    }

    /// Numbers of a product after this assignment, of at most `limit` assignments, and whether `partner` has said something
    /// of them; and the last of these assignments, from which to go on.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn registered_numbers(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        partner: PartnerSid,
        after: Option<ChannelAssignmentSid>,
        limit: u32,
    ) -> Result<(Vec<RegisteredNumber>, Option<ChannelAssignmentSid>)> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let values = args![scope.account(), bundle, after, limit, partner];
        let (mut numbers, mut last) = (Vec::new(), None);
        for row in self.rows::<NumberRow>(&NUMBERS, values).await? {
            let place = Place::new("channel_assignments", scope.account(), &row.sid);
            let number_account_sid = place.parse("number_account_sid", &row.number_account_sid)?;
            let number_sid = place.parse("number_sid", &row.number_sid)?;
            let sid = place.parse("sid", &row.sid)?;
            last = Some(sid);
            let (phone_number, is_acknowledged) = match &row.phone_number {
                Some(own) => (place.parse("number_sid", own)?, row.acknowledged_at.is_some()),
                None => {
                    let owner = Scope::own(number_account_sid);
                    // Its account was erased.
                    let Some(phone) = self.phone_of_number(&owner, number_sid).await? else { continue };
                    let said = self.receipts_of_number(scope, bundle, &phone).await?;
                    (phone, said.iter().any(|receipt| receipt.partner_sid == partner))
                }
            };
            numbers.push(RegisteredNumber {
                sid,
                number_sid,
                number_account_sid,
                phone_number,
                date_created: Timestamp::from_micros(row.date_created),
                is_acknowledged,
            });
        }
        Ok((numbers, last))
    }

    /// The number behind an identifier, without the rest of it.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn phone_of_number(&mut self, scope: &Scope, sid: PhoneNumberSid) -> Result<Option<Phone>> {
        let row = self.row::<(String,)>(&PHONE, args![scope.account(), sid]).await?;
        let key = sid.to_string();
        let place = Place::new("phone_numbers", scope.account(), &key);
        row.map(|(phone,)| place.parse("phone_number", &phone)).transpose()
    }

    /// Keeps what a partner said, in the place of what it said before; `false` if that was the same.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn receipt_set(&mut self, receipt: &Receipt) -> Result<bool> {
        let key = receipt.bundle_sid.to_string();
        let place = Place::new(TABLE, receipt.account_sid, &key);
        let errors = serde_json::to_string(&receipt.errors).map_err(|_| place.corrupt("errors"))?;
        let values = args![
            receipt.account_sid,
            receipt.bundle_sid,
            receipt.phone_number.as_str(),
            receipt.partner_sid,
            &receipt.carrier_name,
            receipt.status.as_str(),
            errors,
            receipt.date_updated,
        ];
        Ok(self.execute(&RECEIPT_SET, values).await? > 0)
    }

    /// What partners said of a number on a product.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn receipts_of_number(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        number: &Phone,
    ) -> Result<Vec<Receipt>> {
        let values = args![scope.account(), bundle, number.as_str()];
        let rows = self.rows::<ReceiptRow>(&RECEIPTS, values).await?;
        rows.into_iter().map(ReceiptRow::receipt).collect()
    }

    /// All of an account after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn receipts_after(
        &mut self,
        scope: &Scope,
        after: Option<&Receipt>,
        limit: u32,
    ) -> Result<Vec<Receipt>> {
        let [bundle, number, partner, carrier] = match after {
            Some(last) => [
                last.bundle_sid.to_string(),
                last.phone_number.as_str().to_owned(),
                last.partner_sid.to_string(),
                last.carrier_name.clone(),
            ],
            None => Default::default(),
        };
        let values = args![scope.account(), bundle, number, partner, carrier, limit];
        let rows = self.rows::<ReceiptRow>(&RECEIPTS_AFTER, values).await?;
        rows.into_iter().map(ReceiptRow::receipt).collect()
    }

    /// Forgets what was said of a number on a product, which it has left.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn receipts_forget(&mut self, scope: &Scope, bundle: BundleSid, number: &Phone) -> Result<()> {
        self.execute(&FORGET, args![scope.account(), bundle, number.as_str()]).await.map(drop)
    }
}
