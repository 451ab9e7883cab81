-- Numbers that a partner found fault with.
CREATE TABLE remediation_tickets (
    account_sid  TEXT COLLATE "C" NOT NULL,
    sid          TEXT COLLATE "C" NOT NULL,
    partner_sid  TEXT COLLATE "C" NOT NULL,
    phone_number TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'answered', 'partner-asked', 'closed')),
    -- How often it was flagged.
    flags        BIGINT NOT NULL,
    seen_at      BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    date_created BIGINT NOT NULL,
    date_updated BIGINT NOT NULL,
    PRIMARY KEY (account_sid, sid)
);

-- What a partner flags once more joins the ticket that is open.
CREATE UNIQUE INDEX remediation_tickets_open ON remediation_tickets (account_sid, partner_sid, phone_number)
    WHERE status <> 'closed';
CREATE INDEX remediation_tickets_page ON remediation_tickets (account_sid, date_created, sid);
CREATE INDEX remediation_tickets_number ON remediation_tickets (account_sid, phone_number);

-- What was said on them.
CREATE TABLE remediation_notes (
    account_sid  TEXT COLLATE "C" NOT NULL,
    ticket_sid   TEXT COLLATE "C" NOT NULL,
    -- From 1 on.
    place        BIGINT NOT NULL,
    author       TEXT COLLATE "C" NOT NULL CHECK (author IN ('partner', 'customer', 'reviewer')),
    step         TEXT COLLATE "C" NOT NULL,
    reason       TEXT COLLATE "C",
    -- Sealed: somebody's own words.
    content      BYTEA NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (account_sid, ticket_sid, place)
);

-- Global: for partners and reviewers, who ask without an account. No words, and no number.
CREATE TABLE remediation_queue (
    sid          TEXT COLLATE "C" NOT NULL,
    account_sid  TEXT COLLATE "C" NOT NULL,
    partner_sid  TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (sid)
);

CREATE INDEX remediation_queue_partner ON remediation_queue (partner_sid, date_created, sid);
CREATE INDEX remediation_queue_open ON remediation_queue (date_created, sid) WHERE status <> 'closed';
CREATE INDEX remediation_queue_account ON remediation_queue (account_sid);
