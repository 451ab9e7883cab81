//! What `doctor` looks at, from the folder to the network.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use trusthub_app::review::{self, CaseFilter, reviewers};
use trusthub_app::work::{self, JobFilter, JobState};
use trusthub_app::{Actor, Clock, Hub, RandomSource, SystemClock, SystemRandom};
use trusthub_domain::sid::{AccountSid, Sid, SupportingDocumentSid};
use trusthub_gateways::documents::{DocumentError, DocumentKey, DocumentPlace, Documents};
use uuid::Uuid;

use super::{
    Finding, Level, exposure, lists, machine, outside, provider, public_url, reading, registers, registry,
    stir, stream, tls,
};
use crate::commands::words;
use crate::config::{Config, MasterKeyPlace, TrunksFile};
use crate::data_dir::is_open_to_others;
use crate::failure::Outcome;
use crate::rules;
use crate::serve::CREDENTIALS_FILE;
use crate::wiring::{self, Purpose};

/// A due job that waits longer has nobody to do it. Ours: the alert of docs/operations.md waits as long.
const STUCK: Duration = Duration::from_mins(5);

/// Dead jobs counted; beyond that the number does not matter.
const MOST_COUNTED: u32 = 1000;

/// Every check, in the order in which they are best mended.
pub(super) async fn all(config: &Config) -> Vec<Finding> {
    let mut findings = vec![configuration(config), policies(config), scorecard(config)];
    findings.extend(trunks(config));
    findings.extend(files(config));
    if !config.data_dir.exists() {
        // The other checks would make it.
        return findings;
    }
    let now = SystemClock.now();
    findings.extend(machine::room(&config.data_dir));
    findings.extend(tls::check(config, now));
    findings.extend(exposure::all(config));
    findings.push(outside::check(config));
    findings.extend(outside::pictures(config).await);
    findings.extend(provider::check(config).await);
    findings.extend(stream::check(config).await);
    findings.extend(registry::check(config).await);
    findings.push(mail(config).await);
    findings.push(documents(config).await);
    findings.push(reading::recognition(config).await);
    findings.push(reading::scanner(config).await);
    match wiring::database(config, Purpose::Look).await {
        Ok(db) => {
            findings.push(database(config, &db).await);
            findings.extend(machine::clock(config, &db, now).await);
            db.close().await;
        }
        Err(failure) => findings.push(Finding::of("database", &failure)),
    }
    let is_usable =
        !findings.iter().any(|finding| finding.subject == "database" && finding.level == Level::Fail);
    if is_usable {
        findings.extend(work(config).await);
    }
    findings.push(public_url::check(config).await);
    findings
}

fn configuration(config: &Config) -> Finding {
    let set = config.shown.iter().filter(|shown| shown.source != "default").count();
    match &config.file {
        Some(file) => {
            Finding::ok("configuration", format!("{} and the environment, {set} keys set", file.display()))
        }
        None => Finding::ok("configuration", format!("no file, {set} keys set")),
    }
}

fn files(config: &Config) -> Vec<Finding> {
    let folder = &config.data_dir;
    if !folder.exists() {
        let what = format!("{} does not exist", folder.display());
        return vec![Finding::fail(
            "data directory",
            what,
            "start the hub once, or name the right folder with --data-dir",
        )];
    }
    let mut findings = vec![private("data directory", folder, "700")];
    match &config.master_key {
        MasterKeyPlace::Given(_) => findings.push(Finding::ok("master key", "given by the configuration")),
        MasterKeyPlace::NamedFile(path) | MasterKeyPlace::OwnFile(path) if path.exists() => {
            findings.push(private("master key", path, "600"));
        }
        MasterKeyPlace::NamedFile(path) | MasterKeyPlace::OwnFile(path) => findings.push(Finding::fail(
            "master key",
            format!("{} is missing", path.display()),
            "put it back; without it nothing sealed can be read",
        )),
    }
    let credentials = folder.join(CREDENTIALS_FILE);
    if credentials.exists() {
        findings.push(private("credentials", &credentials, "600"));
    }
    findings
}

fn private(subject: &'static str, path: &Path, mode: &str) -> Finding {
    let shown = path.display();
    if is_open_to_others(path) {
        Finding::fail(subject, format!("others can get at {shown}"), format!("chmod {mode} {shown}"))
    } else {
        Finding::ok(subject, format!("{shown}, for its owner only"))
    }
}

fn policies(config: &Config) -> Finding {
    match rules::catalog(&config.data_dir) {
        Ok(catalog) => Finding::ok("policies", format!("{} policies, all sound", catalog.policies().len())),
        Err(failure) => Finding::of("policies", &failure),
    }
}

fn scorecard(config: &Config) -> Finding {
    match rules::scorecard(&config.data_dir) {
        Ok(card) => Finding::ok("scorecard", format!("{}, sound", card.name())),
        Err(failure) => Finding::of("scorecard", &failure),
    }
}

fn trunks(config: &Config) -> Option<Finding> {
    let path = &config.sip.as_ref()?.trunks_file;
    Some(match TrunksFile::read(path.clone()) {
        Ok(file) => {
            let count = u64::try_from(file.trunks.count()).unwrap_or(u64::MAX);
            Finding::ok("trunks", words::count(count, "trunk may ask by SIP", "trunks may ask by SIP"))
        }
        Err(why) => Finding::fail("trunks", why, "mend the file; docs/sip.md says what may stand in it"),
    })
}

async fn mail(config: &Config) -> Finding {
    let mailer = match wiring::refuse_mail_as_files(config).and_then(|()| wiring::mailer(config)) {
        Ok(mailer) => mailer,
        Err(failure) => return Finding::of("mail", &failure),
    };
    match mailer.healthy().await {
        Err(error) => {
            let failure = crate::failure::Failure::environment(error).hint("check TRUSTHUB_SMTP_URL");
            Finding::of("mail", &failure)
        }
        Ok(()) if config.smtp_url.as_ref().is_some_and(is_in_clear) => Finding::warn(
            "mail",
            "the mail server takes our mail, but over a connection that is not encrypted",
            "use smtps://… or smtp://…?tls=required",
        ),
        Ok(()) if config.smtp_url.is_some() => {
            Finding::ok("mail", "the mail server greets us, encrypted, and takes our login")
        }
        Ok(()) => Finding::warn(
            "mail",
            format!(
                "written to {} and never sent; the files hold personal data",
                config.data_dir.join("mail").display()
            ),
            "set TRUSTHUB_SMTP_URL and TRUSTHUB_MAIL_FROM before customers come",
        ),
    }
}

/// Whether a mail server elsewhere is spoken to without TLS.
fn is_in_clear(smtp_url: &SecretString) -> bool {
    url::Url::parse(smtp_url.expose_secret()).is_ok_and(|url| {
        let asks_for_tls = url.query_pairs().any(|(key, value)| key == "tls" && value == "required");
        let host = url.host_str().unwrap_or_default();
        let is_here = host == "localhost"
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        url.scheme() == "smtp" && !asks_for_tls && !is_here
    })
}

async fn documents(config: &Config) -> Finding {
    let documents = match wiring::documents(config) {
        Ok(documents) => documents,
        Err(failure) => return Finding::of("documents", &failure),
    };
    let works = match documents.healthy().await {
        Ok(()) => probe(&documents).await,
        Err(error) => Err(error),
    };
    match (works, &config.documents) {
        (Err(error), _) => {
            let failure =
                crate::failure::Failure::environment(error).hint("check TRUSTHUB_DOCUMENTS_URL and its keys");
            Finding::of("documents", &failure)
        }
        (Ok(()), DocumentPlace::Folder(folder)) => {
            Finding::ok("documents", format!("{}: written, read and deleted", folder.display()))
        }
        (Ok(()), DocumentPlace::S3(place)) => {
            Finding::ok("documents", format!("bucket {}: written, read and deleted", place.bucket))
        }
        (Ok(()), DocumentPlace::Memory) => Finding::ok("documents", "in memory"),
    }
}

/// Writes, reads and deletes something that no account could have uploaded.
async fn probe(documents: &Documents) -> Result<(), DocumentError> {
    let mut upload = [0; 16];
    SystemRandom.fill(&mut upload);
    let nobody = Uuid::nil();
    let key = DocumentKey::new(
        AccountSid::from_uuid(nobody),
        SupportingDocumentSid::from_uuid(nobody),
        Uuid::from_bytes(upload),
    );
    documents.put(&key, b"trusthub doctor".to_vec()).await?;
    let read = documents.get(&key).await;
    documents.delete(&key).await?;
    read.map(drop)
}

async fn database(config: &Config, db: &trusthub_storage::Db) -> Finding {
    let kind = if config.database.is_embedded() { "SQLite" } else { "PostgreSQL" };
    match db.pending_migrations().await {
        Err(error) => Finding::of("database", &crate::failure::Failure::environment(error)),
        Ok(pending) if pending.is_empty() => match db.distribution_steps().await {
            Ok(steps) if !steps.is_empty() => Finding::warn(
                "database",
                "PostgreSQL has Citus, but not all tables are distributed",
                "stop the nodes and run `trusthub migrate --distribute`",
            ),
            // On one machine, where nobody wants that, or in order.
            Ok(_) | Err(_) => Finding::ok("database", format!("{kind} answers and is up to date")),
        },
        Ok(pending) => {
            let count =
                words::count(u64::try_from(pending.len()).unwrap_or(u64::MAX), "migration", "migrations");
            Finding::fail("database", format!("{kind} lacks {count}"), "run `trusthub migrate`")
        }
    }
}

async fn work(config: &Config) -> Vec<Finding> {
    let opened = match wiring::open(config, &wiring::public_url(config), Purpose::Command).await {
        Ok(opened) => opened,
        // Such as keys of another hub.
        Err(failure) => return vec![Finding::of("keys", &failure)],
    };
    let hub = &opened.hub;
    let findings = [
        late_jobs(hub).await,
        jobs(hub).await,
        cases(hub).await,
        lists::check(hub).await,
        registers::check(hub).await,
        stir::check(hub).await,
        stir::trust(config, hub).await,
    ];
    opened.close().await;
    findings
        .into_iter()
        .map(|finding| finding.unwrap_or_else(|failure| Finding::of("work", &failure)))
        .collect()
}

async fn late_jobs(hub: &Hub) -> Outcome<Finding> {
    let filter = JobFilter { state: Some(JobState::Ready), kind: None, limit: 1 };
    let first = work::list(hub, &Actor::operator(), filter).await?;
    let waits = first.first().map(|job| hub.now().since(job.run_at)).unwrap_or_default();
    Ok(if waits > STUCK {
        let what = format!("the oldest has waited {} for a worker", words::length(waits));
        Finding::fail("worker", what, "start `trusthub serve`; its log says why jobs cannot be claimed")
    } else {
        Finding::ok("worker", "no job has waited for long")
    })
}

async fn jobs(hub: &Hub) -> Outcome<Finding> {
    let filter = JobFilter { state: Some(JobState::Dead), kind: None, limit: MOST_COUNTED };
    let dead = work::list(hub, &Actor::operator(), filter).await?.len();
    Ok(match dead {
        0 => Finding::ok("jobs", "none was given up"),
        dead => Finding::warn(
            "jobs",
            format!("{dead} given up: mails or callbacks that never arrived"),
            "`trusthub jobs list --state dead` tells why, `trusthub jobs replay` sends them again",
        ),
    })
}

async fn cases(hub: &Hub) -> Outcome<Finding> {
    let known = reviewers::list(hub, &Actor::operator()).await?;
    if !known.iter().any(|reviewer| !reviewer.is_disabled) {
        let mend = "`trusthub reviewer create --email E --role admin`";
        return Ok(Finding::fail("reviews", "nobody can decide cases: there is no enabled reviewer", mend));
    }
    let Ok(actor) = reviewers::act_as(hub, &Actor::operator(), None).await else {
        let mend = "`trusthub reviewer create --email E --role admin`";
        return Ok(Finding::warn("reviews", "there is no enabled admin", mend));
    };
    let open = review::list(hub, &actor, CaseFilter { limit: MOST_COUNTED, ..CaseFilter::default() }).await?;
    // Nobody waits for the decision of a test.
    let overdue = open.iter().filter(|one| !one.is_test && one.case.due_at < hub.now()).count();
    Ok(match overdue {
        0 => Finding::ok("reviews", format!("{} waiting, none overdue", open.len())),
        overdue => {
            Finding::warn("reviews", format!("{overdue} overdue"), "`trusthub review list` shows them first")
        }
    })
}
