-- Vetting asks others, who may hang: it has hands of its own, so that nothing else waits for them.
DROP INDEX jobs_due;
ALTER TABLE jobs DROP COLUMN lane;
ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT 'inside'
    CHECK (lane IN ('inside', 'vetting', 'post', 'callbacks'));

UPDATE jobs SET lane = CASE kind
    WHEN 'callback' THEN 'callbacks'
    WHEN 'vet' THEN 'vetting'
    WHEN 'rescreen' THEN 'vetting'
    WHEN 'mail' THEN 'post'
    WHEN 'mail_received' THEN 'post'
    WHEN 'expiry' THEN 'post'
    WHEN 'confirm' THEN 'post'
    WHEN 'delete_file' THEN 'post'
    ELSE 'inside'
END;

-- Claimed lane by lane, however long another lane's queue is.
CREATE INDEX jobs_due ON jobs (lane, due_at, id) WHERE due_at IS NOT NULL;
