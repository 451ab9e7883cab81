-- Global: lists that say whom verifiers of signed calls trust: the policy administrator's trust list, and revocation lists. What
-- lies here is as it was fetched; each node verifies it again.
CREATE TABLE stir_lists (
    -- Where it is fetched.
    url         TEXT COLLATE "C" PRIMARY KEY,
    -- trust_list or crl.
    kind        TEXT COLLATE "C" NOT NULL,
    -- The last good one; null until there is one.
    content     BYTEA,
    -- The chain of whoever signed it, where it names one.
    signer      BYTEA,
    -- Grows with each one that differs from the one before.
    version     BIGINT NOT NULL,
    -- When it was last seen to be the newest; null until then.
    fetched_at  BIGINT,
    -- After it, it tells nothing.
    ends_at     BIGINT,
    -- When it is asked for again, or who asks now is given up.
    next_try_at BIGINT NOT NULL,
    -- Since the last time that it worked.
    failures    BIGINT NOT NULL,
    -- What went wrong the last time; empty if nothing.
    failure     TEXT COLLATE "C" NOT NULL
);
