-- What a reviewer has decided and may still take back, whom the case was referred to, what the customer was asked. Sealed.
ALTER TABLE cases ADD COLUMN pending BYTEA;
ALTER TABLE cases ADD COLUMN referral BYTEA;
ALTER TABLE cases ADD COLUMN questions BYTEA;
-- Where the business is; NULL until somebody looked.
ALTER TABLE cases ADD COLUMN country TEXT COLLATE "C";

-- What the queue is narrowed and sorted by. The first three are NULL in a row from before, until it is written again.
ALTER TABLE case_queue ADD COLUMN bundle_kind TEXT COLLATE "C" CHECK (bundle_kind IN ('customer_profile', 'trust_product'));
ALTER TABLE case_queue ADD COLUMN policy_sid TEXT COLLATE "C";
-- The name in small letters, for looking up by its beginning.
ALTER TABLE case_queue ADD COLUMN name_key TEXT COLLATE "C";
ALTER TABLE case_queue ADD COLUMN country TEXT COLLATE "C";
-- 0 high, 1 medium, 2 low, 3 not known yet: the order of the queue by risk.
ALTER TABLE case_queue ADD COLUMN risk_rank BIGINT NOT NULL DEFAULT 3;
ALTER TABLE case_queue ADD COLUMN points BIGINT;
ALTER TABLE case_queue ADD COLUMN has_hit BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE case_queue ADD COLUMN needs_second BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE case_queue ADD COLUMN pending_by TEXT COLLATE "C";
ALTER TABLE case_queue ADD COLUMN pending_until BIGINT;
ALTER TABLE case_queue ADD COLUMN is_for_leads BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE case_queue ADD COLUMN waits_for_customer BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX case_queue_risk ON case_queue (risk_rank, due_at, sid);
CREATE INDEX case_queue_name ON case_queue (name_key);

-- The walk that fills what rows from before do not have, if there are any. The account is the hub's own.
INSERT INTO jobs (id, kind, account_sid, subject, state, run_at, due_at, attempts, date_created, lane)
SELECT '00000000-0000-7000-8000-000000000043', 'index_queue', 'AC00000000000000000000000000000000', 'walk', 'ready', 0, 0, 0, 0,
    'inside'
WHERE EXISTS (SELECT 1 FROM case_queue);
