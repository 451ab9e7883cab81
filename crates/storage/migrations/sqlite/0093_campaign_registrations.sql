-- Campaigns that somebody registers in a form on a page of the account's. A service has one at a time, and takes it along.
CREATE TABLE campaign_registrations (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    service_sid  TEXT    NOT NULL,
    -- What it became.
    campaign_sid TEXT,
    -- Sealed: what was entered so far.
    content      BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    date_updated INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT campaign_registrations_service FOREIGN KEY (account_sid, service_sid)
        REFERENCES messaging_services (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX campaign_registrations_service_one ON campaign_registrations (account_sid, service_sid);
CREATE INDEX campaign_registrations_page ON campaign_registrations (account_sid, date_created, sid);
