-- Global: the versions of each company register. What is in one lies in the documents' store.
CREATE TABLE registry_versions (
    id          TEXT    NOT NULL PRIMARY KEY,
    source      TEXT    NOT NULL,
    object_key  TEXT    NOT NULL,
    -- SHA-256 of the stored file; checked whenever it is loaded.
    digest      TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    companies   INTEGER NOT NULL,
    published   TEXT,
    imported_at INTEGER NOT NULL,
    replaced_at INTEGER
) STRICT;

-- One version of a source is in force.
CREATE UNIQUE INDEX registry_versions_in_force ON registry_versions (source) WHERE replaced_at IS NULL;
