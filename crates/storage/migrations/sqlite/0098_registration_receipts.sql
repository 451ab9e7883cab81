-- What partners said became of the numbers that are registered with them; forgotten when the number leaves the product.
CREATE TABLE registration_receipts (
    -- The product's account.
    account_sid  TEXT NOT NULL,
    bundle_sid   TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    partner_sid  TEXT NOT NULL,
    -- A partner may speak for several carriers or engines.
    carrier_name TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('active', 'rejected', 'in-progress')),
    -- A JSON list of texts.
    errors       TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (account_sid, bundle_sid, phone_number, partner_sid, carrier_name)
) STRICT;
