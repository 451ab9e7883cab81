-- Which reviewer looked at a bundle's page, and who was shown personal fields, and why.
CREATE TABLE case_looks (
    account_sid  TEXT COLLATE "C" NOT NULL,
    bundle_sid   TEXT COLLATE "C" NOT NULL,
    reviewer_sid TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL CHECK (kind IN ('view', 'unmask')),
    -- Of a view the hour since the epoch, so that it is written down once in an hour; else when.
    slot         BIGINT NOT NULL,
    looked_at    BIGINT NOT NULL,
    -- Sealed: why personal fields were asked for.
    reason       BYTEA,
    PRIMARY KEY (account_sid, bundle_sid, reviewer_sid, kind, slot)
);

CREATE INDEX case_looks_time ON case_looks (account_sid, bundle_sid, looked_at, reviewer_sid, kind);
