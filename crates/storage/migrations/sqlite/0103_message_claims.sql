-- Who is at a campaign, a token or a toll-free number that waits for reviewers, and what they have decided of it.
CREATE TABLE message_handlings (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    claimed_by    TEXT,
    claimed_until INTEGER,
    -- Sealed: a decision that can still be undone, with what is written to the customer.
    pending       BLOB,
    -- Sealed: why the last decision was not carried out.
    returned      BLOB,
    version       INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

-- What the lists show of it.
ALTER TABLE messaging_queue ADD COLUMN claimed_by TEXT;
ALTER TABLE messaging_queue ADD COLUMN claimed_until INTEGER;
ALTER TABLE messaging_queue ADD COLUMN pending_by TEXT;
ALTER TABLE messaging_queue ADD COLUMN pending_until INTEGER;
ALTER TABLE tollfree_queue ADD COLUMN claimed_by TEXT;
ALTER TABLE tollfree_queue ADD COLUMN claimed_until INTEGER;
ALTER TABLE tollfree_queue ADD COLUMN pending_by TEXT;
ALTER TABLE tollfree_queue ADD COLUMN pending_until INTEGER;
