-- The people of an account who sign in to the console.
CREATE TABLE users (
    account_sid     TEXT COLLATE "C" NOT NULL,
    sid             TEXT COLLATE "C" NOT NULL,
    -- Sealed.
    email           BYTEA            NOT NULL,
    role            TEXT COLLATE "C" NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
    is_disabled     BOOLEAN          NOT NULL,
    -- Argon2; NULL until the invitation is accepted.
    password_hash   TEXT COLLATE "C",
    -- Which mails they get about the account's bundles.
    tells_decisions BOOLEAN          NOT NULL,
    tells_expiry    BOOLEAN          NOT NULL,
    version         BIGINT           NOT NULL,
    date_created    BIGINT           NOT NULL,
    date_updated    BIGINT           NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

CREATE INDEX users_page ON users (account_sid, date_created, sid);

-- Global: whose user signs in with an e-mail. Keyed hashes under the hub's look-up key.
CREATE TABLE user_owner (
    email_hash  BYTEA            NOT NULL,
    account_sid TEXT COLLATE "C" NOT NULL,
    user_sid    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (email_hash)
);

CREATE INDEX user_owner_account ON user_owner (account_sid, user_sid);

-- Global: who is signed in to the console. A session is found before it is known whose it is.
CREATE TABLE sessions (
    -- SHA-256 of the token in the cookie.
    token_hash  BYTEA            NOT NULL,
    -- NULL for a reviewer's.
    account_sid TEXT COLLATE "C",
    -- RV…, US…, or the account itself, signed in by its auth token.
    holder_sid  TEXT COLLATE "C" NOT NULL,
    -- Keyed hash of that auth token: the session ends with it. NULL for a person's.
    credential  BYTEA,
    created_at  BIGINT           NOT NULL,
    seen_at     BIGINT           NOT NULL,
    expires_at  BIGINT           NOT NULL,
    PRIMARY KEY (token_hash)
);

CREATE INDEX sessions_holder ON sessions (holder_sid);
CREATE INDEX sessions_account ON sessions (account_sid);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Global: links by which people set a password. Used once: a link that was used is gone, and so are its person's others.
CREATE TABLE password_links (
    -- SHA-256 of the token in the link.
    token_hash  BYTEA            NOT NULL,
    purpose     TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('invitation', 'password_reset')),
    -- NULL for a reviewer's.
    account_sid TEXT COLLATE "C",
    -- RV… or US…
    person_sid  TEXT COLLATE "C" NOT NULL,
    expires_at  BIGINT           NOT NULL,
    PRIMARY KEY (token_hash)
);

CREATE INDEX password_links_person ON password_links (person_sid);
CREATE INDEX password_links_account ON password_links (account_sid);
CREATE INDEX password_links_expiry ON password_links (expires_at);
