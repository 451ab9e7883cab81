-- Where an account stands in the eyes of partners; none for one that never had a level. Changed while the account's audit
-- chain is held, so that of two changes the later sees the earlier.
CREATE TABLE trust_standings (
    account_sid TEXT COLLATE "C" NOT NULL,
    level       TEXT COLLATE "C" NOT NULL,
    status      TEXT COLLATE "C" NOT NULL CHECK (status IN ('in_force', 'suspended', 'expired', 'withdrawn')),
    since       BIGINT NOT NULL,
    PRIMARY KEY (account_sid)
);

-- Global: what partners are told. Written in the change's own transaction, and never changed but once: sequence is NULL until
-- one process, holding the row of partner_feed_head, has numbered what is committed. So the order of the numbers is the
-- order in which they can be seen, and whoever has read up to one of them has missed nothing before it.
CREATE TABLE partner_events (
    sid         TEXT COLLATE "C" NOT NULL,
    -- The number, or the account.
    subject     TEXT COLLATE "C" NOT NULL,
    account_sid TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    level_from  TEXT COLLATE "C" NOT NULL,
    level_to    TEXT COLLATE "C" NOT NULL,
    status      TEXT COLLATE "C" NOT NULL,
    -- Rises within a subject, whatever the clocks of two nodes say.
    occurred_at BIGINT NOT NULL,
    sequence    BIGINT,
    PRIMARY KEY (sid)
);

CREATE UNIQUE INDEX partner_events_subject ON partner_events (subject, occurred_at);
CREATE INDEX partner_events_account ON partner_events (account_sid, subject);
CREATE INDEX partner_events_pending ON partner_events (occurred_at, subject) WHERE sequence IS NULL;
CREATE UNIQUE INDEX partner_events_sequence ON partner_events (sequence) WHERE sequence IS NOT NULL;

CREATE TABLE partner_feed_head (
    id        BIGINT NOT NULL CHECK (id = 1),
    -- The last number that was given.
    sequence  BIGINT NOT NULL,
    -- Entries up to this one have been forgotten.
    pruned_to BIGINT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO partner_feed_head (id, sequence, pruned_to) VALUES (1, 0, 0);
