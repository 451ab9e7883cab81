-- Customers that an ISV brought in with a file: which account and profile each became, and a keyed hash of the line it was
-- made from, so that the same file can be given again.
CREATE TABLE imported_customers (
    -- The ISV.
    account_sid  TEXT COLLATE "C" NOT NULL,
    -- Its own identifier of the customer.
    reference    TEXT COLLATE "C" NOT NULL,
    customer_sid TEXT COLLATE "C" NOT NULL,
    bundle_sid   TEXT COLLATE "C" NOT NULL,
    line_hash    BYTEA NOT NULL,
    date_created BIGINT NOT NULL,
    date_updated BIGINT NOT NULL,
    PRIMARY KEY (account_sid, reference)
);
