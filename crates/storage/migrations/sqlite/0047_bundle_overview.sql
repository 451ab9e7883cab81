-- What an account may list of its own bundles and of those of its subaccounts, kept with whoever lists it: a subaccount's
-- bundle lies under the subaccount's key, perhaps on another node. Written together with `bundles`, by the same methods.
CREATE TABLE bundle_overview (
    -- Who lists it: the bundle's account, or the one above that.
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    -- Whose it is.
    owner_sid     TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('customer_profile', 'trust_product')),
    policy_sid    TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    -- The words of the name, each after a blank, to be searched for by how they begin.
    name_words    TEXT    NOT NULL,
    -- What the wire shows, as far as it does not depend on the bundle's account.
    status        TEXT    NOT NULL
        CHECK (status IN ('draft', 'pending-review', 'in-review', 'twilio-rejected', 'twilio-approved')),
    valid_until   INTEGER,
    date_created  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

-- With what is searched for most behind the order, so that a search that finds little reads the index alone.
CREATE INDEX bundle_overview_page ON bundle_overview (account_sid, kind, date_created, sid, name_words, owner_sid);
CREATE INDEX bundle_overview_owner ON bundle_overview (account_sid, owner_sid);

-- Those that are there. Letters beyond ASCII keep their case in `name_words` until the bundle is saved next: both databases
-- know no other lower case that they agree on.
INSERT INTO bundle_overview
    (account_sid, sid, owner_sid, kind, policy_sid, friendly_name, name_words, status, valid_until, date_created)
SELECT
    account_sid, sid, account_sid, kind, policy_sid, friendly_name,
    ' ' || lower(replace(replace(replace(replace(replace(friendly_name, ',', ' '), '.', ' '), '-', ' '), '&', ' '), '''', ' ')),
    shown_status, valid_until, date_created
FROM bundles
WHERE copy_of IS NULL;

INSERT INTO bundle_overview
    (account_sid, sid, owner_sid, kind, policy_sid, friendly_name, name_words, status, valid_until, date_created)
SELECT
    a.parent_sid, b.sid, b.account_sid, b.kind, b.policy_sid, b.friendly_name,
    ' ' || lower(replace(replace(replace(replace(replace(b.friendly_name, ',', ' '), '.', ' '), '-', ' '), '&', ' '), '''', ' ')),
    b.shown_status, b.valid_until, b.date_created
FROM bundles AS b
JOIN accounts AS a ON a.account_sid = b.account_sid
WHERE a.parent_sid IS NOT NULL AND b.copy_of IS NULL;
