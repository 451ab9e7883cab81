-- Global: what has changed that decides how a call is attested. Written in the change's own transaction, one row for each
-- account, bundle, number or switch however often it changes, so that it never grows beyond what there is.
--
-- sequence is NULL until one node, holding the row of attestation_head, has numbered it: so the order of the numbers is
-- the order in which they can be seen, and whoever has read up to one of them has missed nothing.
CREATE TABLE attestation_changes (
    kind     TEXT COLLATE "C" NOT NULL CHECK (kind IN ('account', 'erasure', 'bundle', 'number', 'block', 'switch')),
    subject  TEXT COLLATE "C" NOT NULL,
    sequence BIGINT,
    PRIMARY KEY (kind, subject)
);

CREATE INDEX attestation_changes_pending ON attestation_changes (kind, subject) WHERE sequence IS NULL;
CREATE UNIQUE INDEX attestation_changes_sequence ON attestation_changes (sequence) WHERE sequence IS NOT NULL;

CREATE TABLE attestation_head (
    id        BIGINT NOT NULL CHECK (id = 1),
    -- The last number that was given.
    sequence  BIGINT NOT NULL,
    -- Changes up to this one may have been forgotten: who has not read so far begins anew.
    pruned_to BIGINT NOT NULL,
    PRIMARY KEY (id)
);

INSERT INTO attestation_head (id, sequence, pruned_to) VALUES (1, 0, 0);

-- Global: numbers that nobody calls from (do not originate). Digits only, in the canonical form of claims.
CREATE TABLE blocked_numbers (
    digits       TEXT COLLATE "C" NOT NULL,
    note         TEXT COLLATE "C" NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (digits)
);

-- Global: the switches of the provider that may ask for signatures and verifications.
CREATE TABLE switches (
    sid           TEXT COLLATE "C" NOT NULL,
    friendly_name TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of a secret of 128 random bits.
    secret_hash   BYTEA NOT NULL,
    date_created  BIGINT NOT NULL,
    revoked_at    BIGINT,
    PRIMARY KEY (sid)
);

-- All assignments in the order of the numbers' own key, so that both can be read side by side.
CREATE INDEX channel_assignments_by_number
    ON channel_assignments (number_account_sid, number_sid, account_sid, bundle_sid);
