//! Messaging services and their senders.

use trusthub_domain::messaging::{MessagingService, ServiceSender};
use trusthub_domain::sid::{MessagingServiceSid, PhoneNumberSid};
use trusthub_domain::time::Timestamp;

use super::content_row;
use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::{listings, statements};
use crate::db::value::{args, place_after};
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

content_row!(ServiceRow of MessagingService in "messaging_services");

statements! {
    INSERT = "INSERT INTO messaging_services (account_sid, sid, content, version, date_created) VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT account_sid, sid, content, version, date_created FROM messaging_services \
        WHERE account_sid = $1 AND sid = $2";
    SAVE = "UPDATE messaging_services SET content = $3, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $4";
    DELETE = "DELETE FROM messaging_services WHERE account_sid = $1 AND sid = $2";
    SENDER_INSERT = "INSERT INTO messaging_senders (account_sid, number_sid, service_sid, date_created) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (account_sid, number_sid) DO NOTHING";
    SENDER_FIND = "SELECT account_sid, number_sid, service_sid, date_created FROM messaging_senders \
        WHERE account_sid = $1 AND number_sid = $2";
    SENDERS_AFTER = "SELECT account_sid, number_sid, service_sid, date_created FROM messaging_senders \
        WHERE (account_sid, number_sid) > ($1, $2) ORDER BY account_sid, number_sid LIMIT $3";
    SENDERS_OF = "SELECT account_sid, number_sid, service_sid, date_created FROM messaging_senders \
        WHERE account_sid = $1 AND service_sid = $2";
    SENDER_COUNT = "SELECT count(*) AS count FROM messaging_senders WHERE account_sid = $1 AND service_sid = $2";
    SENDER_DELETE = "DELETE FROM messaging_senders WHERE account_sid = $1 AND service_sid = $2 AND number_sid = $3";
}

listings! {
    LIST by "sid" = "SELECT account_sid, sid, content, version, date_created FROM messaging_services WHERE account_sid = $5";
    SENDERS by "number_sid" = "SELECT account_sid, number_sid, service_sid, date_created FROM messaging_senders \
        WHERE account_sid = $5 AND service_sid = $6";
}

#[derive(sqlx::FromRow)]
struct SenderRow {
    account_sid: String,
    number_sid: String,
    service_sid: String,
    date_created: i64,
}

impl crate::db::seal::Sealed for SenderRow {
    type Clear = ServiceSender;

    async fn open(self, _: &Vault) -> Result<ServiceSender> {
        let place = Place::of_row("messaging_senders", &self.account_sid, &self.number_sid)?;
        Ok(ServiceSender {
            account_sid: place.account(),
            service_sid: place.parse("service_sid", &self.service_sid)?,
            number_sid: place.parse("number_sid", &self.number_sid)?,
            date_created: Timestamp::from_micros(self.date_created),
        })
    }
}

impl Placed for SenderRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.number_sid)
    }
}

async fn sealed(service: &MessagingService, vault: &Vault) -> Result<Vec<u8>> {
    Place::new(TABLE, service.account_sid, &service.sid.to_string()).seal(vault, "content", service).await
}

impl Tx {
    /// Stores a new one.
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn service_insert(&mut self, service: &MessagingService) -> Result<()> {
        let content = sealed(service, self.vault()).await?;
        let values = args![service.account_sid, service.sid, content, service.version, service.date_created];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn service_find(
        &mut self,
        scope: &Scope,
        sid: MessagingServiceSid,
    ) -> Result<Option<MessagingService>> {
        self.find::<ServiceRow>(&FIND, args![scope.account(), sid]).await
    }

    /// All of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn service_list(
        &mut self,
        scope: &Scope,
        page: &PageRequest,
    ) -> Result<Page<MessagingService>> {
        self.page::<ServiceRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn service_save(&mut self, service: &MessagingService) -> Result<MessagingService> {
        let content = sealed(service, self.vault()).await?;
        self.execute_seen(&SAVE, args![service.account_sid, service.sid, content, service.version]).await?;
        Ok(MessagingService { version: service.version + 1, ..service.clone() })
    }

    /// Deletes it with its pool; `false` if there was none.
    ///
    /// # Errors
    /// `Conflict` if it has a campaign.
    pub async fn service_delete(&mut self, scope: &Scope, sid: MessagingServiceSid) -> Result<bool> {
        for sender in self.all::<SenderRow>(&SENDERS_OF, args![scope.account(), sid]).await? {
            self.number_note_change(sender.account_sid, sender.number_sid).await?;
        }
        Ok(self.execute(&DELETE, args![scope.account(), sid]).await? > 0)
    }

    /// Puts a number into a pool; `false` if it is in one already.
    ///
    /// # Errors
    /// `Conflict` if number or service went meanwhile.
    pub async fn sender_insert(&mut self, sender: &ServiceSender) -> Result<bool> {
        let values = args![sender.account_sid, sender.number_sid, sender.service_sid, sender.date_created];
        if self.execute(&SENDER_INSERT, values).await? == 0 {
            return Ok(false);
        }
        self.number_note_change(sender.account_sid, sender.number_sid).await?;
        Ok(true)
    }

    /// The pool a number is in.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn sender_find(
        &mut self,
        scope: &Scope,
        number: PhoneNumberSid,
    ) -> Result<Option<ServiceSender>> {
        self.find::<SenderRow>(&SENDER_FIND, args![scope.account(), number]).await
    }

    /// The numbers of a pool.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn sender_list(
        &mut self,
        scope: &Scope,
        service: MessagingServiceSid,
        page: &PageRequest,
    ) -> Result<Page<ServiceSender>> {
        self.page::<SenderRow>(&SENDERS, page, &args![scope.account(), service]).await
    }

    /// Those of all accounts after this one, in the order of the numbers, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn senders_any_account(
        &mut self,
        after: Option<&ServiceSender>,
        limit: u32,
    ) -> Result<Vec<ServiceSender>> {
        let (account, number) = place_after(after.map(|last| (last.account_sid, last.number_sid)));
        self.all::<SenderRow>(&SENDERS_AFTER, args![account, number, limit]).await
    }

    /// How many there are.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sender_count(&mut self, scope: &Scope, service: MessagingServiceSid) -> Result<u32> {
        let counted = self.row::<(i64,)>(&SENDER_COUNT, args![scope.account(), service]).await?;
        Ok(counted.and_then(|(count,)| u32::try_from(count).ok()).unwrap_or(0))
    }

    /// Takes a number out; `false` if it was not in.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn sender_delete(
        &mut self,
        scope: &Scope,
        service: MessagingServiceSid,
        number: PhoneNumberSid,
    ) -> Result<bool> {
        self.number_note_change(scope.account(), number).await?;
        Ok(self.execute(&SENDER_DELETE, args![scope.account(), service, number]).await? > 0)
    }
}
