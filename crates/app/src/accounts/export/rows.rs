//! Rows of every table that holds something about the account, one kind after the other; those about messages are in
//! `messages`.

use std::io;

use serde::Serialize;
use serde_json::json;
use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::item::DocumentFile;
use trusthub_storage::{AddressFilter, BundleFilter, NumberFilter, Scope, Tx};

use super::Exported;
use super::readable::readable;
use super::values::{of_decision, of_event};
use crate::attestation::evidence::Evidence;
use crate::record::internal;
use crate::{Pages, Result};

/// Rows read at once.
pub(super) const PAGE: u32 = 200;

/// An export under way.
pub(super) struct Export<S> {
    pub(super) scope: Scope,
    pub(super) tx: Tx,
    pub(super) sink: S,
    pub(super) count: u64,
}

/// Reads a list to its end, page by page, and adds each row; then does with it what else is to be done.
macro_rules! add_all {
    ($self:ident, $kind:literal, |$page:ident| $list:expr) => {
        add_all!($self, $kind, |$page| $list, |_row| {})
    };
    ($self:ident, $kind:literal, |$page:ident| $list:expr, |$item:ident| $each:block) => {{
        let mut pages = Pages::of(PAGE);
        while let Some($page) = pages.request() {
            let page = $list.await?;
            for $item in pages.rows(page) {
                $self.add($kind, &$item)?;
                $each
            }
        }
    }};
}

/// The same of rows that are read on from a key: where that begins, the rows behind it, the key of a row, and what is added.
macro_rules! add_after {
    ($self:ident, $kind:literal, $start:expr, |$after:ident| $list:expr, |$row:ident| $key:expr, $shown:expr) => {{
        let mut $after = $start;
        loop {
            let rows = $list.await?;
            let Some($row) = rows.last() else { break };
            $after = $key;
            for $row in &rows {
                $self.add($kind, $shown)?;
            }
        }
    }};
}

pub(super) use {add_after, add_all};

impl<S: FnMut(&Exported) -> io::Result<()> + Send> Export<S> {
    pub(super) fn add(&mut self, kind: &'static str, value: &impl Serialize) -> Result<()> {
        let value = readable(serde_json::to_value(value).map_err(internal)?);
        (self.sink)(&Exported { kind, value }).map_err(internal)?;
        self.count += 1;
        Ok(())
    }

    pub(super) async fn keys(&mut self) -> Result<()> {
        add_all!(self, "api_key", |page| self.tx.key_list(&self.scope, &page));
        Ok(())
    }

    pub(super) async fn users(&mut self) -> Result<()> {
        add_all!(self, "user", |page| self.tx.user_list(&self.scope, &page));
        Ok(())
    }

    pub(super) async fn bundles(&mut self) -> Result<()> {
        let mut found: Vec<Bundle> = Vec::new();
        let filter = BundleFilter::default();
        for kind in [BundleKind::CustomerProfile, BundleKind::TrustProduct] {
            add_all!(
                self,
                "bundle",
                |page| self.tx.bundle_list(&self.scope, kind, &filter, &page),
                |bundle| {
                    found.push(bundle);
                }
            );
        }
        for bundle in found {
            let sid = bundle.sid;
            for item in self.tx.entity_assignment_all(&self.scope, sid).await? {
                self.add("entity_assignment", &item)?;
            }
            add_all!(self, "channel_assignment", |page| {
                self.tx.channel_assignment_list(&self.scope, sid, None, &page)
            });
            add_all!(self, "evaluation", |page| self.tx.evaluation_list(&self.scope, sid, &page));
        }
        Ok(())
    }

    /// Also of bundles that were deleted.
    pub(super) async fn events_and_cases(&mut self) -> Result<()> {
        add_after!(
            self,
            "event",
            None,
            |after| self.tx.event_list_all(&self.scope, after, PAGE),
            |event| Some(event.event.sid),
            &of_event(event)
        );
        add_after!(
            self,
            "case",
            None,
            |after| self.tx.case_list_all(&self.scope, after, PAGE),
            |case| Some(case.sid),
            case
        );
        Ok(())
    }

    /// Also about bundles that were deleted.
    pub(super) async fn consents(&mut self) -> Result<()> {
        for consent in self.tx.consent_list(&self.scope).await? {
            self.add("partner_consent", &consent)?;
        }
        Ok(())
    }

    /// What partners said of its numbers, and found fault with.
    pub(super) async fn partners(&mut self) -> Result<()> {
        add_after!(
            self,
            "registration_receipt",
            None,
            |after| self.tx.receipts_after(&self.scope, after.as_ref(), PAGE),
            |receipt| Some(receipt.clone()),
            receipt
        );
        add_all!(self, "remediation_ticket", |page| self.tx.ticket_list(&self.scope, &page), |ticket| {
            for note in self.tx.ticket_notes(&self.scope, ticket.sid).await? {
                self.add("remediation_note", &json!({"ticket_sid": ticket.sid, "note": note}))?;
            }
        });
        Ok(())
    }

    pub(super) async fn confirmations(&mut self) -> Result<()> {
        add_after!(
            self,
            "confirmation",
            None,
            |after| self.tx.confirmation_list_all(&self.scope, after, PAGE),
            |question| Some(question.sid),
            question
        );
        Ok(())
    }

    /// What an ISV brought in with files.
    pub(super) async fn imported_customers(&mut self) -> Result<()> {
        add_after!(
            self,
            "imported_customer",
            String::new(),
            |after| self.tx.imported_customer_list(&self.scope, &after, PAGE),
            |customer| customer.reference.clone(),
            customer
        );
        Ok(())
    }

    /// What is kept of them: the credentials themselves are with whoever asked for them.
    pub(super) async fn credentials(&mut self) -> Result<()> {
        add_after!(
            self,
            "credential",
            None,
            |after| self.tx.credential_list_all(&self.scope, after, PAGE),
            |credential| Some(credential.sid),
            credential
        );
        Ok(())
    }

    pub(super) async fn domains(&mut self) -> Result<()> {
        add_all!(self, "domain", |page| self.tx.domain_list(&self.scope, &page));
        Ok(())
    }

    pub(super) async fn end_users(&mut self) -> Result<()> {
        add_all!(self, "end_user", |page| self.tx.end_user_list(&self.scope, &page));
        Ok(())
    }

    pub(super) async fn documents(&mut self) -> Result<Vec<DocumentFile>> {
        let mut files = Vec::new();
        add_all!(self, "document", |page| self.tx.document_list(&self.scope, &page), |document| {
            files.extend(document.file);
        });
        Ok(files)
    }

    /// How its websites looked, as documents' files are.
    pub(super) async fn site_pictures(&mut self) -> Result<Vec<DocumentFile>> {
        let (mut files, mut after) = (Vec::new(), None);
        loop {
            let pictures = self.tx.site_picture_list(&self.scope, after, PAGE).await?;
            let Some(last) = pictures.last() else { return Ok(files) };
            after = Some(last.case_sid);
            for picture in pictures {
                self.add("site_picture", &picture)?;
                files.push(picture.file);
            }
        }
    }

    pub(super) async fn places(&mut self) -> Result<()> {
        let filter = AddressFilter::default();
        add_all!(self, "address", |page| self.tx.address_list(&self.scope, &filter, &page));
        let filter = NumberFilter::default();
        add_all!(self, "phone_number", |page| self.tx.number_list(&self.scope, &filter, &page));
        Ok(())
    }

    /// How its calls were attested: whom it called, and why it got what.
    pub(super) async fn decisions(&mut self) -> Result<()> {
        add_after!(
            self,
            "attestation_decision",
            None,
            |after| self.tx.decision_list_all::<Evidence>(&self.scope, after, PAGE),
            |decision| Some(decision.sid),
            &of_decision(decision)
        );
        Ok(())
    }

    pub(super) async fn audit(&mut self) -> Result<()> {
        add_after!(
            self,
            "audit_entry",
            0,
            |after| self.tx.audit_list(&self.scope, after, PAGE),
            |entry| entry.sequence,
            entry
        );
        Ok(())
    }
}
