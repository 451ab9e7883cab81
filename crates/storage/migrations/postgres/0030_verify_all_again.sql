-- Profiles that were approved before there was verification on a schedule get their first turn a month after their last
-- change, which is the shortest time of the scorecard that ships; those that have one keep it. A job's identifier is a
-- UUID; that of a bundle's SID is one, and no job has it.
INSERT INTO jobs (id, kind, lane, account_sid, subject, state, run_at, due_at, attempts, dedupe_key, date_created)
SELECT
    substr(sid, 3, 8) || '-' || substr(sid, 11, 4) || '-' || substr(sid, 15, 4) || '-' || substr(sid, 19, 4) || '-'
        || substr(sid, 23, 12),
    'reverify', 'vetting', account_sid, sid, 'ready', date_updated + 2592000000000, date_updated + 2592000000000, 0,
    'reverify:' || sid, date_updated
FROM bundles
WHERE kind = 'customer_profile' AND status = 'twilio-approved'
ON CONFLICT (dedupe_key) DO NOTHING;
