-- Global: streams of the operator's own that the feed is published to, and how far each of them has it.
CREATE TABLE feed_streams (
    name         TEXT COLLATE "C" NOT NULL,
    -- The last entry of the feed that the stream has acknowledged.
    position     BIGINT NOT NULL,
    -- Attempts that failed since one succeeded.
    failures     BIGINT NOT NULL,
    next_at      BIGINT NOT NULL,
    -- Until when one process publishes; whoever has this very value is the one.
    lease_until  BIGINT NOT NULL,
    last_error   TEXT COLLATE "C",
    published_at BIGINT,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (name)
);
