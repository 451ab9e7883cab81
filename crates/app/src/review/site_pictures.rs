//! How the website of a business looks, for the reviewer of its case: drawn by a job after the vetting, so that no decision
//! waits for it, and only while there is somebody to look at it.

use std::time::{Duration, Instant};

use trusthub_domain::item::{DocumentFile, MediaType};
use trusthub_domain::review::{Case, SitePicture};
use trusthub_domain::sid::{BundleSid, CaseSid};
use trusthub_gateways::browser::{Picture, Undrawn};
use trusthub_gateways::documents::DocumentKey;
use trusthub_storage::{Job, JobKind, Scope, Tx};
use trusthub_vetting::Application;
use trusthub_vetting::contact::Arrival;

use super::dossier::note_view;
use super::facts::application_of;
use super::locate;
use crate::items::documents::files;
use crate::record::{Changed, causes, internal, record};
use crate::work::Outcome;
use crate::{Actor, Error, Hub, Result};

/// How soon it is tried again while another picture is being drawn: about as long as that takes.
const WHILE_BUSY: Duration = Duration::from_secs(5);

/// Queues a picture for a case that waits for a person, if there was a page and somebody draws.
pub(crate) async fn queue(tx: &mut Tx, hub: &Hub, case: &Case, application: &Application) -> Result<()> {
    if hub.outside().browser.is_none() || !case.is_open() || address(application).is_none() {
        return Ok(());
    }
    let job = hub.job(JobKind::DrawWebsite, case.account_sid, case.sid, hub.now());
    Ok(tx.job_push(&job.once(format!("draw_website:{}", case.sid))).await?)
}

/// Draws it, unless there is one already or nobody waits for it any more.
pub(crate) async fn run(hub: &Hub, job: &Job, sid: CaseSid) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let Some(browser) = &hub.outside().browser else { return Ok(Outcome::Done) };
    let mut tx = hub.db().read().await?;
    let case = tx.case_find(&scope, sid).await?.filter(Case::is_open);
    let is_there = tx.site_picture_find(&scope, sid).await?.is_some();
    drop(tx);
    let application = case.as_ref().and_then(application_of);
    let Some(url) = application.as_ref().and_then(address).filter(|_| !is_there) else {
        return Ok(Outcome::Done);
    };
    let started = Instant::now();
    let drawn = browser.draw(url).await;
    match drawn {
        Ok(picture) => {
            measure("answered", started);
            keep(hub, &scope, sid, picture).await.map(|()| Outcome::Done)
        }
        Err(Undrawn::Busy) => Ok(Outcome::Wait(hub.now().plus(WHILE_BUSY))),
        Err(error) => {
            measure("failed", started);
            let why = causes(&error);
            if error.is_of_page() {
                tracing::info!(case.sid = %sid, "the website of case {sid} is not shown: {why}");
                return Ok(Outcome::Done);
            }
            Ok(Outcome::Retry(why))
        }
    }
}

/// The picture of the newest case of a bundle, in PNG. That somebody looked is written down.
///
/// # Errors
/// `NotFound` if there is none; `Forbidden` for anybody but reviewers; `Unavailable`.
pub async fn site_picture(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Vec<u8>> {
    note_view(hub, actor, sid).await?;
    let mut tx = hub.db().read().await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let cases = tx.case_list(&scope, bundle.sid).await?;
    let picture = of_newest(&mut tx, &scope, &cases).await?;
    let picture = picture.ok_or_else(|| Error::NotFound(format!("A picture of the website of {sid}")))?;
    drop(tx);
    files::load(hub, &scope, &picture.file.object_key).await
}

/// The picture of the newest of these cases, newest first.
pub(super) async fn of_newest(tx: &mut Tx, scope: &Scope, cases: &[Case]) -> Result<Option<SitePicture>> {
    match cases.first() {
        Some(case) => Ok(tx.site_picture_find(scope, case.sid).await?),
        None => Ok(None),
    }
}

/// Queues the deletion of the file of a case that is deleted in this transaction.
pub(crate) async fn delete_later(tx: &mut Tx, hub: &Hub, scope: &Scope, case: CaseSid) -> Result<()> {
    if let Some(picture) = tx.site_picture_find(scope, case).await? {
        files::delete_later(tx, hub, scope, &picture.file.object_key).await?;
    }
    Ok(())
}

async fn keep(hub: &Hub, scope: &Scope, sid: CaseSid, picture: Picture) -> Result<()> {
    let Picture { png, url } = picture;
    let size_bytes = u64::try_from(png.len()).map_err(internal)?;
    if size_bytes > hub.settings().document_max_bytes {
        tracing::info!(case.sid = %sid, "the picture for case {sid} is larger than document_max_bytes");
        return Ok(());
    }
    let key = DocumentKey::of_case(scope.account(), sid, hub.uuid());
    let sha256 = files::put(hub, scope, &key, &png).await?;
    let file = DocumentFile { media_type: MediaType::Png, size_bytes, sha256, object_key: key.to_string() };
    let picture = SitePicture { case_sid: sid, url, seen_at: hub.now(), file };
    let mut tx = hub.db().write().await?;
    // A case that was deleted meanwhile would leave its picture behind.
    let is_kept =
        tx.case_find(scope, sid).await?.is_some() && tx.site_picture_insert(scope, &picture).await?;
    if is_kept {
        record(&mut tx, hub, &Actor::system(), scope, "case.draw_website", sid, Changed::made(&picture))
            .await?;
    } else {
        files::delete_later(&mut tx, hub, scope, &picture.file.object_key).await?;
    }
    Ok(tx.commit().await?)
}

/// Where the visit ended; `None` if it found no page.
fn address(application: &Application) -> Option<&str> {
    let visit = application.contact.as_ref()?.website.as_ref()?;
    match visit.arrival {
        Arrival::Page(_) => visit.hops.last().map(String::as_str),
        Arrival::Trouble(_) => None,
    }
}

fn measure(outcome: &'static str, started: Instant) {
    metrics::histogram!("trusthub_lookup_duration_seconds", "source" => "browser", "outcome" => outcome)
        .record(started.elapsed());
}
