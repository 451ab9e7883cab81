-- What was read in uploaded files, so that the same bytes are read once.
CREATE TABLE document_readings (
    account_sid  TEXT COLLATE "C" NOT NULL,
    -- Keyed hash of the file's SHA-256: nobody can tell from it whether a known file is here.
    content_hash BYTEA NOT NULL,
    -- Sealed: the texts, and what a malware scanner said.
    reading      BYTEA NOT NULL,
    date_updated BIGINT NOT NULL,
    PRIMARY KEY (account_sid, content_hash)
);
