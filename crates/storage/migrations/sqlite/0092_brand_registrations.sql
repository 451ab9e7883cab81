-- Brands that somebody registers in a form on a page of the account's. One is named as the Trust Product that it fills in,
-- and goes with that.
CREATE TABLE brand_registrations (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    -- What it became.
    brand_sid    TEXT,
    -- Sealed.
    content      BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT brand_registrations_product FOREIGN KEY (account_sid, sid)
        REFERENCES bundles (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE INDEX brand_registrations_page ON brand_registrations (account_sid, date_created, sid);
CREATE INDEX brand_registrations_brand ON brand_registrations (account_sid, brand_sid);
