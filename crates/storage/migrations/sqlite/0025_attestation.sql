-- Global: what has changed that decides how a call is attested. Written in the change's own transaction, one row for each
-- account, bundle, number or switch however often it changes, so that it never grows beyond what there is.
--
-- sequence is NULL until one node, holding the row of attestation_head, has numbered it: so the order of the numbers is
-- the order in which they can be seen, and whoever has read up to one of them has missed nothing.
CREATE TABLE attestation_changes (
    kind     TEXT    NOT NULL CHECK (kind IN ('account', 'erasure', 'bundle', 'number', 'block', 'switch')),
    subject  TEXT    NOT NULL,
    sequence INTEGER,
    PRIMARY KEY (kind, subject)
) STRICT;

CREATE INDEX attestation_changes_pending ON attestation_changes (kind, subject) WHERE sequence IS NULL;
CREATE UNIQUE INDEX attestation_changes_sequence ON attestation_changes (sequence) WHERE sequence IS NOT NULL;

CREATE TABLE attestation_head (
    id        INTEGER NOT NULL CHECK (id = 1),
    -- The last number that was given.
    sequence  INTEGER NOT NULL,
    -- Changes up to this one may have been forgotten: who has not read so far begins anew.
    pruned_to INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

INSERT INTO attestation_head (id, sequence, pruned_to) VALUES (1, 0, 0);

-- Global: numbers that nobody calls from (do not originate). Digits only, in the canonical form of claims.
CREATE TABLE blocked_numbers (
    digits       TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (digits)
) STRICT;

-- Global: the switches of the provider that may ask for signatures and verifications.
CREATE TABLE switches (
    sid           TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    -- SHA-256 of a secret of 128 random bits.
    secret_hash   BLOB    NOT NULL,
    date_created  INTEGER NOT NULL,
    revoked_at    INTEGER,
    PRIMARY KEY (sid)
) STRICT;

-- All assignments in the order of the numbers' own key, so that both can be read side by side.
CREATE INDEX channel_assignments_by_number
    ON channel_assignments (number_account_sid, number_sid, account_sid, bundle_sid);
