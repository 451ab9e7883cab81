-- What nobody may erase, whatever its period: an account (subject AC...) or a bundle (subject BU...) of it.
CREATE TABLE legal_holds (
    account_sid  TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    -- Sealed: an operator's words.
    reason       BLOB    NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, subject)
) STRICT;
