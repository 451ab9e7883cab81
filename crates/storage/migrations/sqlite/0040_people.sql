-- The people of an account who sign in to the console.
CREATE TABLE users (
    account_sid     TEXT    NOT NULL,
    sid             TEXT    NOT NULL,
    -- Sealed.
    email           BLOB    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
    is_disabled     INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
    -- Argon2; NULL until the invitation is accepted.
    password_hash   TEXT,
    -- Which mails they get about the account's bundles.
    tells_decisions INTEGER NOT NULL CHECK (tells_decisions IN (0, 1)),
    tells_expiry    INTEGER NOT NULL CHECK (tells_expiry IN (0, 1)),
    version         INTEGER NOT NULL,
    date_created    INTEGER NOT NULL,
    date_updated    INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX users_page ON users (account_sid, date_created, sid);

-- Global: whose user signs in with an e-mail. Keyed hashes under the hub's look-up key.
CREATE TABLE user_owner (
    email_hash  BLOB NOT NULL,
    account_sid TEXT NOT NULL,
    user_sid    TEXT NOT NULL,
    PRIMARY KEY (email_hash)
) STRICT;

CREATE INDEX user_owner_account ON user_owner (account_sid, user_sid);

-- Global: who is signed in to the console. A session is found before it is known whose it is.
CREATE TABLE sessions (
    -- SHA-256 of the token in the cookie.
    token_hash  BLOB    NOT NULL,
    -- NULL for a reviewer's.
    account_sid TEXT,
    -- RV…, US…, or the account itself, signed in by its auth token.
    holder_sid  TEXT    NOT NULL,
    -- Keyed hash of that auth token: the session ends with it. NULL for a person's.
    credential  BLOB,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (token_hash)
) STRICT;

CREATE INDEX sessions_holder ON sessions (holder_sid);
CREATE INDEX sessions_account ON sessions (account_sid);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Global: links by which people set a password. Used once: a link that was used is gone, and so are its person's others.
CREATE TABLE password_links (
    -- SHA-256 of the token in the link.
    token_hash  BLOB    NOT NULL,
    purpose     TEXT    NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
    -- NULL for a reviewer's.
    account_sid TEXT,
    -- RV… or US…
    person_sid  TEXT    NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (token_hash)
) STRICT;

CREATE INDEX password_links_person ON password_links (person_sid);
CREATE INDEX password_links_account ON password_links (account_sid);
CREATE INDEX password_links_expiry ON password_links (expires_at);
