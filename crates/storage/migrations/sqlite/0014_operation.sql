-- Who brought a transition about: the machine, a reviewer, the operator. For counting decisions.
ALTER TABLE bundle_events ADD COLUMN caused_by TEXT NOT NULL DEFAULT 'machine'
    CHECK (caused_by IN ('machine', 'reviewer', 'operator'));

-- What was given up, without reading everything that waits.
CREATE INDEX jobs_dead ON jobs (kind) WHERE due_at IS NULL;
