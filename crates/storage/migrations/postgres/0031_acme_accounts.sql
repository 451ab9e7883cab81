-- The hub's accounts at authorities that issue certificates, by the address of the authority's directory. Global table.
CREATE TABLE acme_accounts (
    directory    TEXT COLLATE "C" NOT NULL,
    -- Sealed under the hub's key: PKCS#8.
    private_key  BYTEA NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (directory)
);
