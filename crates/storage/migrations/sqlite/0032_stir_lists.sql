-- Global: lists that say whom verifiers of signed calls trust: the policy administrator's trust list, and revocation lists. What
-- lies here is as it was fetched; each node verifies it again.
CREATE TABLE stir_lists (
    -- Where it is fetched.
    url         TEXT PRIMARY KEY,
    -- trust_list or crl.
    kind        TEXT NOT NULL,
    -- The last good one; null until there is one.
    content     BLOB,
    -- The chain of whoever signed it, where it names one.
    signer      BLOB,
    -- Grows with each one that differs from the one before.
    version     INTEGER NOT NULL,
    -- When it was last seen to be the newest; null until then.
    fetched_at  INTEGER,
    -- After it, it tells nothing.
    ends_at     INTEGER,
    -- When it is asked for again, or who asks now is given up.
    next_try_at INTEGER NOT NULL,
    -- Since the last time that it worked.
    failures    INTEGER NOT NULL,
    -- What went wrong the last time; empty if nothing.
    failure     TEXT NOT NULL
) STRICT;
