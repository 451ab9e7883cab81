-- Global: certificates that calls are signed with, the hub's own and those of accounts with a service provider code of theirs.
CREATE TABLE stir_certificates (
    -- SHA-256 of the signing certificate, hexadecimal; part of the address that it is published at.
    sha256      TEXT    PRIMARY KEY,
    -- Whose it is; null for the hub's.
    account_sid TEXT,
    -- Service provider code; empty for a delegate's, which has numbers instead.
    spc         TEXT    NOT NULL,
    -- The signing certificate first, PEM.
    chain       TEXT    NOT NULL,
    -- Sealed under the account's key, or the hub's.
    private_key BLOB    NOT NULL,
    not_before  INTEGER NOT NULL,
    not_after   INTEGER NOT NULL,
    imported_by TEXT    NOT NULL,
    imported_at INTEGER NOT NULL
) STRICT;

CREATE INDEX stir_certificates_account ON stir_certificates (account_sid);
