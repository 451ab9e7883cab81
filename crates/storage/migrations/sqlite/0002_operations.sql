-- What the hub runs on. Tenant tables have account_sid first in their primary key; the global ones are jobs,
-- case_queue, lookup_hash, reviewers and those whose names begin with audit_ (but audit_entries and audit_heads).
--
-- Columns of type BLOB that are not hashes are sealed under the account's key (reviewers: the hub's). Times are
-- microseconds since the epoch.

-- The outbox and all other work, written in the change's own transaction. Holds identifiers, never personal data.
CREATE TABLE jobs (
    id           TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    account_sid  TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('ready', 'leased', 'dead')),
    run_at       INTEGER NOT NULL,
    -- When a worker may take it next: run_at, or the end of a lease. NULL when it was given up.
    due_at       INTEGER,
    attempts     INTEGER NOT NULL,
    leased_by    TEXT,
    leased_until INTEGER,
    last_error   TEXT,
    dedupe_key   TEXT,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

CREATE INDEX jobs_due ON jobs (due_at, id) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_dedupe ON jobs (dedupe_key);
CREATE INDEX jobs_account ON jobs (account_sid);

CREATE TABLE bundle_events (
    account_sid         TEXT    NOT NULL,
    sid                 TEXT    NOT NULL,
    bundle_sid          TEXT    NOT NULL,
    bundle_kind         TEXT    NOT NULL CHECK (bundle_kind IN ('customer_profile', 'trust_product')),
    kind                TEXT    NOT NULL,
    status              TEXT    NOT NULL
        CHECK (status IN ('draft', 'pending-review', 'in-review', 'twilio-rejected', 'twilio-approved')),
    sequence            INTEGER NOT NULL,
    occurred_at         INTEGER NOT NULL,
    -- Sealed: reviewers' words. NULL if there are none.
    reasons             BLOB,
    -- Sealed: who is told.
    addressee           BLOB    NOT NULL,
    callback_settled_at INTEGER,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE UNIQUE INDEX bundle_events_sequence ON bundle_events (account_sid, bundle_sid, sequence);

CREATE TABLE cases (
    account_sid    TEXT    NOT NULL,
    sid            TEXT    NOT NULL,
    bundle_sid     TEXT    NOT NULL,
    bundle_kind    TEXT    NOT NULL CHECK (bundle_kind IN ('customer_profile', 'trust_product')),
    policy_sid     TEXT    NOT NULL,
    friendly_name  TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('vetting', 'open', 'claimed', 'decided')),
    claimed_by     TEXT,
    claimed_until  INTEGER,
    -- NULL in a decided case: the machine.
    decided_by     TEXT,
    decided_at     INTEGER,
    outcome        TEXT    CHECK (outcome IN ('approved', 'rejected', 'withdrawn')),
    needs_two      INTEGER NOT NULL CHECK (needs_two IN (0, 1)),
    first_approval TEXT,
    -- Sealed: what was looked at, what was found, what reviewers wrote to one another.
    inputs         BLOB    NOT NULL,
    assessment     BLOB,
    notes          BLOB,
    version        INTEGER NOT NULL,
    opened_at      INTEGER NOT NULL,
    due_at         INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX cases_bundle ON cases (account_sid, bundle_sid, opened_at, sid);
CREATE UNIQUE INDEX cases_open ON cases (account_sid, bundle_sid) WHERE state <> 'decided';

-- Undecided cases of all accounts, for reviewers. Written together with `cases` by the same two methods.
CREATE TABLE case_queue (
    sid           TEXT    NOT NULL,
    account_sid   TEXT    NOT NULL,
    bundle_sid    TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('vetting', 'open', 'claimed')),
    claimed_by    TEXT,
    claimed_until INTEGER,
    opened_at     INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    PRIMARY KEY (sid)
) STRICT;

CREATE INDEX case_queue_due ON case_queue (due_at, sid);
CREATE INDEX case_queue_account ON case_queue (account_sid);

CREATE TABLE reviewers (
    sid           TEXT    NOT NULL,
    -- Sealed under the hub's key.
    email         BLOB    NOT NULL,
    email_hash    BLOB    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('reviewer', 'lead', 'admin')),
    is_disabled   INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
    password_hash TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    date_created  INTEGER NOT NULL,
    date_updated  INTEGER NOT NULL,
    PRIMARY KEY (sid)
) STRICT;

CREATE UNIQUE INDEX reviewers_email ON reviewers (email_hash);

-- Who else registered this business? Keyed hashes under the hub's look-up key; nothing can be read back.
CREATE TABLE lookup_hash (
    hash        BLOB NOT NULL,
    account_sid TEXT NOT NULL,
    bundle_sid  TEXT NOT NULL,
    PRIMARY KEY (hash, account_sid, bundle_sid)
) STRICT;

CREATE INDEX lookup_hash_bundle ON lookup_hash (account_sid, bundle_sid);

CREATE TABLE idempotent_answers (
    account_sid TEXT    NOT NULL,
    client_key  TEXT    NOT NULL,
    method      TEXT    NOT NULL,
    path        TEXT    NOT NULL,
    body_hash   TEXT    NOT NULL,
    -- Sealed. NULL while the first request still runs.
    answer      BLOB,
    started_at  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, client_key, method, path)
) STRICT;

CREATE INDEX idempotent_answers_started ON idempotent_answers (started_at);

-- One hash chain per account: each entry carries the hash of the one before it.
CREATE TABLE audit_entries (
    account_sid   TEXT    NOT NULL,
    sequence      INTEGER NOT NULL,
    occurred_at   INTEGER NOT NULL,
    actor         TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    before_hmac   BLOB,
    after_hmac    BLOB,
    previous_hash BLOB    NOT NULL,
    hash          BLOB    NOT NULL,
    PRIMARY KEY (account_sid, sequence)
) STRICT;

-- The end of each chain. Whoever appends locks this row.
CREATE TABLE audit_heads (
    account_sid TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    PRIMARY KEY (account_sid)
) STRICT;

-- Entries that are not in the tree yet.
CREATE TABLE audit_pending (
    account_sid TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    leaf_hash   BLOB    NOT NULL,
    PRIMARY KEY (account_sid, sequence)
) STRICT;

-- The leaves of one Merkle tree (RFC 6962) over all chains.
CREATE TABLE audit_tree (
    leaf_index  INTEGER NOT NULL,
    account_sid TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    leaf_hash   BLOB    NOT NULL,
    PRIMARY KEY (leaf_index)
) STRICT;

CREATE UNIQUE INDEX audit_tree_entry ON audit_tree (account_sid, sequence);

-- One row: how far the tree has grown, and the roots of its whole subtrees, so that growing it reads nothing else.
-- Whoever grows it locks this row.
CREATE TABLE audit_tree_head (
    id        INTEGER NOT NULL CHECK (id = 1),
    tree_size INTEGER NOT NULL,
    frontier  BLOB    NOT NULL,
    PRIMARY KEY (id)
) STRICT;

INSERT INTO audit_tree_head (id, tree_size, frontier) VALUES (1, 0, x'');

CREATE TABLE audit_checkpoints (
    tree_size  INTEGER NOT NULL,
    root_hash  BLOB    NOT NULL,
    signed_at  INTEGER NOT NULL,
    public_key BLOB    NOT NULL,
    signature  BLOB    NOT NULL,
    PRIMARY KEY (tree_size)
) STRICT;
