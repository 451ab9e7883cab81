//! Numbers that partners found fault with, and what was said on that; and the global table by which partners and reviewers,
//! who ask without an account, find them.

use serde::{Deserialize, Serialize};
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{FlagReason, Ticket, TicketNote};
use trusthub_domain::sid::{AccountSid, PartnerSid, TicketSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "remediation_tickets";
const NOTES: &str = "remediation_notes";
const QUEUE: &str = "remediation_queue";

macro_rules! columns {
    () => {
        "account_sid, sid, partner_sid, phone_number, reason, status, flags, seen_at, version, date_created, date_updated"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO remediation_tickets (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM remediation_tickets WHERE account_sid = $1 AND sid = $2");
    FIND_OPEN = concat!(
        "SELECT ", columns!(), " FROM remediation_tickets WHERE account_sid = $1 AND partner_sid = $2 \
        AND phone_number = $3 AND status <> 'closed'"
    );
    // One for each partner at most.
    OPEN_OF_NUMBER = concat!(
        "SELECT ", columns!(), " FROM remediation_tickets WHERE account_sid = $1 AND phone_number = $2 \
        AND status <> 'closed'"
    );
    OPEN_OF_ACCOUNT = concat!(
        "SELECT ", columns!(), " FROM remediation_tickets WHERE account_sid = $1 AND status <> 'closed' \
        ORDER BY date_created DESC, sid DESC LIMIT $2"
    );
    SAVE = "UPDATE remediation_tickets SET reason = $4, status = $5, flags = $6, seen_at = $7, date_updated = $8, \
            version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    NOTE_INSERT = "INSERT INTO remediation_notes \
            (account_sid, ticket_sid, place, author, step, reason, content, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    NOTE_LAST = "SELECT coalesce(max(place), 0) AS place FROM remediation_notes WHERE account_sid = $1 AND ticket_sid = $2";
    NOTE_LIST = "SELECT account_sid, ticket_sid, place, author, step, reason, content, date_created FROM remediation_notes \
        WHERE account_sid = $1 AND ticket_sid = $2 ORDER BY place";
    QUEUE_INSERT = "INSERT INTO remediation_queue (sid, account_sid, partner_sid, status, date_created) \
        VALUES ($1, $2, $3, $4, $5)";
    QUEUE_SAVE = "UPDATE remediation_queue SET status = $2 WHERE sid = $1";
    QUEUE_FIND = "SELECT account_sid, sid, partner_sid, date_created FROM remediation_queue WHERE sid = $1 AND partner_sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM remediation_tickets WHERE account_sid = $5");
    // By those who ask without an account.
    OF_PARTNER by "sid" = "SELECT account_sid, sid, partner_sid, date_created FROM remediation_queue WHERE partner_sid = $5";
    OPEN by "sid" = "SELECT account_sid, sid, partner_sid, date_created FROM remediation_queue WHERE status <> 'closed'";
}

#[derive(sqlx::FromRow)]
struct TicketRow {
    account_sid: String,
    sid: String,
    partner_sid: String,
    phone_number: String,
    reason: String,
    status: String,
    flags: i64,
    seen_at: i64,
    version: i64,
    date_created: i64,
    date_updated: i64,
}

impl Sealed for TicketRow {
    type Clear = Ticket;

    async fn open(self, _: &Vault) -> Result<Ticket> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(Ticket {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            partner_sid: place.parse("partner_sid", &self.partner_sid)?,
            phone_number: place.parse("phone_number", &self.phone_number)?,
            reason: place.parse("reason", &self.reason)?,
            status: place.parse("status", &self.status)?,
            flags: self.flags,
            seen_at: Timestamp::from_micros(self.seen_at),
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
        })
    }
}

impl Placed for TicketRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

#[derive(sqlx::FromRow)]
struct NoteRow {
    account_sid: String,
    ticket_sid: String,
    place: i64,
    author: String,
    step: String,
    reason: Option<String>,
    content: Vec<u8>,
    date_created: i64,
}

/// What is sealed of a note.
#[derive(Serialize, Deserialize)]
struct Content {
    text: String,
}

fn note_key(ticket: &str, place: i64) -> String {
    format!("{ticket}/{place}")
}

impl Sealed for NoteRow {
    type Clear = TicketNote;

    async fn open(self, vault: &Vault) -> Result<TicketNote> {
        let key = note_key(&self.ticket_sid, self.place);
        let place = Place::of_row(NOTES, &self.account_sid, &key)?;
        let content: Content = place.open(vault, "content", &self.content).await?;
        Ok(TicketNote {
            author: place.parse("author", &self.author)?,
            step: place.parse("step", &self.step)?,
            reason: place.parse_option("reason", self.reason.as_deref())?,
            text: content.text,
            at: Timestamp::from_micros(self.date_created),
        })
    }
}

/// Where a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketPlace {
    /// The account.
    pub account_sid: AccountSid,
    /// The ticket.
    pub sid: TicketSid,
    /// Who opened it.
    pub partner_sid: PartnerSid,
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    account_sid: String,
    sid: String,
    partner_sid: String,
    date_created: i64,
}

impl Sealed for PlaceRow {
    type Clear = TicketPlace;

    async fn open(self, _: &Vault) -> Result<TicketPlace> {
        let place = Place::of_row(QUEUE, &self.account_sid, &self.sid)?;
        Ok(TicketPlace {
            account_sid: place.account(),
            sid: place.parse("sid", &self.sid)?,
            partner_sid: place.parse("partner_sid", &self.partner_sid)?,
        })
    }
}

impl Placed for PlaceRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// Stores a new ticket. The caller holds the account's audit chain, so that nobody opens another for the same number.
    ///
    /// # Errors
    /// `Duplicate` if the partner has one open for this number.
    pub async fn ticket_insert(&mut self, ticket: &Ticket) -> Result<()> {
        let values = args![
            ticket.account_sid,
            ticket.sid,
            ticket.partner_sid,
            ticket.phone_number.as_str(),
            ticket.reason.as_str(),
            ticket.status.as_str(),
            ticket.flags,
            ticket.seen_at,
            ticket.version,
            ticket.date_created,
            ticket.date_updated,
        ];
        self.execute(&INSERT, values).await?;
        let values = args![
            ticket.sid,
            ticket.account_sid,
            ticket.partner_sid,
            ticket.status.as_str(),
            ticket.date_created
        ];
        self.execute(&QUEUE_INSERT, values).await?;
        self.owner_set(ticket.sid, ticket.account_sid).await
    }

    /// One ticket.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn ticket_find(&mut self, scope: &Scope, sid: TicketSid) -> Result<Option<Ticket>> {
        self.find::<TicketRow>(&FIND, args![scope.account(), sid]).await
    }

    /// The ticket that a partner has open for a number.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn ticket_find_open(
        &mut self,
        scope: &Scope,
        partner: PartnerSid,
        number: &Phone,
    ) -> Result<Option<Ticket>> {
        self.find::<TicketRow>(&FIND_OPEN, args![scope.account(), partner, number.as_str()]).await
    }

    /// The open tickets about a number, whoever flagged it; in no order.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn tickets_open_of_number(&mut self, scope: &Scope, number: &Phone) -> Result<Vec<Ticket>> {
        self.all::<TicketRow>(&OPEN_OF_NUMBER, args![scope.account(), number.as_str()]).await
    }

    /// The newest open tickets of the account, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn tickets_open(&mut self, scope: &Scope, limit: u32) -> Result<Vec<Ticket>> {
        self.all::<TicketRow>(&OPEN_OF_ACCOUNT, args![scope.account(), limit]).await
    }

    /// The account's tickets, newest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn ticket_list(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<Ticket>> {
        self.page::<TicketRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn ticket_save(&mut self, ticket: &Ticket) -> Result<Ticket> {
        let values = args![
            ticket.account_sid,
            ticket.sid,
            ticket.version,
            ticket.reason.as_str(),
            ticket.status.as_str(),
            ticket.flags,
            ticket.seen_at,
            ticket.date_updated,
        ];
        self.execute_seen(&SAVE, values).await?;
        self.execute(&QUEUE_SAVE, args![ticket.sid, ticket.status.as_str()]).await?;
        Ok(Ticket { version: ticket.version + 1, ..ticket.clone() })
    }

    /// Adds what was said. The caller has stored or saved the ticket in this transaction.
    ///
    /// # Errors
    /// `Erased`.
    pub async fn ticket_note_push(&mut self, ticket: &Ticket, note: &TicketNote) -> Result<()> {
        let last = self.row::<(i64,)>(&NOTE_LAST, args![ticket.account_sid, ticket.sid]).await?;
        let next = last.map_or(0, |(place,)| place) + 1;
        let key = note_key(&ticket.sid.to_string(), next);
        let content = Content { text: note.text.clone() };
        let place = Place::new(NOTES, ticket.account_sid, &key);
        let sealed = place.seal(self.vault(), "content", &content).await?;
        let values = args![
            ticket.account_sid,
            ticket.sid,
            next,
            note.author.as_str(),
            note.step.as_str(),
            note.reason.map(FlagReason::as_str),
            sealed,
            note.at,
        ];
        self.execute(&NOTE_INSERT, values).await.map(drop)
    }

    /// All that was said on a ticket, from the beginning.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn ticket_notes(&mut self, scope: &Scope, sid: TicketSid) -> Result<Vec<TicketNote>> {
        self.all::<NoteRow>(&NOTE_LIST, args![scope.account(), sid]).await
    }

    /// Where a partner's own ticket is.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn ticket_place_of_partner_any_account(
        &mut self,
        partner: PartnerSid,
        sid: TicketSid,
    ) -> Result<Option<TicketPlace>> {
        self.find::<PlaceRow>(&QUEUE_FIND, args![sid, partner]).await
    }

    /// Where the tickets of a partner are, newest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn ticket_places_of_partner_any_account(
        &mut self,
        partner: PartnerSid,
        page: &PageRequest,
    ) -> Result<Page<TicketPlace>> {
        self.page::<PlaceRow>(&OF_PARTNER, page, &args![partner]).await
    }

    /// Where open tickets are, newest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn ticket_places_open_any_account(&mut self, page: &PageRequest) -> Result<Page<TicketPlace>> {
        self.page::<PlaceRow>(&OPEN, page, &[]).await
    }

    /// A ticket whose place was read in this transaction.
    ///
    /// # Errors
    /// `Corrupt` if it is not there.
    pub async fn ticket_at(&mut self, place: &TicketPlace) -> Result<Ticket> {
        self.ticket_find(&Scope::own(place.account_sid), place.sid).await?.ok_or_else(|| Error::Corrupt {
            table: QUEUE,
            column: "sid",
            key: place.sid.to_string(),
        })
    }
}
