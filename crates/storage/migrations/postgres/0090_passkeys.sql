-- Global: keys that people sign in with. A passkey is found by its credential before it is known whose it is.
CREATE TABLE passkeys (
    -- Keyed hash of the identifier that the device chose.
    credential_hash BYTEA            NOT NULL,
    -- PK…
    sid             TEXT COLLATE "C" NOT NULL,
    -- NULL for a reviewer's.
    account_sid     TEXT COLLATE "C",
    -- RV… or US…
    person_sid      TEXT COLLATE "C" NOT NULL,
    -- Sealed under the account's key, a reviewer's under the hub's: name, identifier, public key.
    credential      BYTEA            NOT NULL,
    -- What the device had counted to at its last use; 0 if it does not count.
    counter         BIGINT           NOT NULL,
    date_created    BIGINT           NOT NULL,
    last_used_at    BIGINT,
    PRIMARY KEY (credential_hash)
);

CREATE INDEX passkeys_person ON passkeys (person_sid, date_created, sid);
CREATE INDEX passkeys_account ON passkeys (account_sid);

-- Global: challenges that were answered, until their time is over: each is answered once.
CREATE TABLE spent_challenges (
    -- SHA-256 of it.
    challenge_hash  BYTEA            NOT NULL,
    expires_at      BIGINT           NOT NULL,
    PRIMARY KEY (challenge_hash)
);

CREATE INDEX spent_challenges_expiry ON spent_challenges (expires_at);
