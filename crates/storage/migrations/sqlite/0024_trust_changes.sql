-- What an event did to the trust level of its account; NULL if nothing. Its callback tells it at every attempt alike.
ALTER TABLE bundle_events ADD COLUMN trust_from TEXT;
ALTER TABLE bundle_events ADD COLUMN trust_to TEXT;
ALTER TABLE bundle_events ADD COLUMN trust_reasons INTEGER;
