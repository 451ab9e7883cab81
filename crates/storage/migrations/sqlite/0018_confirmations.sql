-- Questions to representatives, each about one bundle, and what they answered. Kept when the bundle goes: an answer is
-- evidence, and counts for the same person and business again.
CREATE TABLE confirmations (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    bundle_sid   TEXT    NOT NULL,
    seat         TEXT    NOT NULL CHECK (seat IN ('first', 'second')),
    -- Keyed hash of who was asked about which business.
    subject_hash BLOB    NOT NULL,
    -- Sealed: the same in clear.
    asked        BLOB    NOT NULL,
    channel      TEXT    NOT NULL CHECK (channel IN ('mail', 'sms')),
    delivery     TEXT    NOT NULL CHECK (delivery IN ('queued', 'held', 'begun', 'sent', 'unreachable')),
    delivered_at INTEGER,
    answer       TEXT    CHECK (answer IN ('confirm', 'deny')),
    answered_at  INTEGER,
    reminded_at  INTEGER,
    code_tries   INTEGER NOT NULL,
    asked_at     INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX confirmations_bundle ON confirmations (account_sid, bundle_sid, asked_at, sid);
CREATE INDEX confirmations_subject ON confirmations (account_sid, subject_hash, asked_at, sid);

-- Global: how many messages an address got on a day, whoever had them sent. Keyed hashes; forgotten after two days.
CREATE TABLE contact_quota (
    contact_hash BLOB    NOT NULL,
    -- Days since the epoch.
    day          INTEGER NOT NULL,
    used         INTEGER NOT NULL,
    PRIMARY KEY (contact_hash, day)
) STRICT;
