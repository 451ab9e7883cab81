-- Who is at a campaign, a token or a toll-free number that waits for reviewers, and what they have decided of it.
CREATE TABLE message_handlings (
    account_sid   TEXT COLLATE "C" NOT NULL,
    sid           TEXT COLLATE "C" NOT NULL,
    claimed_by    TEXT COLLATE "C",
    claimed_until BIGINT,
    -- Sealed: a decision that can still be undone, with what is written to the customer.
    pending       BYTEA,
    -- Sealed: why the last decision was not carried out.
    returned      BYTEA,
    version       BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

-- What the lists show of it.
ALTER TABLE messaging_queue ADD COLUMN claimed_by TEXT COLLATE "C";
ALTER TABLE messaging_queue ADD COLUMN claimed_until BIGINT;
ALTER TABLE messaging_queue ADD COLUMN pending_by TEXT COLLATE "C";
ALTER TABLE messaging_queue ADD COLUMN pending_until BIGINT;
ALTER TABLE tollfree_queue ADD COLUMN claimed_by TEXT COLLATE "C";
ALTER TABLE tollfree_queue ADD COLUMN claimed_until BIGINT;
ALTER TABLE tollfree_queue ADD COLUMN pending_by TEXT COLLATE "C";
ALTER TABLE tollfree_queue ADD COLUMN pending_until BIGINT;
