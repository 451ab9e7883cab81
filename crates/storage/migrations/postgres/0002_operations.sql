-- What the hub runs on. Tenant tables have account_sid first in their primary key; the global ones are jobs,
-- case_queue, lookup_hash, reviewers and those whose names begin with audit_ (but audit_entries and audit_heads).
--
-- Columns of type BYTEA that are not hashes are sealed under the account's key (reviewers: the hub's). Times are
-- microseconds since the epoch.

-- The outbox and all other work, written in the change's own transaction. Holds identifiers, never personal data.
CREATE TABLE jobs (
    id           TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    account_sid  TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL CHECK (state IN ('ready', 'leased', 'dead')),
    run_at       BIGINT           NOT NULL,
    -- When a worker may take it next: run_at, or the end of a lease. NULL when it was given up.
    due_at       BIGINT,
    attempts     BIGINT           NOT NULL,
    leased_by    TEXT COLLATE "C",
    leased_until BIGINT,
    last_error   TEXT COLLATE "C",
    dedupe_key   TEXT COLLATE "C",
    date_created BIGINT           NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX jobs_due ON jobs (due_at, id) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_dedupe ON jobs (dedupe_key);
CREATE INDEX jobs_account ON jobs (account_sid);

CREATE TABLE bundle_events (
    account_sid         TEXT COLLATE "C" NOT NULL,
    sid                 TEXT COLLATE "C" NOT NULL,
    bundle_sid          TEXT COLLATE "C" NOT NULL,
    bundle_kind         TEXT COLLATE "C" NOT NULL CHECK (bundle_kind IN ('customer_profile', 'trust_product')),
    kind                TEXT COLLATE "C" NOT NULL,
    status              TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('draft', 'pending-review', 'in-review', 'twilio-rejected', 'twilio-approved')),
    sequence            BIGINT           NOT NULL,
    occurred_at         BIGINT           NOT NULL,
    -- Sealed: reviewers' words. NULL if there are none.
    reasons             BYTEA,
    -- Sealed: who is told.
    addressee           BYTEA            NOT NULL,
    callback_settled_at BIGINT,
    PRIMARY KEY (account_sid, sid)
);

CREATE UNIQUE INDEX bundle_events_sequence ON bundle_events (account_sid, bundle_sid, sequence);

CREATE TABLE cases (
    account_sid    TEXT COLLATE "C" NOT NULL,
    sid            TEXT COLLATE "C" NOT NULL,
    bundle_sid     TEXT COLLATE "C" NOT NULL,
    bundle_kind    TEXT COLLATE "C" NOT NULL CHECK (bundle_kind IN ('customer_profile', 'trust_product')),
    policy_sid     TEXT COLLATE "C" NOT NULL,
    friendly_name  TEXT COLLATE "C" NOT NULL,
    state          TEXT COLLATE "C" NOT NULL CHECK (state IN ('vetting', 'open', 'claimed', 'decided')),
    claimed_by     TEXT COLLATE "C",
    claimed_until  BIGINT,
    -- NULL in a decided case: the machine.
    decided_by     TEXT COLLATE "C",
    decided_at     BIGINT,
    outcome        TEXT COLLATE "C" CHECK (outcome IN ('approved', 'rejected', 'withdrawn')),
    needs_two      BOOLEAN          NOT NULL,
    first_approval TEXT COLLATE "C",
    -- Sealed: what was looked at, what was found, what reviewers wrote to one another.
    inputs         BYTEA            NOT NULL,
    assessment     BYTEA,
    notes          BYTEA,
    version        BIGINT           NOT NULL,
    opened_at      BIGINT           NOT NULL,
    due_at         BIGINT           NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

CREATE INDEX cases_bundle ON cases (account_sid, bundle_sid, opened_at, sid);
CREATE UNIQUE INDEX cases_open ON cases (account_sid, bundle_sid) WHERE state <> 'decided';

-- Undecided cases of all accounts, for reviewers. Written together with `cases` by the same two methods.
CREATE TABLE case_queue (
    sid           TEXT COLLATE "C" NOT NULL,
    account_sid   TEXT COLLATE "C" NOT NULL,
    bundle_sid    TEXT COLLATE "C" NOT NULL,
    friendly_name TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('vetting', 'open', 'claimed')),
    claimed_by    TEXT COLLATE "C",
    claimed_until BIGINT,
    opened_at     BIGINT           NOT NULL,
    due_at        BIGINT           NOT NULL,
    PRIMARY KEY (sid)
);

CREATE INDEX case_queue_due ON case_queue (due_at, sid);
CREATE INDEX case_queue_account ON case_queue (account_sid);

CREATE TABLE reviewers (
    sid           TEXT COLLATE "C" NOT NULL,
    -- Sealed under the hub's key.
    email         BYTEA            NOT NULL,
    email_hash    BYTEA            NOT NULL,
    role          TEXT COLLATE "C" NOT NULL CHECK (role IN ('reviewer', 'lead', 'admin')),
    is_disabled   BOOLEAN          NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    version       BIGINT           NOT NULL,
    date_created  BIGINT           NOT NULL,
    date_updated  BIGINT           NOT NULL,
    PRIMARY KEY (sid)
);

CREATE UNIQUE INDEX reviewers_email ON reviewers (email_hash);

-- Who else registered this business? Keyed hashes under the hub's look-up key; nothing can be read back.
CREATE TABLE lookup_hash (
    hash        BYTEA            NOT NULL,
    account_sid TEXT COLLATE "C" NOT NULL,
    bundle_sid  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (hash, account_sid, bundle_sid)
);

CREATE INDEX lookup_hash_bundle ON lookup_hash (account_sid, bundle_sid);

CREATE TABLE idempotent_answers (
    account_sid TEXT COLLATE "C" NOT NULL,
    client_key  TEXT COLLATE "C" NOT NULL,
    method      TEXT COLLATE "C" NOT NULL,
    path        TEXT COLLATE "C" NOT NULL,
    body_hash   TEXT COLLATE "C" NOT NULL,
    -- Sealed. NULL while the first request still runs.
    answer      BYTEA,
    started_at  BIGINT           NOT NULL,
    PRIMARY KEY (account_sid, client_key, method, path)
);

CREATE INDEX idempotent_answers_started ON idempotent_answers (started_at);

-- One hash chain per account: each entry carries the hash of the one before it.
CREATE TABLE audit_entries (
    account_sid   TEXT COLLATE "C" NOT NULL,
    sequence      BIGINT           NOT NULL,
    occurred_at   BIGINT           NOT NULL,
    actor         TEXT COLLATE "C" NOT NULL,
    action        TEXT COLLATE "C" NOT NULL,
    subject       TEXT COLLATE "C" NOT NULL,
    before_hmac   BYTEA,
    after_hmac    BYTEA,
    previous_hash BYTEA            NOT NULL,
    hash          BYTEA            NOT NULL,
    PRIMARY KEY (account_sid, sequence)
);

-- The end of each chain. Whoever appends locks this row.
CREATE TABLE audit_heads (
    account_sid TEXT COLLATE "C" NOT NULL,
    sequence    BIGINT           NOT NULL,
    hash        BYTEA            NOT NULL,
    PRIMARY KEY (account_sid)
);

-- Entries that are not in the tree yet.
CREATE TABLE audit_pending (
    account_sid TEXT COLLATE "C" NOT NULL,
    sequence    BIGINT           NOT NULL,
    leaf_hash   BYTEA            NOT NULL,
    PRIMARY KEY (account_sid, sequence)
);

-- The leaves of one Merkle tree (RFC 6962) over all chains.
CREATE TABLE audit_tree (
    leaf_index  BIGINT           NOT NULL,
    account_sid TEXT COLLATE "C" NOT NULL,
    sequence    BIGINT           NOT NULL,
    leaf_hash   BYTEA            NOT NULL,
    PRIMARY KEY (leaf_index)
);

CREATE UNIQUE INDEX audit_tree_entry ON audit_tree (account_sid, sequence);

-- One row: how far the tree has grown, and the roots of its whole subtrees, so that growing it reads nothing else.
-- Whoever grows it locks this row.
CREATE TABLE audit_tree_head (
    id        BIGINT           NOT NULL CHECK (id = 1),
    tree_size BIGINT           NOT NULL,
    frontier  BYTEA            NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO audit_tree_head (id, tree_size, frontier) VALUES (1, 0, '');

CREATE TABLE audit_checkpoints (
    tree_size  BIGINT           NOT NULL,
    root_hash  BYTEA            NOT NULL,
    signed_at  BIGINT           NOT NULL,
    public_key BYTEA            NOT NULL,
    signature  BYTEA            NOT NULL,
    PRIMARY KEY (tree_size)
);
