-- The log of changes tells of messaging services and brands, too.
CREATE TABLE attestation_changes_wider (
    kind     TEXT    NOT NULL CHECK (kind IN ('account', 'erasure', 'bundle', 'number', 'block', 'switch', 'partner', 'consent', 'standing', 'service', 'brand')),
    subject  TEXT    NOT NULL,
    sequence INTEGER,
    PRIMARY KEY (kind, subject)
) STRICT;

INSERT INTO attestation_changes_wider (kind, subject, sequence) SELECT kind, subject, sequence FROM attestation_changes;
DROP TABLE attestation_changes;
ALTER TABLE attestation_changes_wider RENAME TO attestation_changes;
CREATE INDEX attestation_changes_pending ON attestation_changes (kind, subject) WHERE sequence IS NULL;
CREATE UNIQUE INDEX attestation_changes_sequence ON attestation_changes (sequence) WHERE sequence IS NOT NULL;

-- Messages of a brand's day: what nodes were given to send, and what of it they sent. A lane is all carriers or one of them.
CREATE TABLE message_days (
    account_sid TEXT    NOT NULL,
    brand_sid   TEXT    NOT NULL,
    -- The date where the caps begin anew.
    day         TEXT    NOT NULL,
    lane        TEXT    NOT NULL,
    -- The sum over all nodes.
    granted     INTEGER NOT NULL,
    PRIMARY KEY (account_sid, brand_sid, day, lane)
) STRICT;

CREATE INDEX message_days_old ON message_days (day);

CREATE TABLE message_usage (
    account_sid  TEXT    NOT NULL,
    brand_sid    TEXT    NOT NULL,
    day          TEXT    NOT NULL,
    lane         TEXT    NOT NULL,
    -- A process, by a name that no other ever has: what it says of itself again is the same, and counts once.
    node         TEXT    NOT NULL,
    granted      INTEGER NOT NULL,
    used         INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (account_sid, brand_sid, day, lane, node)
) STRICT;

CREATE INDEX message_usage_old ON message_usage (day);
