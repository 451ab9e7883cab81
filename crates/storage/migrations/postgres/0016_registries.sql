-- Global: the versions of each company register. What is in one lies in the documents' store.
CREATE TABLE registry_versions (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    source      TEXT COLLATE "C" NOT NULL,
    object_key  TEXT COLLATE "C" NOT NULL,
    -- SHA-256 of the stored file; checked whenever it is loaded.
    digest      TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT NOT NULL,
    companies   BIGINT NOT NULL,
    published   TEXT COLLATE "C",
    imported_at BIGINT NOT NULL,
    replaced_at BIGINT
);

-- One version of a source is in force.
CREATE UNIQUE INDEX registry_versions_in_force ON registry_versions (source) WHERE replaced_at IS NULL;
