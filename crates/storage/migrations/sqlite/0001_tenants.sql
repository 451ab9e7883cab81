-- Tenant data. Every primary key begins with account_sid, and so does every statement, so that the tables can be
-- distributed by it. The global tables at the end stay in one place.
--
-- Columns of type BLOB that are not hashes are sealed under the account's key. Times are microseconds since the epoch.

CREATE TABLE accounts (
    account_sid          TEXT    NOT NULL,
    parent_sid           TEXT,
    friendly_name        TEXT    NOT NULL,
    status               TEXT    NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    is_test              INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    -- Without tokens nobody can sign in: so it is after an erasure.
    primary_token        BLOB,
    primary_token_hash   BLOB,
    secondary_token      BLOB,
    secondary_token_hash BLOB,
    secondary_created    INTEGER,
    version              INTEGER NOT NULL,
    date_created         INTEGER NOT NULL,
    date_updated         INTEGER NOT NULL,
    PRIMARY KEY (account_sid)
) STRICT;

CREATE INDEX accounts_page ON accounts (date_created, account_sid);

-- What a parent may list of its subaccounts and of itself, kept with the parent: a subaccount's own row lies under its
-- own key, perhaps on another node, and a page with filters over many nodes would be neither quick nor stable.
-- Written together with `accounts` by the same two methods.
CREATE TABLE account_family (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    parent_sid    TEXT,
    friendly_name TEXT    NOT NULL,
    status        TEXT    NOT NULL CHECK (status IN ('active', 'suspended', 'closed')),
    is_test       INTEGER NOT NULL CHECK (is_test IN (0, 1)),
    version       INTEGER NOT NULL,
    date_created  INTEGER NOT NULL,
    date_updated  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX account_family_page ON account_family (account_sid, date_created, sid);

CREATE TABLE api_keys (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    secret_hash   BLOB    NOT NULL,
    date_created  INTEGER NOT NULL,
    date_updated  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX api_keys_page ON api_keys (account_sid, date_created, sid);

CREATE TABLE bundles (
    account_sid    TEXT    NOT NULL,
    sid            TEXT    NOT NULL,
    kind           TEXT    NOT NULL CHECK (kind IN ('customer_profile', 'trust_product')),
    policy_sid     TEXT    NOT NULL,
    friendly_name  TEXT    NOT NULL,
    -- Sealed: e-mail and callback URL.
    contact        BLOB    NOT NULL,
    status         TEXT    NOT NULL
        CHECK (status IN ('draft', 'pending-review', 'in-review', 'twilio-rejected', 'twilio-approved')),
    -- What the wire shows and lists are filtered by: differs from status during a suspension.
    shown_status   TEXT    NOT NULL
        CHECK (shown_status IN ('draft', 'pending-review', 'in-review', 'twilio-rejected', 'twilio-approved')),
    -- Sealed: a reviewer's words.
    suspension     BLOB,
    valid_until    INTEGER,
    -- Sealed: reviewers' words. NULL if there are none.
    reasons        BLOB,
    copy_of        TEXT,
    event_sequence INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    date_created   INTEGER NOT NULL,
    date_updated   INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX bundles_page ON bundles (account_sid, kind, date_created, sid);
CREATE INDEX bundles_name ON bundles (account_sid, policy_sid, friendly_name);
-- One provisional copy at a time.
CREATE UNIQUE INDEX bundles_undecided_copy ON bundles (account_sid, copy_of)
    WHERE copy_of IS NOT NULL AND status <> 'twilio-approved';

CREATE TABLE entity_assignments (
    account_sid        TEXT    NOT NULL,
    bundle_sid         TEXT    NOT NULL,
    sid                TEXT    NOT NULL,
    object_sid         TEXT    NOT NULL,
    object_account_sid TEXT    NOT NULL,
    object_type        TEXT    NOT NULL,
    date_created       INTEGER NOT NULL,
    PRIMARY KEY (account_sid, bundle_sid, sid),
    CONSTRAINT entity_assignments_object UNIQUE (account_sid, bundle_sid, object_sid),
    CONSTRAINT entity_assignments_bundle FOREIGN KEY (account_sid, bundle_sid)
        REFERENCES bundles (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE INDEX entity_assignments_page ON entity_assignments (account_sid, bundle_sid, date_created, sid);
CREATE INDEX entity_assignments_of_object ON entity_assignments (account_sid, object_sid);

CREATE TABLE channel_assignments (
    account_sid        TEXT    NOT NULL,
    bundle_sid         TEXT    NOT NULL,
    sid                TEXT    NOT NULL,
    number_sid         TEXT    NOT NULL,
    number_account_sid TEXT    NOT NULL,
    date_created       INTEGER NOT NULL,
    PRIMARY KEY (account_sid, bundle_sid, sid),
    CONSTRAINT channel_assignments_number UNIQUE (account_sid, bundle_sid, number_sid),
    CONSTRAINT channel_assignments_bundle FOREIGN KEY (account_sid, bundle_sid)
        REFERENCES bundles (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE INDEX channel_assignments_page ON channel_assignments (account_sid, bundle_sid, date_created, sid);
CREATE INDEX channel_assignments_of_number ON channel_assignments (account_sid, number_sid);

CREATE TABLE evaluations (
    account_sid  TEXT    NOT NULL,
    bundle_sid   TEXT    NOT NULL,
    sid          TEXT    NOT NULL,
    bundle_kind  TEXT    NOT NULL CHECK (bundle_kind IN ('customer_profile', 'trust_product')),
    policy_sid   TEXT    NOT NULL,
    -- JSON; holds no value that the customer entered.
    report       TEXT    NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (account_sid, bundle_sid, sid),
    CONSTRAINT evaluations_bundle FOREIGN KEY (account_sid, bundle_sid)
        REFERENCES bundles (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE INDEX evaluations_page ON evaluations (account_sid, bundle_sid, date_created, sid);

CREATE TABLE end_users (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    type_name     TEXT    NOT NULL,
    -- The legal name of a business, which is public; persons have none here.
    business_name TEXT,
    attributes    BLOB    NOT NULL,
    version       INTEGER NOT NULL,
    date_created  INTEGER NOT NULL,
    date_updated  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX end_users_page ON end_users (account_sid, date_created, sid);
CREATE INDEX end_users_business_name ON end_users (account_sid, business_name) WHERE business_name IS NOT NULL;

CREATE TABLE supporting_documents (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    type_name     TEXT    NOT NULL,
    status        TEXT    NOT NULL
        CHECK (status IN ('DRAFT', 'PENDING_REVIEW', 'REJECTED', 'APPROVED', 'EXPIRED')),
    attributes    BLOB    NOT NULL,
    -- Sealed: what is known of the uploaded file.
    file          BLOB,
    version       INTEGER NOT NULL,
    date_created  INTEGER NOT NULL,
    date_updated  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX supporting_documents_page ON supporting_documents (account_sid, date_created, sid);

CREATE TABLE addresses (
    account_sid        TEXT    NOT NULL,
    sid                TEXT    NOT NULL,
    friendly_name      TEXT    NOT NULL,
    iso_country        TEXT    NOT NULL,
    emergency_enabled  INTEGER NOT NULL CHECK (emergency_enabled IN (0, 1)),
    -- Sealed: who and where.
    personal           BLOB    NOT NULL,
    -- Keyed hash, to find an address by its customer's name.
    customer_name_hash BLOB    NOT NULL,
    version            INTEGER NOT NULL,
    date_created       INTEGER NOT NULL,
    date_updated       INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX addresses_page ON addresses (account_sid, date_created, sid);

-- Which addresses a document refers to: its attributes say so, but they are sealed.
CREATE TABLE document_addresses (
    account_sid  TEXT NOT NULL,
    document_sid TEXT NOT NULL,
    address_sid  TEXT NOT NULL,
    PRIMARY KEY (account_sid, document_sid, address_sid),
    CONSTRAINT document_addresses_document FOREIGN KEY (account_sid, document_sid)
        REFERENCES supporting_documents (account_sid, sid) ON DELETE CASCADE
) STRICT;

CREATE INDEX document_addresses_of_address ON document_addresses (account_sid, address_sid);

CREATE TABLE phone_numbers (
    account_sid   TEXT    NOT NULL,
    sid           TEXT    NOT NULL,
    phone_number  TEXT    NOT NULL,
    friendly_name TEXT    NOT NULL,
    bundle_sid    TEXT,
    address_sid   TEXT,
    -- Sealed: URLs may carry secrets.
    settings      BLOB    NOT NULL,
    version       INTEGER NOT NULL,
    date_created  INTEGER NOT NULL,
    date_updated  INTEGER NOT NULL,
    PRIMARY KEY (account_sid, sid)
) STRICT;

CREATE INDEX phone_numbers_page ON phone_numbers (account_sid, date_created, sid);
CREATE INDEX phone_numbers_number ON phone_numbers (account_sid, phone_number);

-- Global: which account an object belongs to, for those that are asked for without naming an account.
CREATE TABLE sid_owner (
    sid         TEXT NOT NULL,
    account_sid TEXT NOT NULL,
    PRIMARY KEY (sid)
) STRICT;

CREATE INDEX sid_owner_account ON sid_owner (account_sid);

-- Global: a phone number belongs to one account at a time.
CREATE TABLE number_owner (
    phone_number TEXT NOT NULL,
    account_sid  TEXT NOT NULL,
    number_sid   TEXT NOT NULL,
    PRIMARY KEY (phone_number)
) STRICT;

CREATE INDEX number_owner_account ON number_owner (account_sid);
