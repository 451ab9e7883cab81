-- Customers that an ISV brought in with a file: which account and profile each became, and a keyed hash of the line it was
-- made from, so that the same file can be given again.
CREATE TABLE imported_customers (
    -- The ISV.
    account_sid  TEXT NOT NULL,
    -- Its own identifier of the customer.
    reference    TEXT NOT NULL,
    customer_sid TEXT NOT NULL,
    bundle_sid   TEXT NOT NULL,
    line_hash    BLOB NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (account_sid, reference)
) STRICT;
