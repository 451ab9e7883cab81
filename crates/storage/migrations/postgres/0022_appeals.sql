-- An appeal is a case about the same bundle: against which case, who decided that, and what the customer says.
ALTER TABLE cases ADD COLUMN appeal_of TEXT COLLATE "C";
-- NULL in an appeal: the machine.
ALTER TABLE cases ADD COLUMN appeal_against TEXT COLLATE "C";
-- Sealed: the customer's words.
ALTER TABLE cases ADD COLUMN appeal_note BYTEA;
-- One per rejection.
CREATE UNIQUE INDEX cases_appeal ON cases (account_sid, appeal_of) WHERE appeal_of IS NOT NULL;

ALTER TABLE case_queue ADD COLUMN is_appeal BOOLEAN NOT NULL DEFAULT FALSE;
