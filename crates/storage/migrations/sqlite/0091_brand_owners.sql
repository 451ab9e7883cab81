-- A brand is found by its identifier alone, as every other object that partners or operators name: those registered
-- before get the row that new ones are stored with.
INSERT INTO sid_owner (sid, account_sid)
SELECT sid, account_sid FROM brands
WHERE sid NOT IN (SELECT sid FROM sid_owner);
