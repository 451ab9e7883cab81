-- Global: keys that people sign in with. A passkey is found by its credential before it is known whose it is.
CREATE TABLE passkeys (
    -- Keyed hash of the identifier that the device chose.
    credential_hash BLOB    NOT NULL,
    -- PK…
    sid             TEXT    NOT NULL,
    -- NULL for a reviewer's.
    account_sid     TEXT,
    -- RV… or US…
    person_sid      TEXT    NOT NULL,
    -- Sealed under the account's key, a reviewer's under the hub's: name, identifier, public key.
    credential      BLOB    NOT NULL,
    -- What the device had counted to at its last use; 0 if it does not count.
    counter         INTEGER NOT NULL,
    date_created    INTEGER NOT NULL,
    last_used_at    INTEGER,
    PRIMARY KEY (credential_hash)
) STRICT;

CREATE INDEX passkeys_person ON passkeys (person_sid, date_created, sid);
CREATE INDEX passkeys_account ON passkeys (account_sid);

-- Global: challenges that were answered, until their time is over: each is answered once.
CREATE TABLE spent_challenges (
    -- SHA-256 of it.
    challenge_hash  BLOB    NOT NULL,
    expires_at      INTEGER NOT NULL,
    PRIMARY KEY (challenge_hash)
) STRICT;

CREATE INDEX spent_challenges_expiry ON spent_challenges (expires_at);
