-- The registry downstream counts how often it is asked: jobs that go there have hands of their own.
ALTER TABLE jobs DROP CONSTRAINT jobs_lane_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_lane_check
    CHECK (lane IN ('inside', 'vetting', 'post', 'callbacks', 'registry'));
