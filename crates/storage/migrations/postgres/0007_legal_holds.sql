-- What nobody may erase, whatever its period: an account (subject AC...) or a bundle (subject BU...) of it.
CREATE TABLE legal_holds (
    account_sid  TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    -- Sealed: an operator's words.
    reason       BYTEA            NOT NULL,
    date_created BIGINT           NOT NULL,
    PRIMARY KEY (account_sid, subject)
);
