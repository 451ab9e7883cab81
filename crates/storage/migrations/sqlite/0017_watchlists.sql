-- Global: the versions of each sanctions list. The last one of a source is in force.
CREATE TABLE watchlist_versions (
    source      TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    -- Of what is in the list, whatever files it came in; names the version.
    digest      TEXT    NOT NULL,
    -- Of the stored content; checked whenever it is loaded.
    file_digest TEXT    NOT NULL,
    published   TEXT,
    imported_by TEXT    NOT NULL,
    imported_at INTEGER NOT NULL,
    -- When the publisher's files were last found to hold this version.
    checked_at  INTEGER NOT NULL,
    entries     INTEGER NOT NULL,
    names       INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    removed     INTEGER NOT NULL,
    PRIMARY KEY (source, sequence)
) STRICT;

-- Global: the content of a version, cut into pieces. Written once, never changed.
CREATE TABLE watchlist_parts (
    source   TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    place    INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    PRIMARY KEY (source, sequence, place)
) STRICT;

-- What a reviewer has found to be somebody else. Holds until the entry of the list or the customer's data change.
CREATE TABLE screening_dismissals (
    account_sid  TEXT    NOT NULL,
    -- Keyed hash of the customer's data that were compared.
    subject_hash BLOB    NOT NULL,
    -- Digest of the entry as it was.
    entry_digest TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    entry_id     TEXT    NOT NULL,
    case_sid     TEXT    NOT NULL,
    dismissed_by TEXT    NOT NULL,
    dismissed_at INTEGER NOT NULL,
    PRIMARY KEY (account_sid, subject_hash, source, entry_digest)
) STRICT;
