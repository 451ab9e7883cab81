-- Whose hands do a job: the hub's own work, the post and callbacks do not wait for one another.
ALTER TABLE jobs ADD COLUMN lane TEXT COLLATE "C" NOT NULL DEFAULT 'inside' CHECK (lane IN ('inside', 'post', 'callbacks'));

UPDATE jobs SET lane = CASE kind
    WHEN 'callback' THEN 'callbacks'
    WHEN 'mail' THEN 'post'
    WHEN 'mail_received' THEN 'post'
    WHEN 'expiry' THEN 'post'
    WHEN 'delete_file' THEN 'post'
    ELSE 'inside'
END;

-- Claimed lane by lane, however long another lane's queue is.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (lane, due_at, id) WHERE due_at IS NOT NULL;
