-- What a reviewer has decided and may still take back, whom the case was referred to, what the customer was asked. Sealed.
ALTER TABLE cases ADD COLUMN pending BLOB;
ALTER TABLE cases ADD COLUMN referral BLOB;
ALTER TABLE cases ADD COLUMN questions BLOB;
-- Where the business is; NULL until somebody looked.
ALTER TABLE cases ADD COLUMN country TEXT;

-- What the queue is narrowed and sorted by. The first three are NULL in a row from before, until it is written again.
ALTER TABLE case_queue ADD COLUMN bundle_kind TEXT CHECK (bundle_kind IN ('customer_profile', 'trust_product'));
ALTER TABLE case_queue ADD COLUMN policy_sid TEXT;
-- The name in small letters, for looking up by its beginning.
ALTER TABLE case_queue ADD COLUMN name_key TEXT;
ALTER TABLE case_queue ADD COLUMN country TEXT;
-- 0 high, 1 medium, 2 low, 3 not known yet: the order of the queue by risk.
ALTER TABLE case_queue ADD COLUMN risk_rank INTEGER NOT NULL DEFAULT 3;
ALTER TABLE case_queue ADD COLUMN points INTEGER;
ALTER TABLE case_queue ADD COLUMN has_hit INTEGER NOT NULL DEFAULT 0 CHECK (has_hit IN (0, 1));
ALTER TABLE case_queue ADD COLUMN needs_second INTEGER NOT NULL DEFAULT 0 CHECK (needs_second IN (0, 1));
ALTER TABLE case_queue ADD COLUMN pending_by TEXT;
ALTER TABLE case_queue ADD COLUMN pending_until INTEGER;
ALTER TABLE case_queue ADD COLUMN is_for_leads INTEGER NOT NULL DEFAULT 0 CHECK (is_for_leads IN (0, 1));
ALTER TABLE case_queue ADD COLUMN waits_for_customer INTEGER NOT NULL DEFAULT 0 CHECK (waits_for_customer IN (0, 1));

CREATE INDEX case_queue_risk ON case_queue (risk_rank, due_at, sid);
CREATE INDEX case_queue_name ON case_queue (name_key);

-- The walk that fills what rows from before do not have, if there are any. The account is the hub's own.
INSERT INTO jobs (id, kind, account_sid, subject, state, run_at, due_at, attempts, date_created, lane)
SELECT '00000000-0000-7000-8000-000000000043', 'index_queue', 'AC00000000000000000000000000000000', 'walk', 'ready', 0, 0, 0, 0,
    'inside'
WHERE EXISTS (SELECT 1 FROM case_queue);
