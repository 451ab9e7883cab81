-- The hub's accounts at authorities that issue certificates, by the address of the authority's directory. Global table.
CREATE TABLE acme_accounts (
    directory    TEXT    NOT NULL,
    -- Sealed under the hub's key: PKCS#8.
    private_key  BLOB NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (directory)
) STRICT;
