-- What a customer lets a partner, or all partners of a kind, see of who they are.
CREATE TABLE partner_consents (
    account_sid  TEXT COLLATE "C" NOT NULL,
    sid          TEXT COLLATE "C" NOT NULL,
    -- PT…, or a kind of partners.
    recipient    TEXT COLLATE "C" NOT NULL,
    -- Names of fields, each behind a space.
    fields       TEXT COLLATE "C" NOT NULL,
    date_created BIGINT NOT NULL,
    date_updated BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

CREATE UNIQUE INDEX partner_consents_recipient ON partner_consents (account_sid, recipient);
