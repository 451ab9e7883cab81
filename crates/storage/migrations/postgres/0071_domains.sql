-- Domains that accounts send mail from, and how far they are proven.
CREATE TABLE domains (
    account_sid  TEXT COLLATE "C" NOT NULL,
    sid          TEXT COLLATE "C" NOT NULL,
    -- Lower case, in ASCII.
    domain       TEXT COLLATE "C" NOT NULL,
    -- What its owner publishes.
    challenge    TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'proven', 'lost')),
    -- Names of its DKIM keys, with a space between them.
    selectors    TEXT COLLATE "C" NOT NULL,
    -- Sealed: what its records said when they were last read.
    records      BYTEA NOT NULL,
    -- When it was proven, if it is.
    proven_at    BIGINT,
    -- When the proof was last seen.
    seen_at      BIGINT,
    -- When its proof was first missed, if it is.
    missed_at    BIGINT,
    checked_at   BIGINT,
    version      BIGINT NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

CREATE UNIQUE INDEX domains_name ON domains (account_sid, domain);
CREATE INDEX domains_list ON domains (account_sid, date_created, sid);

-- Global: a proven domain stands for one account only.
CREATE TABLE domain_owner (
    domain      TEXT COLLATE "C" PRIMARY KEY,
    account_sid TEXT COLLATE "C" NOT NULL,
    domain_sid  TEXT COLLATE "C" NOT NULL
);

CREATE INDEX domain_owner_account ON domain_owner (account_sid, domain_sid);
