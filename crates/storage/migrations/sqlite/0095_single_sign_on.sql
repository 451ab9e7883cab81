-- Global: who signs in by the operator's provider of sign-ins, found by what it calls them before it is known who that is.
CREATE TABLE single_sign_on (
    -- Keyed hash of the provider and its name for the person.
    subject_hash BLOB    NOT NULL,
    -- NULL for a reviewer's.
    account_sid  TEXT,
    -- RV… or US…
    person_sid   TEXT    NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (subject_hash)
) STRICT;

CREATE UNIQUE INDEX single_sign_on_person ON single_sign_on (person_sid);
CREATE INDEX single_sign_on_account ON single_sign_on (account_sid);
