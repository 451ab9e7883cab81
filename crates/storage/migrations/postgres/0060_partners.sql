-- The log of changes tells of partners, of what customers let them see, and of where accounts stand, too.
ALTER TABLE attestation_changes DROP CONSTRAINT attestation_changes_kind_check;
ALTER TABLE attestation_changes ADD CONSTRAINT attestation_changes_kind_check CHECK (kind IN ('account', 'erasure', 'bundle', 'number', 'block', 'switch', 'partner', 'consent', 'standing'));

-- Global: the provider's partners, which rely on what was vetted.
CREATE TABLE partners (
    sid                 TEXT COLLATE "C" NOT NULL,
    friendly_name       TEXT COLLATE "C" NOT NULL,
    kind                TEXT COLLATE "C" NOT NULL CHECK (kind IN ('carrier', 'email-provider', 'analytics')),
    -- Names of scopes, each behind a space.
    scopes              TEXT COLLATE "C" NOT NULL,
    requests_per_minute BIGINT NOT NULL,
    lookups_per_day     BIGINT NOT NULL,
    -- SHA-256 of a secret of 128 random bits; empty for a partner that shows a certificate.
    secret_hash         BYTEA NOT NULL,
    tls_name            TEXT COLLATE "C",
    date_created        BIGINT NOT NULL,
    revoked_at          BIGINT,
    PRIMARY KEY (sid)
);

CREATE UNIQUE INDEX partners_tls_name ON partners (tls_name) WHERE tls_name IS NOT NULL AND revoked_at IS NULL;

-- Global: where a partner has the feed sent, and how far it has it.
CREATE TABLE partner_webhooks (
    partner_sid  TEXT COLLATE "C" NOT NULL,
    -- Sealed: the URL and the secret that requests are signed with.
    content      BYTEA NOT NULL,
    -- The last entry of the feed that it has.
    position     BIGINT NOT NULL,
    -- Attempts that failed since one succeeded.
    failures     BIGINT NOT NULL,
    next_at      BIGINT NOT NULL,
    -- Until when one process delivers; whoever has this very value is the one.
    lease_until  BIGINT NOT NULL,
    last_error   TEXT COLLATE "C",
    delivered_at BIGINT,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (partner_sid)
);
