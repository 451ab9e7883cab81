-- Credentials that were issued: what is kept of them. The credential itself is with whoever asked for it.
CREATE TABLE credentials (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    bundle_sid    TEXT    NOT NULL,
    format        TEXT    NOT NULL CHECK (format IN ('sd-jwt', 'jwt')),
    -- Names of what it says, with a space between them.
    claims        TEXT    NOT NULL,
    -- Sealed: the phone numbers that it names.
    numbers       BLOB    NOT NULL,
    -- The domain that it names.
    domain        TEXT,
    key_id        TEXT    NOT NULL,
    -- Where its status is told.
    status_list   INTEGER NOT NULL,
    status_index  INTEGER NOT NULL,
    suspended_at  INTEGER,
    revoked_at    INTEGER,
    revoked_cause TEXT,
    expires_at    INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    date_created  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX credentials_list ON credentials (account_sid, date_created, sid);
CREATE INDEX credentials_bundle ON credentials (account_sid, bundle_sid, sid);
CREATE INDEX credentials_domain ON credentials (account_sid, domain);

-- Global: what the published lists say, place by place. It outlives the account: an erased account's credentials stay
-- revoked until they would have expired anyway.
CREATE TABLE credential_statuses (
    status_list  INTEGER NOT NULL,
    status_index INTEGER NOT NULL,
    -- Whose credential has the place; null once the account is erased.
    account_sid  TEXT,
    -- 0 valid, 1 revoked, 2 suspended.
    status       INTEGER NOT NULL,
    -- From then on nobody asks any more.
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (status_list, status_index)
) STRICT;

CREATE INDEX credential_statuses_account ON credential_statuses (account_sid);
CREATE INDEX credential_statuses_expiry ON credential_statuses (expires_at);

-- Global: keys that credentials are signed with. The newest signs.
CREATE TABLE credential_keys (
    -- Thumbprint of the public half (RFC 7638).
    key_id       TEXT    PRIMARY KEY,
    -- Uncompressed.
    public_point BLOB    NOT NULL,
    -- Sealed under the hub's key.
    private_key  BLOB    NOT NULL,
    -- When the last credential that it signed expires: until then it is published.
    needed_until INTEGER NOT NULL,
    made_by      TEXT    NOT NULL,
    made_at      INTEGER NOT NULL
) STRICT;
