-- Global: streams of the operator's own that the feed is published to, and how far each of them has it.
CREATE TABLE feed_streams (
    name         TEXT    NOT NULL,
    -- The last entry of the feed that the stream has acknowledged.
    position     INTEGER NOT NULL,
    -- Attempts that failed since one succeeded.
    failures     INTEGER NOT NULL,
    next_at      INTEGER NOT NULL,
    -- Until when one process publishes; whoever has this very value is the one.
    lease_until  INTEGER NOT NULL,
    last_error   TEXT,
    published_at INTEGER,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (name)
) STRICT;
