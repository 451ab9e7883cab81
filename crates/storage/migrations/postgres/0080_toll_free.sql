-- Submissions for toll-free numbers. A number has one at a time.
CREATE TABLE tollfree_verifications (
    account_sid           TEXT COLLATE "C" NOT NULL,
    sid                   TEXT COLLATE "C" NOT NULL,
    number_sid            TEXT COLLATE "C" NOT NULL,
    phone_number          TEXT COLLATE "C" NOT NULL,
    customer_profile_sid  TEXT COLLATE "C",
    trust_product_sid     TEXT COLLATE "C",
    regulated_item_sid    TEXT COLLATE "C",
    -- The customer's own name for it.
    external_reference_id TEXT COLLATE "C",
    status                TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('PENDING_REVIEW', 'IN_REVIEW', 'TWILIO_APPROVED', 'TWILIO_REJECTED')),
    -- Sealed: what was entered, and what became of it.
    content               BYTEA NOT NULL,
    queued_at             BIGINT NOT NULL,
    version               BIGINT NOT NULL,
    date_created          BIGINT NOT NULL,
    date_updated          BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT tollfree_verifications_number UNIQUE (account_sid, number_sid)
);

CREATE INDEX tollfree_verifications_page ON tollfree_verifications (account_sid, date_created, sid);

-- What an account may list of its own and of its subaccounts', kept with whoever lists it, as `bundle_overview` is.
CREATE TABLE tollfree_overview (
    -- Who lists it: the verification's account, or the one above that.
    account_sid           TEXT COLLATE "C" NOT NULL,
    sid                   TEXT COLLATE "C" NOT NULL,
    -- Whose it is.
    owner_sid             TEXT COLLATE "C" NOT NULL,
    number_sid            TEXT COLLATE "C" NOT NULL,
    trust_product_sid     TEXT COLLATE "C",
    external_reference_id TEXT COLLATE "C",
    status                TEXT COLLATE "C" NOT NULL
        CHECK (status IN ('PENDING_REVIEW', 'IN_REVIEW', 'TWILIO_APPROVED', 'TWILIO_REJECTED')),
    date_created          BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

CREATE INDEX tollfree_overview_page ON tollfree_overview (account_sid, date_created, sid);
CREATE INDEX tollfree_overview_owner ON tollfree_overview (account_sid, owner_sid);

-- Global: those that a reviewer has to decide, whoever they are of. No personal data.
CREATE TABLE tollfree_queue (
    sid          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_sid  TEXT COLLATE "C" NOT NULL,
    phone_number TEXT COLLATE "C" NOT NULL,
    queued_at    BIGINT NOT NULL
);

CREATE INDEX tollfree_queue_next ON tollfree_queue (queued_at, sid);
CREATE INDEX tollfree_queue_account ON tollfree_queue (account_sid);

-- What the form on somebody's page begins with, until it is submitted. One for a number.
CREATE TABLE tollfree_drafts (
    account_sid          TEXT COLLATE "C" NOT NULL,
    number_sid           TEXT COLLATE "C" NOT NULL,
    customer_profile_sid TEXT COLLATE "C",
    -- Sealed: what was entered so far.
    content              BYTEA NOT NULL,
    date_updated         BIGINT NOT NULL,
    PRIMARY KEY (account_sid, number_sid)
);
