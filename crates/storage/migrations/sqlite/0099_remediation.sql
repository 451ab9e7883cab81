-- Numbers that a partner found fault with.
CREATE TABLE remediation_tickets (
    account_sid  TEXT NOT NULL,
    sid          TEXT NOT NULL,
    partner_sid  TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    reason       TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('open', 'answered', 'partner-asked', 'closed')),
    -- How often it was flagged.
    flags        INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

-- What a partner flags once more joins the ticket that is open.
CREATE UNIQUE INDEX remediation_tickets_open ON remediation_tickets (account_sid, partner_sid, phone_number)
    WHERE status <> 'closed';
CREATE INDEX remediation_tickets_page ON remediation_tickets (account_sid, date_created, sid);
CREATE INDEX remediation_tickets_number ON remediation_tickets (account_sid, phone_number);

-- What was said on them.
CREATE TABLE remediation_notes (
    account_sid  TEXT NOT NULL,
    ticket_sid   TEXT NOT NULL,
    -- From 1 on.
    place        INTEGER NOT NULL,
    author       TEXT NOT NULL CHECK (author IN ('partner', 'customer', 'reviewer')),
    step         TEXT NOT NULL,
    reason       TEXT,
    -- Sealed: somebody's own words.
    content      BLOB NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, ticket_sid, place)
) STRICT;

-- Global: for partners and reviewers, who ask without an account. No words, and no number.
CREATE TABLE remediation_queue (
    sid          TEXT NOT NULL,
    account_sid  TEXT NOT NULL,
    partner_sid  TEXT NOT NULL,
    status       TEXT NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (sid)
) STRICT;

CREATE INDEX remediation_queue_partner ON remediation_queue (partner_sid, date_created, sid);
CREATE INDEX remediation_queue_open ON remediation_queue (date_created, sid) WHERE status <> 'closed';
CREATE INDEX remediation_queue_account ON remediation_queue (account_sid);
