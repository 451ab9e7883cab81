-- Domains that accounts send mail from, and how far they are proven.
CREATE TABLE domains (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    -- Lower case, in ASCII.
    domain       TEXT    NOT NULL,
    -- What its owner publishes.
    challenge    TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('pending', 'proven', 'lost')),
    -- Names of its DKIM keys, with a space between them.
    selectors    TEXT    NOT NULL,
    -- Sealed: what its records said when they were last read.
    records      BLOB    NOT NULL,
    -- When it was proven, if it is.
    proven_at    INTEGER,
    -- When the proof was last seen.
    seen_at      INTEGER,
    -- When its proof was first missed, if it is.
    missed_at    INTEGER,
    checked_at   INTEGER,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE UNIQUE INDEX domains_name ON domains (account_sid, domain);
CREATE INDEX domains_list ON domains (account_sid, date_created, sid);

-- Global: a proven domain stands for one account only.
CREATE TABLE domain_owner (
    domain      TEXT PRIMARY KEY,
    account_sid TEXT NOT NULL,
    domain_sid  TEXT NOT NULL
) STRICT;

CREATE INDEX domain_owner_account ON domain_owner (account_sid, domain_sid);
