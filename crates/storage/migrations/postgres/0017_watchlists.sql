-- Global: the versions of each sanctions list. The last one of a source is in force.
CREATE TABLE watchlist_versions (
    source      TEXT COLLATE "C" NOT NULL,
    sequence    BIGINT NOT NULL,
    -- Of what is in the list, whatever files it came in; names the version.
    digest      TEXT COLLATE "C" NOT NULL,
    -- Of the stored content; checked whenever it is loaded.
    file_digest TEXT COLLATE "C" NOT NULL,
    published   TEXT COLLATE "C",
    imported_by TEXT COLLATE "C" NOT NULL,
    imported_at BIGINT NOT NULL,
    -- When the publisher's files were last found to hold this version.
    checked_at  BIGINT NOT NULL,
    entries     BIGINT NOT NULL,
    names       BIGINT NOT NULL,
    added       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    removed     BIGINT NOT NULL,
    PRIMARY KEY (source, sequence)
);

-- Global: the content of a version, cut into pieces. Written once, never changed.
CREATE TABLE watchlist_parts (
    source   TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    content  BYTEA NOT NULL,
    PRIMARY KEY (source, sequence, place)
);

-- What a reviewer has found to be somebody else. Holds until the entry of the list or the customer's data change.
CREATE TABLE screening_dismissals (
    account_sid  TEXT COLLATE "C" NOT NULL,
    -- Keyed hash of the customer's data that were compared.
    subject_hash BYTEA NOT NULL,
    -- Digest of the entry as it was.
    entry_digest TEXT COLLATE "C" NOT NULL,
    source       TEXT COLLATE "C" NOT NULL,
    entry_id     TEXT COLLATE "C" NOT NULL,
    case_sid     TEXT COLLATE "C" NOT NULL,
    dismissed_by TEXT COLLATE "C" NOT NULL,
    dismissed_at BIGINT NOT NULL,
    PRIMARY KEY (account_sid, subject_hash, source, entry_digest)
);
