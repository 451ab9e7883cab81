-- The log of changes tells of messaging services and brands, too.
ALTER TABLE attestation_changes DROP CONSTRAINT attestation_changes_kind_check;
ALTER TABLE attestation_changes ADD CONSTRAINT attestation_changes_kind_check CHECK (kind IN ('account', 'erasure', 'bundle', 'number', 'block', 'switch', 'partner', 'consent', 'standing', 'service', 'brand'));

-- Messages of a brand's day: what nodes were given to send, and what of it they sent. A lane is all carriers or one of them.
CREATE TABLE message_days (
    account_sid TEXT COLLATE "C" NOT NULL,
    brand_sid   TEXT COLLATE "C" NOT NULL,
    -- The date where the caps begin anew.
    day         TEXT COLLATE "C" NOT NULL,
    lane        TEXT COLLATE "C" NOT NULL,
    -- The sum over all nodes.
    granted     BIGINT NOT NULL,
    PRIMARY KEY (account_sid, brand_sid, day, lane)
);

CREATE INDEX message_days_old ON message_days (day);

CREATE TABLE message_usage (
    account_sid  TEXT COLLATE "C" NOT NULL,
    brand_sid    TEXT COLLATE "C" NOT NULL,
    day          TEXT COLLATE "C" NOT NULL,
    lane         TEXT COLLATE "C" NOT NULL,
    -- A process, by a name that no other ever has: what it says of itself again is the same, and counts once.
    node         TEXT COLLATE "C" NOT NULL,
    granted      BIGINT NOT NULL,
    used         BIGINT NOT NULL,
    date_updated BIGINT NOT NULL,
    PRIMARY KEY (account_sid, brand_sid, day, lane, node)
);

CREATE INDEX message_usage_old ON message_usage (day);
