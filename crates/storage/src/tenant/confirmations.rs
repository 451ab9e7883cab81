//! Questions to representatives. Who was asked is sealed; the same person and business is found by a keyed hash.

use trusthub_domain::confirmation::{Answer, Answered, Channel, Confirmation, Delivery};
use trusthub_domain::sid::{BundleSid, ConfirmationSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "confirmations";

/// How many questions to the same person are looked back on; the newest say everything.
const LOOKED_BACK: u32 = 20;

macro_rules! columns {
    () => {
        "account_sid, sid, bundle_sid, seat, asked, channel, delivery, delivered_at, answer, answered_at, reminded_at, \
         code_tries, asked_at, expires_at, version"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO confirmations (", columns!(), ", subject_hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM confirmations WHERE account_sid = $1 AND sid = $2");
    LIST = concat!(
        "SELECT ", columns!(), " FROM confirmations WHERE account_sid = $1 AND bundle_sid = $2 \
        ORDER BY asked_at DESC, sid DESC"
    );
    OF_SUBJECT = concat!(
        "SELECT ", columns!(), " FROM confirmations WHERE account_sid = $1 AND subject_hash = $2 \
        ORDER BY asked_at DESC, sid DESC LIMIT $3"
    );
    LIST_ALL = concat!(
        "SELECT ", columns!(), " FROM confirmations WHERE account_sid = $1 AND sid > $2 ORDER BY sid LIMIT $3"
    );
    SAVE = "UPDATE confirmations SET channel = $4, delivery = $5, delivered_at = $6, answer = $7, answered_at = $8, \
            reminded_at = $9, code_tries = $10, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    MOVE = "UPDATE confirmations SET bundle_sid = $3, version = version + 1 WHERE account_sid = $1 AND bundle_sid = $2";
    DELETE = "DELETE FROM confirmations WHERE account_sid = $1 AND sid = $2";
}

#[derive(sqlx::FromRow)]
struct ConfirmationRow {
    account_sid: String,
    sid: String,
    bundle_sid: String,
    seat: String,
    asked: Vec<u8>,
    channel: String,
    delivery: String,
    delivered_at: Option<i64>,
    answer: Option<String>,
    answered_at: Option<i64>,
    reminded_at: Option<i64>,
    code_tries: i64,
    asked_at: i64,
    expires_at: i64,
    version: i64,
}

impl Sealed for ConfirmationRow {
    type Clear = Confirmation;

    async fn open(self, vault: &Vault) -> Result<Confirmation> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(Confirmation {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            seat: place.parse("seat", &self.seat)?,
            asked: place.open(vault, "asked", &self.asked).await?,
            channel: place.parse::<Channel>("channel", &self.channel)?,
            delivery: self.delivery(&place)?,
            answered: self.answered(&place)?,
            reminded_at: self.reminded_at.map(Timestamp::from_micros),
            code_tries: self.code_tries,
            asked_at: Timestamp::from_micros(self.asked_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            version: self.version,
        })
    }
}

impl ConfirmationRow {
    fn delivery(&self, place: &Place<'_>) -> Result<Delivery> {
        let at =
            || self.delivered_at.map(Timestamp::from_micros).ok_or_else(|| place.corrupt("delivered_at"));
        Ok(match self.delivery.as_str() {
            "queued" => Delivery::Queued,
            "held" => Delivery::Held,
            "begun" => Delivery::Begun,
            "sent" => Delivery::Sent { at: at()? },
            "unreachable" => Delivery::Unreachable { at: at()? },
            _ => return Err(place.corrupt("delivery")),
        })
    }

    fn answered(&self, place: &Place<'_>) -> Result<Option<Answered>> {
        match (place.parse_option::<Answer>("answer", self.answer.as_deref())?, self.answered_at) {
            (Some(answer), Some(at)) => Ok(Some(Answered { answer, at: Timestamp::from_micros(at) })),
            (None, None) => Ok(None),
            (Some(_), None) | (None, Some(_)) => Err(place.corrupt("answered_at")),
        }
    }
}

/// The two columns of a delivery.
fn columns_of(delivery: Delivery) -> (&'static str, Option<Timestamp>) {
    match delivery {
        Delivery::Queued => ("queued", None),
        Delivery::Held => ("held", None),
        Delivery::Begun => ("begun", None),
        Delivery::Sent { at } => ("sent", Some(at)),
        Delivery::Unreachable { at } => ("unreachable", Some(at)),
    }
}

impl Tx {
    /// Stores a new one, and whose it is.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn confirmation_insert(&mut self, confirmation: &Confirmation) -> Result<()> {
        let sid = confirmation.sid.to_string();
        let place = Place::new(TABLE, confirmation.account_sid, &sid);
        let asked = place.seal(self.vault(), "asked", &confirmation.asked).await?;
        let (delivery, delivered_at) = columns_of(confirmation.delivery);
        let values = args![
            confirmation.account_sid,
            confirmation.sid,
            confirmation.bundle_sid,
            confirmation.seat.as_str(),
            asked,
            confirmation.channel.as_str(),
            delivery,
            delivered_at,
            confirmation.answered.map(|answered| answered.answer.as_str()),
            confirmation.answered.map(|answered| answered.at),
            confirmation.reminded_at,
            confirmation.code_tries,
            confirmation.asked_at,
            confirmation.expires_at,
            confirmation.version,
            self.representative_hash(&confirmation.asked.identity()),
        ];
        self.execute(&INSERT, values).await?;
        self.owner_set(confirmation.sid, confirmation.account_sid).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn confirmation_find(
        &mut self,
        scope: &Scope,
        sid: ConfirmationSid,
    ) -> Result<Option<Confirmation>> {
        self.find::<ConfirmationRow>(&FIND, args![scope.account(), sid]).await
    }

    /// Those about a bundle, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn confirmation_list(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Vec<Confirmation>> {
        self.all::<ConfirmationRow>(&LIST, args![scope.account(), bundle]).await
    }

    /// The latest questions of the account to the same person about the same business, newest first; `identity` is
    /// hashed here.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn confirmation_list_of(&mut self, scope: &Scope, identity: &str) -> Result<Vec<Confirmation>> {
        let values = args![scope.account(), self.representative_hash(identity), LOOKED_BACK];
        self.all::<ConfirmationRow>(&OF_SUBJECT, values).await
    }

    /// All of the account, also about bundles that are gone, in the order of their identifiers, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn confirmation_list_all(
        &mut self,
        scope: &Scope,
        after: Option<ConfirmationSid>,
        limit: u32,
    ) -> Result<Vec<Confirmation>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        self.all::<ConfirmationRow>(&LIST_ALL, args![scope.account(), after, limit]).await
    }

    /// Saves it if its version is current; returns it with the next version. Who was asked about what, and when, stays.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn confirmation_save(&mut self, confirmation: &Confirmation) -> Result<Confirmation> {
        let (delivery, delivered_at) = columns_of(confirmation.delivery);
        let values = args![
            confirmation.account_sid,
            confirmation.sid,
            confirmation.version,
            confirmation.channel.as_str(),
            delivery,
            delivered_at,
            confirmation.answered.map(|answered| answered.answer.as_str()),
            confirmation.answered.map(|answered| answered.at),
            confirmation.reminded_at,
            confirmation.code_tries,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(Confirmation { version: confirmation.version + 1, ..confirmation.clone() })
    }

    /// What was asked about a copy is about its original, whose place it takes.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn confirmation_move_all(
        &mut self,
        scope: &Scope,
        from: BundleSid,
        to: BundleSid,
    ) -> Result<()> {
        self.execute(&MOVE, args![scope.account(), from, to]).await.map(drop)
    }

    /// Deletes one; `false` if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn confirmation_delete(&mut self, scope: &Scope, sid: ConfirmationSid) -> Result<bool> {
        self.owner_delete(sid).await?;
        Ok(self.execute(&DELETE, args![scope.account(), sid]).await? > 0)
    }

    fn representative_hash(&self, identity: &str) -> Vec<u8> {
        self.vault().lookup_hash(&format!("representative\n{identity}"))
    }
}
