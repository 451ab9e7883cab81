-- What partners said became of the numbers that are registered with them; forgotten when the number leaves the product.
CREATE TABLE registration_receipts (
    -- The product's account.
    account_sid  TEXT COLLATE "C" NOT NULL,
    bundle_sid   TEXT COLLATE "C" NOT NULL,
    phone_number TEXT COLLATE "C" NOT NULL,
    partner_sid  TEXT COLLATE "C" NOT NULL,
    -- A partner may speak for several carriers or engines.
    carrier_name TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL CHECK (status IN ('active', 'rejected', 'in-progress')),
    -- A JSON list of texts.
    errors       TEXT COLLATE "C" NOT NULL,
    date_created BIGINT NOT NULL,
    date_updated BIGINT NOT NULL,
    PRIMARY KEY (account_sid, bundle_sid, phone_number, partner_sid, carrier_name)
);
