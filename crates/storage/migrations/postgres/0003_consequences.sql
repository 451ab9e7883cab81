-- What follows for a bundle when its account is put on hold, or when what it rests on leaves force.

-- Its customer was told that the account is on hold. Whether it is on hold, the account's own row says.
ALTER TABLE bundles ADD COLUMN is_told_of_account BOOLEAN NOT NULL DEFAULT FALSE;
-- Sealed: why what it rests on does not carry it. NULL while all is well.
ALTER TABLE bundles ADD COLUMN lost_support BYTEA;

-- Which bundles an end user refers to: its attributes say so, but they are sealed.
CREATE TABLE end_user_bundles (
    account_sid  TEXT COLLATE "C" NOT NULL,
    end_user_sid TEXT COLLATE "C" NOT NULL,
    bundle_sid   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account_sid, bundle_sid, end_user_sid),
    CONSTRAINT end_user_bundles_end_user FOREIGN KEY (account_sid, end_user_sid)
        REFERENCES end_users (account_sid, sid) ON DELETE CASCADE
);

CREATE INDEX end_user_bundles_of_end_user ON end_user_bundles (account_sid, end_user_sid);

-- What rests on a bundle is read in the order of identifiers, some at a time.
DROP INDEX entity_assignments_of_object;
CREATE INDEX entity_assignments_of_object ON entity_assignments (account_sid, object_sid, bundle_sid);
