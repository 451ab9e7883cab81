-- The log of changes tells of partners, of what customers let them see, and of where accounts stand, too.
CREATE TABLE attestation_changes_wider (
    kind     TEXT    NOT NULL CHECK (kind IN ('account', 'erasure', 'bundle', 'number', 'block', 'switch', 'partner', 'consent', 'standing')),
    subject  TEXT    NOT NULL,
    sequence INTEGER,
    PRIMARY KEY (kind, subject)
) STRICT;

INSERT INTO attestation_changes_wider (kind, subject, sequence) SELECT kind, subject, sequence FROM attestation_changes;
DROP TABLE attestation_changes;
ALTER TABLE attestation_changes_wider RENAME TO attestation_changes;
CREATE INDEX attestation_changes_pending ON attestation_changes (kind, subject) WHERE sequence IS NULL;
CREATE UNIQUE INDEX attestation_changes_sequence ON attestation_changes (sequence) WHERE sequence IS NOT NULL;

-- Global: the provider's partners, which rely on what was vetted.
CREATE TABLE partners (
    sid                 TEXT NOT NULL,
    friendly_name       TEXT NOT NULL,
    kind                TEXT NOT NULL CHECK (kind IN ('carrier', 'email-provider', 'analytics')),
    -- Names of scopes, each behind a space.
    scopes              TEXT NOT NULL,
    requests_per_minute INTEGER NOT NULL,
    lookups_per_day     INTEGER NOT NULL,
    -- SHA-256 of a secret of 128 random bits; empty for a partner that shows a certificate.
    secret_hash         BLOB NOT NULL,
    tls_name            TEXT,
    date_created        INTEGER NOT NULL,
    revoked_at          INTEGER,
    PRIMARY KEY (sid)
) STRICT;

CREATE UNIQUE INDEX partners_tls_name ON partners (tls_name) WHERE tls_name IS NOT NULL AND revoked_at IS NULL;

-- Global: where a partner has the feed sent, and how far it has it.
CREATE TABLE partner_webhooks (
    partner_sid  TEXT NOT NULL,
    -- Sealed: the URL and the secret that requests are signed with.
    content      BLOB NOT NULL,
    -- The last entry of the feed that it has.
    position     INTEGER NOT NULL,
    -- Attempts that failed since one succeeded.
    failures     INTEGER NOT NULL,
    next_at      INTEGER NOT NULL,
    -- Until when one process delivers; whoever has this very value is the one.
    lease_until  INTEGER NOT NULL,
    last_error   TEXT,
    delivered_at INTEGER,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (partner_sid)
) STRICT;
