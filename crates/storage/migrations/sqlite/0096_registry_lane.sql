-- The registry downstream counts how often it is asked: jobs that go there have hands of their own.
DROP INDEX jobs_due;
ALTER TABLE jobs RENAME COLUMN lane TO lane_before;
ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT 'inside'
    CHECK (lane IN ('inside', 'vetting', 'post', 'callbacks', 'registry'));

UPDATE jobs SET lane = lane_before;
ALTER TABLE jobs DROP COLUMN lane_before;

CREATE INDEX jobs_due ON jobs (lane, due_at, id) WHERE due_at IS NOT NULL;
