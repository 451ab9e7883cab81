-- The two orders of the queue carry all that it is narrowed and counted by, so that a search that finds little, and a count,
-- read an index in order and not the lines one by one.
DROP INDEX case_queue_due;
CREATE INDEX case_queue_due ON case_queue (
    due_at, sid, state, claimed_until, claimed_by, risk_rank, country, bundle_kind, name_key, is_for_leads, opened_at
);
DROP INDEX case_queue_risk;
CREATE INDEX case_queue_risk ON case_queue (
    risk_rank, due_at, sid, state, claimed_until, claimed_by, country, bundle_kind, name_key, is_for_leads
);

-- Few at any time, whatever waits.
CREATE INDEX case_queue_claims ON case_queue (risk_rank, claimed_until, claimed_by) WHERE claimed_until IS NOT NULL;
CREATE INDEX case_queue_leads ON case_queue (state, is_for_leads) WHERE is_for_leads;

-- The overview's order carries all that it is narrowed by, so that a search that finds little reads an index and not the lines.
DROP INDEX bundle_overview_page;
CREATE INDEX bundle_overview_page ON bundle_overview (
    account_sid, kind, date_created, sid, name_words, owner_sid, status, policy_sid, valid_until
);

-- One number is found in the order in which numbers are listed.
DROP INDEX phone_numbers_number;
CREATE INDEX phone_numbers_number ON phone_numbers (account_sid, phone_number, date_created, sid);
