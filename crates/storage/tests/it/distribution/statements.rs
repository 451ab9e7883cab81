//! Every statement goes to one node, or stays on the coordinator.
//!
//! A statement is read word by word, which the portable subset allows: no quoted names, no dialect, tables only after
//! FROM, JOIN, INTO and UPDATE.

use trusthub_storage::{GLOBAL_TABLES, TENANT_TABLES, registry};

/// What was looked at and is right to ask of every node: rare, an operator's or a janitor's or a restore's, and of one
/// table or of tables that are joined by account, so that each node answers for itself.
const OF_EVERY_NODE: &[&str] = &[
    "tenant::accounts::LIST older",
    "tenant::accounts::LIST newer",
    "idempotency::PURGE",
    "load::HAS_ACCOUNT",
    "load::FORGET_RUNNING",
    "retention::ACCOUNTS",
    "retention::DRAFTS",
    "retention::REJECTED",
    "retention::END_USERS",
    "retention::DOCUMENTS",
    "retention::ADDRESSES",
    "retention::CASES",
    "retention::CONFIRMATIONS",
    "retention::TOLLFREE",
    "retention::TOLLFREE_DRAFTS",
    "retention::CAMPAIGN_REGISTRATIONS",
    "retention::CREDENTIALS",
    "retention::EVENTS",
    "decisions::OF_SID",
    "decisions::OF_ORIGID",
    "decisions::OLDEST",
    "decisions::PURGE",
    "reading::BUNDLES",
    "reading::NUMBERS",
    "reading::ASSIGNMENTS",
    "brands::AFTER",
    "campaigns::AFTER",
    "services::SENDERS_AFTER",
    "tollfree::APPROVED_AFTER",
    "usage::PURGE_DAYS",
    "usage::PURGE_USAGE",
    "consents::ACCOUNTS",
    "standings::LIST",
    "screening::AT_STAKE",
    "verify::chains::ENTRIES",
    "verify::chains::HEADS_WITHOUT_CHAIN",
];

/// Where a statement is answered.
#[derive(Debug, PartialEq, Eq)]
enum Reach {
    /// Global tables only: by the coordinator.
    Coordinator,
    /// The rows of one account: by one node.
    OneAccount,
    /// Tenant tables joined by account, of whichever account: by every node for itself.
    EveryNode,
    /// By nobody without moving rows about.
    Across(String),
}

/// Words, with signs apart: `a.b=$1,` is `a.b`, `=`, `$1` and `,`.
fn words(sql: &str) -> Vec<String> {
    let spaced: String = sql
        .chars()
        .flat_map(|sign| match sign {
            '(' | ')' | ',' | '=' | '<' | '>' => vec![' ', sign, ' '],
            other => vec![other],
        })
        .collect();
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// Each mention of a tenant table with the name that its columns go by, and whether a global table is mentioned.
fn mentions(words: &[String]) -> (Vec<(String, String)>, bool) {
    let mut tenant = Vec::new();
    let mut has_global = false;
    for (place, pair) in words.windows(2).enumerate() {
        let [before, name] = pair else { unreachable!("windows of two") };
        if !["FROM", "JOIN", "INTO", "UPDATE"].contains(&before.as_str()) {
            continue;
        }
        has_global |= GLOBAL_TABLES.iter().any(|(table, _)| table == name);
        if TENANT_TABLES.contains(&name.as_str()) {
            let alias = match words.get(place + 2).map(String::as_str) {
                Some("AS") => words[place + 3].clone(),
                _ => name.clone(),
            };
            tenant.push((name.clone(), alias));
        }
    }
    (tenant, has_global)
}

fn reach(sql: &str) -> Reach {
    let words = words(sql);
    let (tenant, has_global) = mentions(&words);
    if tenant.is_empty() {
        return Reach::Coordinator;
    }
    if has_global {
        return Reach::Across("joins an account's rows with global ones".to_owned());
    }
    let text = words.join(" ");
    // What comes after OR may hold without what comes before it. In parentheses, or in a CASE, it cannot undo a
    // condition outside.
    let mut depth = 0;
    for word in &words {
        match word.as_str() {
            "(" | "CASE" => depth += 1,
            ")" | "END" => depth -= 1,
            "OR" if depth == 0 => return Reach::Across("has an OR beside the account".to_owned()),
            _ => {}
        }
    }
    if text.starts_with("INSERT INTO") {
        let is_of_one = words[3] == "(" && words[4] == "account_sid" && text.contains(") VALUES ( $1 ,");
        let conflict = text.split_once("ON CONFLICT (");
        if conflict.is_some_and(|(_, columns)| !columns.trim_start().starts_with("account_sid")) {
            return Reach::Across("resolves a conflict without the account".to_owned());
        }
        return if is_of_one {
            Reach::OneAccount
        } else {
            Reach::Across("inserts for no account".to_owned())
        };
    }
    let is_alone = tenant.len() == 1;
    let columns: Vec<String> = tenant
        .iter()
        .map(|(_, alias)| if is_alone { "account_sid".to_owned() } else { format!("{alias}.account_sid") })
        .collect();
    let is_named = |column: &String| {
        ["WHERE", "AND", "ON"].iter().any(|before| text.contains(&format!("{before} {column} = $")))
    };
    let is_joined = |column: &String| {
        columns.iter().any(|other| {
            other != column
                && (text.contains(&format!("{column} = {other}"))
                    || text.contains(&format!("{other} = {column}")))
        })
    };
    // Or each says whose rows it means, and all mean the same.
    let names_account = |parameter: &str| {
        let said = format!("account_sid = {parameter}");
        text.match_indices(&said)
            .filter(|(at, _)| !text[at + said.len()..].starts_with(|next: char| next.is_ascii_digit()))
            .count()
    };
    if (1..=9).any(|number| names_account(&format!("${number}")) >= tenant.len()) {
        return Reach::OneAccount;
    }
    if !is_alone && !columns.iter().all(is_joined) {
        return Reach::Across("joins rows of different accounts".to_owned());
    }
    if columns.iter().any(is_named) { Reach::OneAccount } else { Reach::EveryNode }
}

#[test]
fn every_statement_is_within_one_account_or_on_global_tables() {
    for statement in registry() {
        let is_listed = OF_EVERY_NODE.iter().any(|name| statement.name.ends_with(name));
        for sql in [statement.sqlite, statement.postgres] {
            let expected =
                if is_listed { &[Reach::EveryNode][..] } else { &[Reach::Coordinator, Reach::OneAccount] };
            let found = reach(sql);
            assert!(expected.contains(&found), "{}: {found:?}: {sql}", statement.name);
        }
    }
}

#[test]
fn nothing_is_listed_that_is_not_there() {
    for name in OF_EVERY_NODE {
        assert!(registry().any(|statement| statement.name.ends_with(name)), "{name}");
    }
}

#[test]
fn what_does_not_stay_on_one_node_is_noticed() {
    let across = |why: &str| Reach::Across(why.to_owned());
    let table = [
        ("SELECT sid FROM bundles WHERE account_sid = $1 AND sid = $2", Reach::OneAccount),
        ("SELECT sid FROM bundles WHERE account_sid=$1", Reach::OneAccount),
        ("SELECT sid FROM bundles WHERE sid = $1", Reach::EveryNode),
        ("SELECT sid FROM bundles WHERE account_sid > $1", Reach::EveryNode),
        ("DELETE FROM cases WHERE sid = $1", Reach::EveryNode),
        ("UPDATE jobs SET state = 'dead' WHERE id = $1", Reach::Coordinator),
        (
            "SELECT sid FROM bundles WHERE account_sid = $1 OR sid = $2",
            across("has an OR beside the account"),
        ),
        ("SELECT sid FROM bundles WHERE account_sid = $1 AND (sid = $2 OR sid = $3)", Reach::OneAccount),
        (
            "SELECT b.sid FROM bundles AS b JOIN jobs AS j ON j.account_sid = b.account_sid WHERE b.account_sid = $1",
            across("joins an account's rows with global ones"),
        ),
        (
            "SELECT b.sid FROM bundles AS b JOIN cases AS c ON c.bundle_sid = b.sid WHERE b.account_sid = $1",
            across("joins rows of different accounts"),
        ),
        (
            "SELECT b.sid FROM bundles AS b JOIN cases AS c ON c.account_sid = b.account_sid AND c.bundle_sid = b.sid \
             WHERE b.account_sid = $1",
            Reach::OneAccount,
        ),
        (
            "SELECT sid FROM cases WHERE account_sid = $1 AND bundle_sid IN (SELECT sid FROM bundles WHERE account_sid = $1)",
            Reach::OneAccount,
        ),
        (
            "SELECT sid FROM cases WHERE account_sid = $1 AND bundle_sid IN (SELECT sid FROM bundles WHERE account_sid = $2)",
            across("joins rows of different accounts"),
        ),
        ("INSERT INTO cases (account_sid, sid) VALUES ($1, $2)", Reach::OneAccount),
        ("INSERT INTO cases (sid, account_sid) VALUES ($1, $2)", across("inserts for no account")),
        (
            "INSERT INTO cases (account_sid, sid) SELECT account_sid, sid FROM jobs",
            across("joins an account's rows with global ones"),
        ),
        (
            "INSERT INTO cases (account_sid, sid) VALUES ($1, $2) ON CONFLICT (sid) DO NOTHING",
            across("resolves a conflict without the account"),
        ),
    ];
    for (sql, expected) in table {
        assert_eq!(reach(sql), expected, "{sql}");
    }
}
