//! What a request costs when there are many profiles already. They are put there by SQL; only their number matters,
//! nobody opens them.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use crate::process::Place;

/// Rows of one profile, numbered `i`: its items, assignments, an evaluation and two events.
const ROWS: [&str; 10] = [
    "INSERT INTO bundles (account_sid, sid, kind, policy_sid, friendly_name, contact, status, event_sequence, version, \
        date_created, date_updated, shown_status) \
        SELECT $1, {BU}, 'customer_profile', 'RN6433641899984f951173ef1738c3bdd0', 'Old profile ' || i, {BLOB 96}, \
        'in-review', 2, 5, i, i, 'in-review' FROM numbers",
    "INSERT INTO bundle_overview (account_sid, sid, owner_sid, kind, policy_sid, friendly_name, name_words, status, \
        date_created) SELECT $1, {BU}, $1, 'customer_profile', 'RN6433641899984f951173ef1738c3bdd0', \
        'Old profile ' || i, ' old profile ' || i, 'in-review', i FROM numbers",
    "INSERT INTO sid_owner (sid, account_sid) SELECT {BU}, $1 FROM numbers",
    "INSERT INTO end_users (account_sid, sid, friendly_name, type_name, business_name, attributes, version, \
        date_created, date_updated) SELECT $1, {IT}, 'business', 'customer_profile_business_information', \
        'Old business ' || i, {BLOB 420}, 2, i, i FROM numbers",
    "INSERT INTO end_users (account_sid, sid, friendly_name, type_name, attributes, version, date_created, \
        date_updated) SELECT $1, {IU}, 'representative', 'authorized_representative_1', {BLOB 300}, 2, i, i FROM numbers",
    "INSERT INTO supporting_documents (account_sid, sid, friendly_name, type_name, status, attributes, version, \
        date_created, date_updated) SELECT $1, {RD}, 'address', 'customer_profile_address', 'PENDING_REVIEW', \
        {BLOB 96}, 2, i, i FROM numbers",
    "INSERT INTO sid_owner (sid, account_sid) SELECT {RD}, $1 FROM numbers",
    "INSERT INTO entity_assignments (account_sid, bundle_sid, sid, object_sid, object_account_sid, object_type, \
        date_created) SELECT $1, {BU}, {BV}, {IT}, $1, 'customer_profile_business_information', i FROM numbers \
        UNION ALL SELECT $1, {BU}, {BW}, {RD}, $1, 'customer_profile_address', i FROM numbers",
    "INSERT INTO evaluations (account_sid, bundle_sid, sid, bundle_kind, policy_sid, report, date_created) \
        SELECT $1, {BU}, {EL}, 'customer_profile', 'RN6433641899984f951173ef1738c3bdd0', {TEXT 1000}, i FROM numbers",
    "INSERT INTO bundle_events (account_sid, sid, bundle_sid, bundle_kind, kind, status, sequence, occurred_at, \
        addressee, callback_settled_at) SELECT $1, {EV}, {BU}, 'customer_profile', 'submitted', 'in-review', 1, i, \
        {BLOB 96}, i FROM numbers",
];

/// What the first account lists of customer `i`: the subaccount, and its profile.
const CUSTOMER: [&str; 2] = [
    "INSERT INTO account_family (account_sid, sid, parent_sid, friendly_name, status, is_test, version, date_created, \
        date_updated) SELECT $1, {AC}, $1, 'Customer ' || i, 'active', {FALSE}, 1, i, i FROM numbers",
    "INSERT INTO bundle_overview (account_sid, sid, owner_sid, kind, policy_sid, friendly_name, name_words, status, \
        date_created) SELECT $1, {BU}, {AC}, 'customer_profile', 'RNdfbf3fae0e1107f8aded0e7cead80bf5', \
        'Bakery ' || i, ' bakery ' || i, 'in-review', i FROM numbers",
];

/// Line `i` of the reviewers' queue: most are of one country, and any band.
const CASE: [&str; 1] = [
    "INSERT INTO case_queue (sid, account_sid, bundle_sid, bundle_kind, policy_sid, friendly_name, name_key, state, opened_at, \
        due_at, country, risk_rank, points) SELECT {VC}, $1, {BU}, 'customer_profile', \
        'RN6433641899984f951173ef1738c3bdd0', 'Old profile ' || i, 'old profile ' || i, 'open', i, i * 1000000, \
        CASE WHEN i % 10000 = 0 THEN 'LU' ELSE 'US' END, i % 3, i % 100 FROM numbers",
];

const NUMBERS: &str = "WITH RECURSIVE numbers (i) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i < $3) ";

/// Fills the place up from `from` to `to` profiles, spread over all accounts but the first, whose profiles are looked at.
/// Nobody may be running on it.
pub async fn fill(place: &Place, from: i64, to: i64) -> Result<()> {
    let url = place.database_url();
    let accounts = i64::try_from(place.accounts.len().saturating_sub(1).max(1))?;
    let share = (to - from) / accounts;
    for (number, account) in (0..).zip(place.accounts.iter().skip(1)) {
        let first = from + number * share + 1;
        insert(url, &ROWS, &account.sid, first, first + share - 1).await?;
    }
    settle(url).await
}

/// Gives the first account so many customers with a profile each. Only its own list of them is there.
pub async fn customers(place: &Place, count: i64) -> Result<()> {
    let Some(account) = place.accounts.first() else { return Ok(()) };
    insert(place.database_url(), &CUSTOMER, &account.sid, 1, count).await?;
    settle(place.database_url()).await
}

/// Lets so many cases of the second account wait for reviewers. Only the queue is there: nobody opens them.
pub async fn cases(place: &Place, count: i64) -> Result<()> {
    let Some(account) = place.accounts.get(1) else { return Ok(()) };
    insert(place.database_url(), &CASE, &account.sid, 1, count).await?;
    settle(place.database_url()).await
}

async fn insert(url: &str, rows: &[&str], account: &str, first: i64, last: i64) -> Result<()> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let mut connection = SqliteConnection::connect(&format!("sqlite:{path}")).await?;
        let mut tx = connection.begin().await?;
        for rows in rows {
            let insert = sqlx::query(AssertSqlSafe(sqlite(rows)));
            insert.bind(account).bind(first).bind(last).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        connection.close().await?;
    } else {
        let mut connection = PgConnection::connect(url).await?;
        for rows in rows {
            let insert = sqlx::query(AssertSqlSafe(postgres(rows)));
            insert.bind(account).bind(first).bind(last).execute(&mut connection).await?;
        }
        connection.close().await?;
    }
    Ok(())
}

async fn settle(url: &str) -> Result<()> {
    if !url.starts_with("sqlite:") {
        let mut connection = PgConnection::connect(url).await?;
        sqlx::query("VACUUM ANALYZE").execute(&mut connection).await?;
    }
    Ok(())
}

fn sqlite(rows: &str) -> String {
    // SQLite's WITH stands before the INSERT; PostgreSQL takes it there too.
    filled(rows, |prefix| format!("printf('{prefix}%032x', i)"), |size| format!("zeroblob({size})"))
        .replace("{TEXT 1000}", "hex(zeroblob(500))")
        .replace("{FALSE}", "0")
}

fn postgres(rows: &str) -> String {
    let sid = |prefix: &str| format!("'{prefix}' || lpad(to_hex(i), 32, '0')");
    filled(rows, sid, |size| format!("decode(repeat('07', {size}), 'hex')"))
        .replace("{TEXT 1000}", "repeat('r', 1000)")
        .replace("{FALSE}", "FALSE")
}

fn filled(rows: &str, sid: impl Fn(&str) -> String, blob: impl Fn(u32) -> String) -> String {
    let mut text = format!("{NUMBERS}{rows}");
    for prefix in ["AC", "BU", "IT", "IU", "RD", "BV", "BW", "EL", "EV", "VC"] {
        text = text.replace(&format!("{{{prefix}}}"), &sid(prefix));
    }
    for size in [96, 300, 420] {
        text = text.replace(&format!("{{BLOB {size}}}"), &blob(size));
    }
    text
}
