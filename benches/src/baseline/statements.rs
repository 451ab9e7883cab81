//! What each handler runs, in the hub's order. Sealed values are bytes of about their size.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};

use super::database::Value::{Boolean, Bytes, Integer, NoBytes, NoInteger, NoText, Text};
use super::database::{Database, Rows, Tx};

/// About as large as a sealed e-mail address with a callback, and as sealed attributes.
const CONTACT: &[u8] = &[7; 96];
const ATTRIBUTES: &[u8] = &[7; 420];
const HASH: &[u8] = &[7; 32];

/// About as large as the report of an evaluation.
static REPORT: std::sync::LazyLock<String> =
    std::sync::LazyLock::new(|| format!("{{\"results\":\"{}\"}}", "r".repeat(3_000)));

#[expect(clippy::disallowed_methods, reason = "the baseline has no hub whose clock it could ask")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A new identifier, ordered by time as the hub's are.
pub fn sid(prefix: &str) -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    format!("{prefix}{:016x}{:016x}", now(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// A change that must hit one row.
async fn one(tx: &mut Tx, name: &str, values: &[super::database::Value<'_>]) -> Result<()> {
    ensure!(tx.execute(name, values).await? == 1, "{name} did not change one row");
    Ok(())
}

pub async fn audit(tx: &mut Tx, account: &str, subject: &str) -> Result<()> {
    let head = tx.rows("operations::audit::chain::HEAD", &[Text(account)]).await?;
    let sequence = head.integers("sequence")?.first().context("no audit chain")? + 1;
    let hash = head.bytes("hash")?;
    let hash = hash.first().context("no audit chain")?;
    let entry = [
        Text(account),
        Integer(sequence),
        Integer(now()),
        Text(account),
        Text("bundle.create"),
        Text(subject),
        NoBytes,
        Bytes(HASH),
        Bytes(hash),
        Bytes(HASH),
    ];
    one(tx, "operations::audit::chain::INSERT", &entry).await?;
    let pending = [Text(account), Integer(sequence), Bytes(HASH)];
    one(tx, "operations::audit::chain::PENDING_INSERT", &pending).await?;
    one(tx, "operations::audit::chain::HEAD_SET", &pending).await
}

/// What kind of account it is, before its submission is decided.
pub async fn standing(tx: &mut Tx, account: &str) -> Result<()> {
    tx.rows("tenant::accounts::FIND", &[Text(account)]).await.map(drop)
}

pub async fn bundle_insert(tx: &mut Tx, account: &str, sid: &str, policy: &str, name: &str) -> Result<()> {
    tx.rows("tenant::bundles::SAME_NAME", &[Text(account), Text(policy), Text(name)]).await?;
    let now = Integer(now());
    let row = [
        Text(account),
        Text(sid),
        Text("customer_profile"),
        Text(policy),
        Text(name),
        Bytes(CONTACT),
        Text("draft"),
        NoBytes,
        NoInteger,
        NoBytes,
        NoText,
        Integer(0),
        Integer(1),
        now,
        now,
        NoBytes,
        Boolean(false),
        Text("draft"),
    ];
    one(tx, "tenant::bundles::INSERT", &row).await?;
    overview_set(tx, account, sid, policy, name, "draft").await?;
    one(tx, "tenant::owners::SET", &[Text(sid), Text(account)]).await
}

pub async fn bundle_version(tx: &mut Tx, account: &str, sid: &str) -> Result<i64> {
    let found = tx.rows("tenant::bundles::FIND", &[Text(account), Text(sid)]).await?;
    found.integers("version")?.first().copied().context("no such profile")
}

pub async fn bundle_save(tx: &mut Tx, account: &str, sid: &str, status: &str, version: i64) -> Result<()> {
    let row = [
        Text(account),
        Text(sid),
        Text("Owl Bakery"),
        Bytes(CONTACT),
        Text(status),
        NoBytes,
        NoInteger,
        NoBytes,
        Integer(2),
        Integer(now()),
        Text(status),
        NoBytes,
        Boolean(false),
        Integer(version),
    ];
    one(tx, "tenant::bundles::SAVE", &row).await?;
    overview_set(tx, account, sid, crate::journey::POLICY, "Owl Bakery", status).await
}

pub async fn bundle_touch(tx: &mut Tx, account: &str, sid: &str, version: i64) -> Result<()> {
    let row = [Text(account), Text(sid), Integer(now()), Integer(version)];
    one(tx, "tenant::bundles::TOUCH", &row).await
}

async fn overview_set(
    tx: &mut Tx,
    account: &str,
    sid: &str,
    policy: &str,
    name: &str,
    status: &str,
) -> Result<()> {
    let row = [
        Text(account),
        Text(sid),
        Text(account),
        Text("customer_profile"),
        Text(policy),
        Text(name),
        Text(" owl bakery"),
        Text(status),
        NoInteger,
        Integer(now()),
    ];
    one(tx, "tenant::overview::SET", &row).await
}

pub async fn end_user_insert(tx: &mut Tx, account: &str, sid: &str, name: &str, kind: &str) -> Result<()> {
    let now = Integer(now());
    let row = [
        Text(account),
        Text(sid),
        Text(name),
        Text(kind),
        Bytes(ATTRIBUTES),
        Integer(1),
        now,
        now,
        Text("Owl Bakery"),
    ];
    one(tx, "tenant::end_users::INSERT", &row).await?;
    tx.execute("tenant::end_users::LINKS_DELETE", &[Text(account), Text(sid)]).await.map(drop)
}

pub async fn address_insert(tx: &mut Tx, account: &str, sid: &str, country: &str) -> Result<()> {
    let now = Integer(now());
    let row = [
        Text(account),
        Text(sid),
        Text(""),
        Text(country),
        Boolean(false),
        Bytes(CONTACT),
        Integer(1),
        now,
        now,
        Bytes(HASH),
    ];
    one(tx, "tenant::addresses::INSERT", &row).await
}

pub async fn document_insert(
    tx: &mut Tx,
    account: &str,
    sid: &str,
    name: &str,
    kind: &str,
    address: &str,
) -> Result<()> {
    let now = Integer(now());
    let row = [
        Text(account),
        Text(sid),
        Text(name),
        Text(kind),
        Text("DRAFT"),
        Bytes(CONTACT),
        NoBytes,
        Integer(1),
        now,
        now,
    ];
    one(tx, "tenant::documents::INSERT", &row).await?;
    one(tx, "tenant::owners::SET", &[Text(sid), Text(account)]).await?;
    tx.execute("tenant::addresses::REFERENCE_DELETE", &[Text(account), Text(sid)]).await?;
    one(tx, "tenant::addresses::REFERENCE_INSERT", &[Text(account), Text(sid), Text(address)]).await
}

pub async fn assign(tx: &mut Tx, account: &str, profile: &str, object: &str, assignment: &str) -> Result<()> {
    let key = [Text(account), Text(object)];
    let now = Integer(now());
    let (find, touch) = if object.starts_with("IT") {
        ("tenant::end_users::FIND", "tenant::assignments::entity::TOUCH_END_USER")
    } else {
        ("tenant::documents::FIND", "tenant::assignments::entity::TOUCH_DOCUMENT")
    };
    let found = tx.rows(find, &key).await?;
    let kind = found.texts("type_name")?.pop().context("no such item")?;
    let version = Integer(found.integers("version")?.pop().context("no such item")?);
    if object.starts_with("IT") {
        let row =
            [Text(account), Text(object), Text(&kind), Bytes(ATTRIBUTES), Text("Owl Bakery"), now, version];
        one(tx, "tenant::end_users::SAVE", &row).await?;
    } else {
        document_save(tx, account, object, "DRAFT", version).await?;
    }
    tx.rows("tenant::assignments::entity::OF_BUNDLE", &[Text(account), Text(profile)]).await?;
    one(tx, touch, &key).await?;
    let row = [Text(account), Text(profile), Text(assignment), Text(object), Text(account), Text(&kind), now];
    one(tx, "tenant::assignments::entity::INSERT", &row).await
}

async fn document_save(
    tx: &mut Tx,
    account: &str,
    sid: &str,
    status: &str,
    version: super::database::Value<'_>,
) -> Result<()> {
    let row = [
        Text(account),
        Text(sid),
        Text("customer_profile_address"),
        Text(status),
        Bytes(CONTACT),
        NoBytes,
        Integer(now()),
        version,
    ];
    one(tx, "tenant::documents::SAVE", &row).await
}

/// What an evaluation looks at; returns the documents.
pub async fn gather(tx: &mut Tx, account: &str, profile: &str) -> Result<()> {
    let items = tx.rows("tenant::assignments::entity::OF_BUNDLE", &[Text(account), Text(profile)]).await?;
    for object in items.texts("object_sid")? {
        let find =
            if object.starts_with("IT") { "tenant::end_users::FIND" } else { "tenant::documents::FIND" };
        tx.rows(find, &[Text(account), Text(&object)]).await?;
    }
    // The document names it under seal; whichever address is asked for, the work is the same.
    tx.rows("tenant::addresses::FIND", &[Text(account), Text("AD")]).await.map(drop)
}

pub async fn evaluation_insert(
    tx: &mut Tx,
    account: &str,
    profile: &str,
    sid: &str,
    policy: &str,
) -> Result<()> {
    let row = [
        Text(account),
        Text(profile),
        Text(sid),
        Text("customer_profile"),
        Text(policy),
        Text(&REPORT),
        Integer(now()),
    ];
    one(tx, "tenant::evaluations::INSERT", &row).await
}

pub async fn event_insert(
    tx: &mut Tx,
    account: &str,
    profile: &str,
    sid: &str,
    sequence: i64,
    status: &str,
) -> Result<()> {
    let row = [
        Text(account),
        Text(sid),
        Text(profile),
        Text("customer_profile"),
        Text("submitted"),
        Text(status),
        Integer(sequence),
        Integer(now()),
        NoBytes,
        Bytes(CONTACT),
        Text("machine"),
        NoText,
        NoText,
        NoInteger,
    ];
    one(tx, "operations::events::INSERT", &row).await
}

pub async fn job_push(tx: &mut Tx, account: &str, subject: &str) -> Result<()> {
    let (id, now) = (sid("job"), now());
    // Due long after the run, so that nobody takes it.
    let due = Integer(now.saturating_mul(2));
    let row = [
        Text(&id),
        Text("relay"),
        Text(account),
        Text(subject),
        due,
        Text(&id),
        Integer(now),
        Text("inside"),
    ];
    one(tx, "operations::jobs::queue::PUSH", &row).await
}

pub async fn mark_documents(tx: &mut Tx, account: &str, profile: &str) -> Result<()> {
    let items = tx.rows("tenant::assignments::entity::OF_BUNDLE", &[Text(account), Text(profile)]).await?;
    for object in items.texts("object_sid")? {
        if object.starts_with("RD") {
            let key = [Text(account), Text(&object)];
            let bundles = tx.rows("tenant::assignments::entity::OF_OBJECT", &key).await?;
            for bundle in bundles.texts("bundle_sid")? {
                tx.rows("tenant::bundles::FIND", &[Text(account), Text(&bundle)]).await?;
            }
            let found = tx.rows("tenant::documents::FIND", &key).await?;
            let version = found.integers("version")?.pop().context("no such document")?;
            document_save(tx, account, &object, "PENDING_REVIEW", Integer(version)).await?;
        }
    }
    Ok(())
}

/// Whom the submission might concern: bundles that rest on this one, here and in subaccounts.
pub async fn look_for_others(tx: &mut Tx, account: &str, profile: &str) -> Result<()> {
    let place = [Text(account), Text(profile), Text(""), Integer(1)];
    tx.rows("tenant::assignments::entity::RESTING_ON", &place).await?;
    tx.rows("tenant::assignments::entity::RESTING_BY_END_USERS", &place).await?;
    let page = [Integer(i64::MAX), Text("~"), Integer(3), Integer(0), Text(account), NoText, NoText];
    tx.rows("tenant::accounts::FAMILY_LIST older", &page).await.map(drop)
}

/// Calls are attested by what bundles stand for: whoever keeps that in memory looks at it again.
pub async fn standing_changed(tx: &mut Tx, profile: &str) -> Result<()> {
    one(tx, "operations::attestation::changes::CHANGED", &[Text("bundle"), Text(profile)]).await
}

/// What a submission may have in common with others is kept.
pub async fn remember(tx: &mut Tx, account: &str, profile: &str) -> Result<()> {
    standing(tx, account).await?;
    tx.rows("operations::lookups::OF_BUNDLE", &[Text(account), Text(profile)]).await?;
    for kind in ["business_identifier", "phone", "email", "address", "person"] {
        let hash = format!("{kind:32}{profile}");
        let hash = hash.as_bytes();
        let row = [
            Bytes(hash),
            Text(account),
            Text(profile),
            Text(kind),
            Text(account),
            Bytes(HASH),
            Integer(now()),
        ];
        one(tx, "operations::lookups::INSERT", &row).await?;
    }
    Ok(())
}

pub async fn case_insert(tx: &mut Tx, account: &str, profile: &str, sid: &str) -> Result<()> {
    tx.rows("operations::cases::FIND_OPEN", &[Text(account), Text(profile)]).await?;
    let now = Integer(now());
    let row = [
        Text(account),
        Text(sid),
        Text(profile),
        Text("customer_profile"),
        Text("RN6433641899984f951173ef1738c3bdd0"),
        Text("Owl Bakery"),
        Text("vetting"),
        NoText,
        NoInteger,
        NoText,
        NoInteger,
        NoText,
        NoText,
        Boolean(false),
        NoText,
        Bytes(CONTACT),
        NoBytes,
        NoBytes,
        NoBytes,
        NoBytes,
        NoBytes,
        NoBytes,
        Integer(1),
        now,
        now,
        NoText,
        NoText,
    ];
    one(tx, "operations::cases::INSERT", &row).await?;
    let row = [
        Text(sid),
        Text(account),
        Text(profile),
        Text("customer_profile"),
        Text("RN6433641899984f951173ef1738c3bdd0"),
        Text("Owl Bakery"),
        Text("vetting"),
        NoText,
        NoInteger,
        now,
        now,
        Boolean(false),
        NoText,
        Integer(3),
        NoInteger,
        Boolean(false),
        Boolean(false),
        NoText,
        NoInteger,
        Boolean(false),
        Boolean(false),
        Text("owl bakery"),
    ];
    one(tx, "operations::cases::queue::SET", &row).await
}

pub async fn first_page(database: &Database, account: &str) -> Result<Rows> {
    let arguments = [
        Integer(i64::MAX),
        Text("~"),
        Integer(51),
        Integer(0),
        Text(account),
        Text("customer_profile"),
        NoText,
        NoText,
        NoText,
    ];
    database.rows("tenant::bundles::LIST older", &arguments).await
}
