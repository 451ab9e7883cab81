-- Submissions for toll-free numbers. A number has one at a time.
CREATE TABLE tollfree_verifications (
    account_sid           TEXT    NOT NULL,
    sid                   TEXT    NOT NULL,
    number_sid            TEXT    NOT NULL,
    phone_number          TEXT    NOT NULL,
    customer_profile_sid  TEXT,
    trust_product_sid     TEXT,
    regulated_item_sid    TEXT,
    -- The customer's own name for it.
    external_reference_id TEXT,
    status                TEXT    NOT NULL
        CHECK (status IN ('PENDING_REVIEW', 'IN_REVIEW', 'TWILIO_APPROVED', 'TWILIO_REJECTED')),
    -- Sealed: what was entered, and what became of it.
    content               BLOB    NOT NULL,
    queued_at             INTEGER NOT NULL,
    version               INTEGER NOT NULL,
    date_created          INTEGER NOT NULL,
    date_updated          INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT tollfree_verifications_number UNIQUE (account_sid, number_sid)
) STRICT;

CREATE INDEX tollfree_verifications_page ON tollfree_verifications (account_sid, date_created, sid);

-- What an account may list of its own and of its subaccounts', kept with whoever lists it, as `bundle_overview` is.
CREATE TABLE tollfree_overview (
    -- Who lists it: the verification's account, or the one above that.
    account_sid           TEXT    NOT NULL,
    sid                   TEXT    NOT NULL,
    -- Whose it is.
    owner_sid             TEXT    NOT NULL,
    number_sid            TEXT    NOT NULL,
    trust_product_sid     TEXT,
    external_reference_id TEXT,
    status                TEXT    NOT NULL
        CHECK (status IN ('PENDING_REVIEW', 'IN_REVIEW', 'TWILIO_APPROVED', 'TWILIO_REJECTED')),
    date_created          INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX tollfree_overview_page ON tollfree_overview (account_sid, date_created, sid);
CREATE INDEX tollfree_overview_owner ON tollfree_overview (account_sid, owner_sid);

-- Global: those that a reviewer has to decide, whoever they are of. No personal data.
CREATE TABLE tollfree_queue (
    sid          TEXT    NOT NULL PRIMARY KEY,
    account_sid  TEXT    NOT NULL,
    phone_number TEXT    NOT NULL,
    queued_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX tollfree_queue_next ON tollfree_queue (queued_at, sid);
CREATE INDEX tollfree_queue_account ON tollfree_queue (account_sid);

-- What the form on somebody's page begins with, until it is submitted. One for a number.
CREATE TABLE tollfree_drafts (
    account_sid          TEXT    NOT NULL,
    number_sid           TEXT    NOT NULL,
    customer_profile_sid TEXT,
    -- Sealed: what was entered so far.
    content              BLOB    NOT NULL,
    date_updated         INTEGER NOT NULL,
    PRIMARY KEY (account_sid, number_sid)
) STRICT;
