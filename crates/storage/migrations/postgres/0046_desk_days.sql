-- Decisions of a day by who decided (`machine` or a reviewer), and how many of theirs were reversed on that day. Spread over
-- a few rows, so that decisions at the same moment do not wait for one another. No personal data.
CREATE TABLE desk_days (
    day           BIGINT NOT NULL,
    decider       TEXT COLLATE "C" NOT NULL,
    -- 0 is what was counted from the cases of earlier versions.
    shard         BIGINT NOT NULL,
    approved      BIGINT NOT NULL,
    rejected      BIGINT NOT NULL,
    -- Since submission.
    within_second BIGINT NOT NULL,
    within_hour   BIGINT NOT NULL,
    within_day    BIGINT NOT NULL,
    late          BIGINT NOT NULL,
    -- Rejections overturned on appeal; approvals that were suspended, or taken back.
    overturned    BIGINT NOT NULL,
    suspended     BIGINT NOT NULL,
    revoked       BIGINT NOT NULL,
    PRIMARY KEY (day, decider, shard)
);

-- How often each reason was given on a day.
CREATE TABLE desk_reasons (
    day   BIGINT NOT NULL,
    code  BIGINT NOT NULL,
    shard BIGINT NOT NULL,
    given BIGINT NOT NULL,
    PRIMARY KEY (day, code, shard)
);

INSERT INTO desk_days (day, decider, shard, approved, rejected, within_second, within_hour, within_day, late, overturned,
    suspended, revoked)
SELECT decided_at / 86400000000, coalesce(decided_by, 'machine'), 0,
    sum(CASE WHEN outcome = 'approved' THEN 1 ELSE 0 END),
    sum(CASE WHEN outcome = 'rejected' THEN 1 ELSE 0 END),
    sum(CASE WHEN decided_at - opened_at <= 1000000 THEN 1 ELSE 0 END),
    sum(CASE WHEN decided_at - opened_at > 1000000 AND decided_at - opened_at <= 3600000000 THEN 1 ELSE 0 END),
    sum(CASE WHEN decided_at - opened_at > 3600000000 AND decided_at - opened_at <= 86400000000 THEN 1 ELSE 0 END),
    sum(CASE WHEN decided_at - opened_at > 86400000000 THEN 1 ELSE 0 END),
    0, 0, 0
FROM cases WHERE state = 'decided' AND outcome <> 'withdrawn'
GROUP BY decided_at / 86400000000, coalesce(decided_by, 'machine');
