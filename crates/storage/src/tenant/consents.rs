//! What an account lets partners see.

use trusthub_domain::partner::{Consent, ConsentField, ConsentFields};
use trusthub_domain::sid::{AccountSid, ConsentSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::operations::attestation::changes::AttestationChange;
use crate::scope::Scope;

const TABLE: &str = "partner_consents";

statements! {
    // Who gives it again changes it; two at once leave one.
    SET = "INSERT INTO partner_consents (account_sid, sid, recipient, fields, date_created, date_updated) \
        VALUES ($1, $2, $3, $4, $5, $5) \
        ON CONFLICT (account_sid, recipient) DO UPDATE SET fields = excluded.fields, date_updated = excluded.date_updated \
        RETURNING account_sid, sid, recipient, fields, date_created, date_updated";
    FIND = "SELECT account_sid, sid, recipient, fields, date_created, date_updated FROM partner_consents \
        WHERE account_sid = $1 AND sid = $2";
    FIND_RECIPIENT = "SELECT account_sid, sid, recipient, fields, date_created, date_updated FROM partner_consents \
        WHERE account_sid = $1 AND recipient = $2";
    LIST = "SELECT account_sid, sid, recipient, fields, date_created, date_updated FROM partner_consents \
        WHERE account_sid = $1 ORDER BY sid";
    DELETE = "DELETE FROM partner_consents WHERE account_sid = $1 AND sid = $2";
    ACCOUNTS = "SELECT DISTINCT account_sid FROM partner_consents WHERE account_sid > $1 ORDER BY account_sid LIMIT $2";
}

#[derive(sqlx::FromRow)]
struct ConsentRow {
    account_sid: String,
    sid: String,
    recipient: String,
    fields: String,
    date_created: i64,
    date_updated: i64,
}

impl ConsentRow {
    fn consent(self) -> Result<Consent> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let names = self.fields.split_whitespace();
        let fields = names.map(|name| place.parse("fields", name)).collect::<Result<ConsentFields>>()?;
        Ok(Consent {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            recipient: place.parse("recipient", &self.recipient)?,
            fields,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
        })
    }
}

impl Tx {
    /// Gives consent, or changes what was given to this recipient before; returns it as it is now.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn consent_set(&mut self, consent: &Consent) -> Result<Consent> {
        let names: Vec<&str> = consent.fields.iter().map(ConsentField::as_str).collect();
        let values = args![
            consent.account_sid,
            consent.sid,
            consent.recipient.to_string(),
            names.join(" "),
            consent.date_updated,
        ];
        let row = self.row::<ConsentRow>(&SET, values).await?.ok_or(Error::Conflict)?;
        self.attestation_changed(&AttestationChange::Consent(consent.account_sid)).await?;
        row.consent()
    }

    /// One consent.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn consent_find(&mut self, scope: &Scope, sid: ConsentSid) -> Result<Option<Consent>> {
        let row = self.row::<ConsentRow>(&FIND, args![scope.account(), sid]).await?;
        row.map(ConsentRow::consent).transpose()
    }

    /// What was given to a recipient.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn consent_find_recipient(
        &mut self,
        scope: &Scope,
        recipient: &trusthub_domain::partner::Recipient,
    ) -> Result<Option<Consent>> {
        let row =
            self.row::<ConsentRow>(&FIND_RECIPIENT, args![scope.account(), recipient.to_string()]).await?;
        row.map(ConsentRow::consent).transpose()
    }

    /// All of the account's, oldest first: one for each partner and kind at most.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn consent_list(&mut self, scope: &Scope) -> Result<Vec<Consent>> {
        let rows = self.rows::<ConsentRow>(&LIST, args![scope.account()]).await?;
        rows.into_iter().map(ConsentRow::consent).collect()
    }

    /// Takes it back; `false` if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn consent_delete(&mut self, scope: &Scope, sid: ConsentSid) -> Result<bool> {
        let was_there = self.execute(&DELETE, args![scope.account(), sid]).await? > 0;
        if was_there {
            self.attestation_changed(&AttestationChange::Consent(scope.account())).await?;
        }
        Ok(was_there)
    }

    /// Accounts that let anybody see anything, after this one, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn consenting_accounts_any_account(
        &mut self,
        after: Option<AccountSid>,
        limit: u32,
    ) -> Result<Vec<AccountSid>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let rows = self.rows::<(String,)>(&ACCOUNTS, args![after, limit]).await?;
        let parse = |(sid,): (String,)| Place::of_row(TABLE, &sid, "").map(|place| place.account());
        rows.into_iter().map(parse).collect()
    }
}
