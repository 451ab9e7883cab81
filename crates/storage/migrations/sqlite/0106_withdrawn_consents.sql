-- Whom the account lets see its registrations no longer since this entry: PT…, or a kind of partners. Nobody else is told.
ALTER TABLE partner_events ADD COLUMN withdrawn_from TEXT;
