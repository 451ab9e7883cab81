//! Transitions of bundles as stored events. Reasons and the addressee are sealed.

use trusthub_domain::bundle::{BundleEvent, EventKind, Transition};
use trusthub_domain::sid::{BundleSid, EventSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::TrustChange;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::scope::Scope;
use crate::vault::Vault;

/// An event and what became of its callback.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// The event.
    pub event: BundleEvent,
    /// When its callback was delivered or given up; `None` while it is owed (or none is wanted and it was not relayed).
    pub callback_settled_at: Option<Timestamp>,
}

const TABLE: &str = "bundle_events";

statements! {
    INSERT = "INSERT INTO bundle_events \
            (account_sid, sid, bundle_sid, bundle_kind, kind, status, sequence, occurred_at, reasons, addressee, \
            caused_by, trust_from, trust_to, trust_reasons) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
        ON CONFLICT (account_sid, bundle_sid, sequence) DO NOTHING";
    FIND = "SELECT account_sid, sid, bundle_sid, bundle_kind, kind, status, sequence, occurred_at, reasons, addressee, \
            callback_settled_at, caused_by, trust_from, trust_to, trust_reasons \
        FROM bundle_events WHERE account_sid = $1 AND sid = $2";
    LIST = "SELECT account_sid, sid, bundle_sid, bundle_kind, kind, status, sequence, occurred_at, reasons, addressee, \
            callback_settled_at, caused_by, trust_from, trust_to, trust_reasons \
        FROM bundle_events WHERE account_sid = $1 AND bundle_sid = $2 ORDER BY sequence";
    LIST_ALL = "SELECT account_sid, sid, bundle_sid, bundle_kind, kind, status, sequence, occurred_at, reasons, addressee, \
            callback_settled_at, caused_by, trust_from, trust_to, trust_reasons \
        FROM bundle_events WHERE account_sid = $1 AND sid > $2 ORDER BY sid LIMIT $3";
    LAST_OF_KIND = "SELECT occurred_at FROM bundle_events WHERE account_sid = $1 AND bundle_sid = $2 AND kind = $3 \
        ORDER BY sequence DESC LIMIT 1";
    SETTLE = "UPDATE bundle_events SET callback_settled_at = $3 \
        WHERE account_sid = $1 AND sid = $2 AND callback_settled_at IS NULL";
    EARLIER_UNSETTLED = "SELECT occurred_at FROM bundle_events \
        WHERE account_sid = $1 AND bundle_sid = $2 AND sequence < $3 AND callback_settled_at IS NULL \
        ORDER BY sequence LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct EventRow {
    account_sid: String,
    sid: String,
    bundle_sid: String,
    bundle_kind: String,
    kind: String,
    status: String,
    sequence: i64,
    occurred_at: i64,
    reasons: Option<Vec<u8>>,
    addressee: Vec<u8>,
    callback_settled_at: Option<i64>,
    caused_by: String,
    trust_from: Option<String>,
    trust_to: Option<String>,
    trust_reasons: Option<i64>,
}

impl Sealed for EventRow {
    type Clear = StoredEvent;

    async fn open(self, vault: &Vault) -> Result<StoredEvent> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let reasons = place.open_option(vault, "reasons", self.reasons.as_deref()).await?;
        let transition = Transition {
            kind: place.parse("kind", &self.kind)?,
            status: place.parse("status", &self.status)?,
            sequence: self.sequence,
            reasons: reasons.unwrap_or_default(),
            at: Timestamp::from_micros(self.occurred_at),
        };
        let event = BundleEvent {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            bundle_kind: place.parse("bundle_kind", &self.bundle_kind)?,
            transition,
            cause: place.parse("caused_by", &self.caused_by)?,
            trust: self.trust(&place)?,
            addressee: place.open(vault, "addressee", &self.addressee).await?,
        };
        let callback_settled_at = self.callback_settled_at.map(Timestamp::from_micros);
        Ok(StoredEvent { event, callback_settled_at })
    }
}

impl EventRow {
    fn trust(&self, place: &Place<'_>) -> Result<Option<TrustChange>> {
        let from = place.parse_option("trust_from", self.trust_from.as_deref())?;
        let to = place.parse_option("trust_to", self.trust_to.as_deref())?;
        match (from, to, self.trust_reasons) {
            (Some(from), Some(to), Some(reasons)) => Ok(Some(TrustChange { from, to, reasons })),
            (None, None, None) => Ok(None),
            (Some(_) | None, Some(_) | None, Some(_) | None) => Err(place.corrupt("trust_to")),
        }
    }
}

impl Tx {
    /// Stores an event.
    ///
    /// # Errors
    /// `Conflict` if the bundle has an event of that sequence already.
    pub async fn event_insert(&mut self, event: &BundleEvent) -> Result<()> {
        let sid = event.sid.to_string();
        let place = Place::new(TABLE, event.account_sid, &sid);
        let transition = &event.transition;
        let reasons = match transition.reasons.as_slice() {
            [] => None,
            reasons => Some(place.seal(self.vault(), "reasons", &reasons).await?),
        };
        let addressee = place.seal(self.vault(), "addressee", &event.addressee).await?;
        let values = args![
            event.account_sid,
            event.sid,
            event.bundle_sid,
            event.bundle_kind.as_str(),
            transition.kind.as_str(),
            transition.status.as_str(),
            transition.sequence,
            transition.at,
            reasons,
            addressee,
            event.cause.as_str(),
            event.trust.map(|change| change.from.as_str()),
            event.trust.map(|change| change.to.as_str()),
            event.trust.map(|change| change.reasons),
        ];
        if self.execute(&INSERT, values).await? == 0 { Err(Error::Conflict) } else { Ok(()) }
    }

    /// One event.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn event_find(&mut self, scope: &Scope, sid: EventSid) -> Result<Option<StoredEvent>> {
        self.find::<EventRow>(&FIND, args![scope.account(), sid]).await
    }

    /// Events of a bundle, oldest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn event_list(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Vec<StoredEvent>> {
        self.all::<EventRow>(&LIST, args![scope.account(), bundle]).await
    }

    /// Events of the account, also of bundles that are gone, in the order of their identifiers, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn event_list_all(
        &mut self,
        scope: &Scope,
        after: Option<EventSid>,
        limit: u32,
    ) -> Result<Vec<StoredEvent>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        self.all::<EventRow>(&LIST_ALL, args![scope.account(), after, limit]).await
    }

    /// When something of this kind last happened to a bundle.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn event_last_of_kind(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        kind: EventKind,
    ) -> Result<Option<Timestamp>> {
        let last = self.row::<(i64,)>(&LAST_OF_KIND, args![scope.account(), bundle, kind.as_str()]).await?;
        Ok(last.map(|(occurred_at,)| Timestamp::from_micros(occurred_at)))
    }

    /// Marks the callback as delivered or given up; the first mark stays.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn event_settle_callback(
        &mut self,
        scope: &Scope,
        sid: EventSid,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(&SETTLE, args![scope.account(), sid, now]).await.map(drop)
    }

    /// When the oldest earlier event of the same bundle was made whose callback is still owed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn event_earlier_unsettled(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sequence: i64,
    ) -> Result<Option<Timestamp>> {
        let oldest = self.row::<(i64,)>(&EARLIER_UNSETTLED, args![scope.account(), bundle, sequence]).await?;
        Ok(oldest.map(|(occurred_at,)| Timestamp::from_micros(occurred_at)))
    }
}
