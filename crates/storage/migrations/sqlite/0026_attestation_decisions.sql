-- How calls were attested, and why. The account is the one that was named; where none was, or none that there is, the one
-- whose identifier is all zeros.
CREATE TABLE attestation_decisions (
    account_sid TEXT    NOT NULL,
    sid         TEXT    NOT NULL,
    -- The identifier of the signed call; NULL where nothing was signed.
    origid      TEXT,
    decided_at  INTEGER NOT NULL,
    -- Sealed under the account's key, or the hub's where there is no account: numbers, facts, reasons.
    evidence    BLOB    NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX attestation_decisions_sid ON attestation_decisions (sid);
CREATE INDEX attestation_decisions_origid ON attestation_decisions (origid) WHERE origid IS NOT NULL;
CREATE INDEX attestation_decisions_decided ON attestation_decisions (decided_at);
