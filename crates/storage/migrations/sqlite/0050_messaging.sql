-- Messaging services with their senders, brands with their vettings, campaigns. What customers wrote is sealed as a whole.
CREATE TABLE messaging_services (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    content      BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX messaging_services_page ON messaging_services (account_sid, date_created, sid);

-- A number is in one service at a time, and leaves it with either.
CREATE TABLE messaging_senders (
    account_sid  TEXT    NOT NULL,
    number_sid   TEXT    NOT NULL,
    service_sid  TEXT    NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, number_sid),
    CONSTRAINT messaging_senders_number FOREIGN KEY (account_sid, number_sid)
        REFERENCES phone_numbers (account_sid, sid) ON DELETE CASCADE,
    CONSTRAINT messaging_senders_service FOREIGN KEY (account_sid, service_sid)
        REFERENCES messaging_services (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE INDEX messaging_senders_of ON messaging_senders (account_sid, service_sid, date_created, number_sid);

CREATE TABLE brands (
    account_sid          TEXT    NOT NULL,
    sid                  TEXT    NOT NULL,
    customer_profile_sid TEXT    NOT NULL,
    a2p_profile_sid      TEXT    NOT NULL,
    content              BLOB    NOT NULL,
    version              INTEGER NOT NULL,
    date_created         INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX brands_page ON brands (account_sid, date_created, sid);
CREATE INDEX brands_profile ON brands (account_sid, customer_profile_sid);
CREATE INDEX brands_product ON brands (account_sid, a2p_profile_sid);

CREATE TABLE brand_vettings (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    brand_sid    TEXT    NOT NULL,
    content      BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT brand_vettings_brand FOREIGN KEY (account_sid, brand_sid) REFERENCES brands (account_sid, sid)
) STRICT;

CREATE INDEX brand_vettings_of ON brand_vettings (account_sid, brand_sid, date_created, sid);

CREATE TABLE campaigns (
    account_sid  TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    service_sid  TEXT    NOT NULL,
    brand_sid    TEXT    NOT NULL,
    content      BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid),
    CONSTRAINT campaigns_service FOREIGN KEY (account_sid, service_sid)
        REFERENCES messaging_services (account_sid, sid),
    CONSTRAINT campaigns_brand FOREIGN KEY (account_sid, brand_sid) REFERENCES brands (account_sid, sid)
) STRICT;

-- One campaign a service.
CREATE UNIQUE INDEX campaigns_service_one ON campaigns (account_sid, service_sid);
CREATE INDEX campaigns_page ON campaigns (account_sid, date_created, sid);
CREATE INDEX campaigns_service_page ON campaigns (account_sid, service_sid, date_created, sid);
CREATE INDEX campaigns_brand_of ON campaigns (account_sid, brand_sid);

-- Global: campaigns, and tokens of vettings, that wait for a person.
CREATE TABLE messaging_queue (
    sid         TEXT    NOT NULL,
    account_sid TEXT    NOT NULL,
    waits_since INTEGER NOT NULL,
    PRIMARY KEY (sid)
) STRICT;

CREATE INDEX messaging_queue_account ON messaging_queue (account_sid);
CREATE INDEX messaging_queue_order ON messaging_queue (waits_since, sid);
