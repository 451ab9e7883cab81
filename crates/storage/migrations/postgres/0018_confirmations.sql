-- Questions to representatives, each about one bundle, and what they answered. Kept when the bundle goes: an answer is
-- evidence, and counts for the same person and business again.
CREATE TABLE confirmations (
    account_sid  TEXT COLLATE "C" NOT NULL,
    sid          TEXT COLLATE "C" NOT NULL,
    bundle_sid   TEXT COLLATE "C" NOT NULL,
    seat         TEXT COLLATE "C" NOT NULL CHECK (seat IN ('first', 'second')),
    -- Keyed hash of who was asked about which business.
    subject_hash BYTEA NOT NULL,
    -- Sealed: the same in clear.
    asked        BYTEA NOT NULL,
    channel      TEXT COLLATE "C" NOT NULL CHECK (channel IN ('mail', 'sms')),
    delivery     TEXT COLLATE "C" NOT NULL CHECK (delivery IN ('queued', 'held', 'begun', 'sent', 'unreachable')),
    delivered_at BIGINT,
    answer       TEXT COLLATE "C" CHECK (answer IN ('confirm', 'deny')),
    answered_at  BIGINT,
    reminded_at  BIGINT,
    code_tries   BIGINT NOT NULL,
    asked_at     BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

CREATE INDEX confirmations_bundle ON confirmations (account_sid, bundle_sid, asked_at, sid);
CREATE INDEX confirmations_subject ON confirmations (account_sid, subject_hash, asked_at, sid);

-- Global: how many messages an address got on a day, whoever had them sent. Keyed hashes; forgotten after two days.
CREATE TABLE contact_quota (
    contact_hash BYTEA NOT NULL,
    -- Days since the epoch.
    day          BIGINT NOT NULL,
    used         BIGINT NOT NULL,
    PRIMARY KEY (contact_hash, day)
);
