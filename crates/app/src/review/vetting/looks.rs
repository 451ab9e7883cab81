//! What the sources that are no part of a bundle — sanctions lists, registers, uploaded files, the outside world — say of
//! its content.
//!
//! They are asked outside of the transaction, because asking takes longer than a statement; the transaction that rests on
//! the answers sees to it that they are still about the same content. One member of [`Looks`] per source.

use std::sync::Arc;

use trusthub_domain::bundle::Bundle;
use trusthub_domain::evaluation::Parts;
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::policy::Policy;
use trusthub_domain::sid::CaseSid;
use trusthub_storage::{Scope, Tx};
use trusthub_vetting::Application;
use trusthub_vetting::contact::Questions;

use super::duplicates::duplicates;
use super::files;
use crate::bundles::parts::gather;
use crate::bundles::policy_of;
use crate::confirmations::asking;
use crate::registries::Registers;
use crate::review::{rings, test_mode};
use crate::watchlists::lists::Lists;
use crate::{Hub, Result, contact, registries, watchlists};

/// The answers of all sources.
pub(crate) struct Looks {
    lists: watchlists::screening::Look,
    registers: registries::Look,
    contact: contact::Look,
    files: files::Look,
}

/// A bundle in the terms of the checks, and the documents whose files they look into.
pub(crate) struct Content {
    pub(crate) application: Application,
    pub(crate) documents: Vec<SupportingDocument>,
}

/// The sources as they are now.
struct Sources<'a> {
    hub: &'a Hub,
    lists: Arc<Lists>,
    registers: Arc<Registers>,
}

impl<'a> Sources<'a> {
    async fn of(hub: &'a Hub) -> Result<Self> {
        Ok(Self { hub, lists: hub.lists().current(hub).await?, registers: hub.registers() })
    }

    /// All of them at the same time. Nothing is asked about nothing. `before` is what the same case rested on so far.
    async fn ask(
        self,
        content: Option<&Application>,
        before: Option<&Application>,
        files: impl Future<Output = Result<files::Look>>,
    ) -> Result<Looks> {
        let subjects = content.map(Application::subjects).unwrap_or_default();
        let asked = content.and_then(registries::Asked::of);
        let asked_outside = content.map(Questions::of);
        let outside = self.hub.outside();
        let (lists, registers, contact, files) = tokio::join!(
            watchlists::screening::Look::over(self.lists, subjects),
            registries::Look::over(self.registers, asked),
            contact::Look::over(self.hub, outside, asked_outside, before),
            files,
        );
        Ok(Looks { lists: lists?, registers: registers?, contact, files: files? })
    }
}

impl Looks {
    /// Asks about what a case is about.
    pub(crate) async fn for_case(hub: &Hub, scope: &Scope, sid: CaseSid) -> Result<Self> {
        match content_of_case(hub, scope, sid).await? {
            Some((content, before)) => {
                let files = files::Look::into(hub, scope, &content.documents);
                Sources::of(hub).await?.ask(Some(&content.application), before.as_ref(), files).await
            }
            None => Sources::of(hub).await?.ask(None, None, no_files()).await,
        }
    }

    /// Asks about a bundle with this content.
    pub(crate) async fn of(hub: &Hub, scope: &Scope, content: &Content) -> Result<Self> {
        let files = files::Look::into(hub, scope, &content.documents);
        Sources::of(hub).await?.ask(Some(&content.application), None, files).await
    }

    /// Asks about this content, of which there are no files.
    pub(crate) async fn at(hub: &Hub, content: &Application) -> Result<Self> {
        Sources::of(hub).await?.ask(Some(content), None, no_files()).await
    }

    /// What is assessed: the bundle's content, the other places where the same business is registered, what its
    /// representatives said, and the answers.
    /// A test account neither leaves a trace nor finds one: its businesses are made up.
    ///
    /// # Errors
    /// `Conflict` if a source was asked about something else, or has changed since: look again.
    pub(crate) async fn settle(self, tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Application> {
        let scope = Scope::own(bundle.account_sid);
        let content = content(tx, hub, bundle).await?;
        if test_mode::is_on(tx, &scope).await? {
            return Ok(content.application);
        }
        // It was, when it was submitted, but for one that was submitted before anything was kept.
        rings::remember_content(tx, hub, bundle, &content).await?;
        let rings = rings::facts(tx, hub, bundle, &content).await?;
        let Content { mut application, documents } = content;
        application.rings = rings;
        application.duplicates = duplicates(tx, hub, bundle, &application).await?;
        application.registry = self.registers.settle(&application)?;
        application.contact = self.contact.settle(&application)?;
        application.documents = self.files.settle(&documents, &application, hub.now())?;
        application.screening = Some(self.lists.settle(tx, &scope, &application).await?);
        application.confirmations = asking::known(tx, hub, bundle, &application).await?;
        Ok(application)
    }
}

impl Looks {
    /// The answers about something that is in no database: nothing was dismissed, and nobody else has registered it.
    pub(crate) fn unsettled(self, content: Application) -> Application {
        Application {
            registry: self.registers.unsettled(),
            contact: self.contact.unsettled(),
            screening: Some(self.lists.unsettled()),
            ..content
        }
    }
}

fn no_files() -> impl Future<Output = Result<files::Look>> {
    std::future::ready(Ok(files::Look::default()))
}

/// What a case is about, and what it rested on when it was last vetted. `None` if the case has gone, and for a test account.
async fn content_of_case(
    hub: &Hub,
    scope: &Scope,
    sid: CaseSid,
) -> Result<Option<(Content, Option<Application>)>> {
    let mut tx = hub.db().read().await?;
    let Some(case) = tx.case_find(scope, sid).await? else { return Ok(None) };
    let Some(bundle) = tx.bundle_find(scope, case.bundle_sid).await? else { return Ok(None) };
    if test_mode::is_on(&mut tx, scope).await? {
        return Ok(None);
    }
    let before = serde_json::from_value(case.inputs).ok();
    Ok(Some((content(&mut tx, hub, &bundle).await?, before)))
}

/// The bundle itself in the terms of the checks.
pub(crate) async fn content(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Content> {
    let policy = policy_of(hub, bundle)?;
    Ok(content_of(bundle, policy, gather(tx, hub, bundle, policy).await?.parts))
}

/// The same of parts that were gathered already.
pub(crate) fn content_of(bundle: &Bundle, policy: &Policy, parts: Parts) -> Content {
    Content { application: application_of(bundle, policy, &parts), documents: parts.documents }
}

/// What is entered, without what was found out about its files.
pub(crate) fn application_of(bundle: &Bundle, policy: &Policy, parts: &Parts) -> Application {
    let addresses: Vec<_> = parts.addresses.values().cloned().collect();
    let Parts { end_users, documents, .. } = parts;
    Application::from_parts(bundle, &policy.object_type, end_users, documents, &addresses, Vec::new())
}
