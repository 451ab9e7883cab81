-- Where an account stands in the eyes of partners; none for one that never had a level. Changed while the account's audit
-- chain is held, so that of two changes the later sees the earlier.
CREATE TABLE trust_standings (
    account_sid TEXT NOT NULL,
    level       TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('in_force', 'suspended', 'expired', 'withdrawn')),
    since       INTEGER NOT NULL,
    PRIMARY KEY (account_sid)
) STRICT;

-- Global: what partners are told. Written in the change's own transaction, and never changed but once: sequence is NULL until
-- one process, holding the row of partner_feed_head, has numbered what is committed. So the order of the numbers is the
-- order in which they can be seen, and whoever has read up to one of them has missed nothing before it.
CREATE TABLE partner_events (
    sid         TEXT NOT NULL,
    -- The number, or the account.
    subject     TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    kind        TEXT NOT NULL,
    level_from  TEXT NOT NULL,
    level_to    TEXT NOT NULL,
    status      TEXT NOT NULL,
    -- Rises within a subject, whatever the clocks of two nodes say.
    occurred_at INTEGER NOT NULL,
    sequence    INTEGER,
    PRIMARY KEY (sid)
) STRICT;

CREATE UNIQUE INDEX partner_events_subject ON partner_events (subject, occurred_at);
CREATE INDEX partner_events_account ON partner_events (account_sid, subject);
CREATE INDEX partner_events_pending ON partner_events (occurred_at, subject) WHERE sequence IS NULL;
CREATE UNIQUE INDEX partner_events_sequence ON partner_events (sequence) WHERE sequence IS NOT NULL;

CREATE TABLE partner_feed_head (
    id        INTEGER NOT NULL CHECK (id = 1),
    -- The last number that was given.
    sequence  INTEGER NOT NULL,
    -- Entries up to this one have been forgotten.
    pruned_to INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

INSERT INTO partner_feed_head (id, sequence, pruned_to) VALUES (1, 0, 0);
