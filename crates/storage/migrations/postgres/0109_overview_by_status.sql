-- Of one status, the overview is read in its order from an index of its own, however few lines have it.
CREATE INDEX bundle_overview_status ON bundle_overview (
    account_sid, kind, status, date_created, sid, name_words, owner_sid, policy_sid, valid_until
);

-- What accounts on hold have is out of force; they are few, and mostly none.
CREATE INDEX account_family_on_hold ON account_family (account_sid, sid) WHERE status <> 'active';
