-- What a customer lets a partner, or all partners of a kind, see of who they are.
CREATE TABLE partner_consents (
    account_sid  TEXT NOT NULL,
    sid          TEXT NOT NULL,
    -- PT…, or a kind of partners.
    recipient    TEXT NOT NULL,
    -- Names of fields, each behind a space.
    fields       TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE UNIQUE INDEX partner_consents_recipient ON partner_consents (account_sid, recipient);
