-- Brands that somebody registers in a form on a page of the account's. One is named as the Trust Product that it fills in,
-- and goes with that.
CREATE TABLE brand_registrations (
    account_sid  TEXT COLLATE "C" NOT NULL,
    sid          TEXT COLLATE "C" NOT NULL,
    -- What it became.
    brand_sid    TEXT COLLATE "C",
    -- Sealed.
    content      BYTEA  NOT NULL,
    version      BIGINT NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT brand_registrations_product FOREIGN KEY (account_sid, sid)
        REFERENCES bundles (account_sid, sid) ON DELETE CASCADE
);

CREATE INDEX brand_registrations_page ON brand_registrations (account_sid, date_created, sid);
CREATE INDEX brand_registrations_brand ON brand_registrations (account_sid, brand_sid);
