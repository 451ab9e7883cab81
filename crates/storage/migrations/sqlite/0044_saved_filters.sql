-- Views of the queue that reviewers have named. No personal data of customers: words and bands to narrow it by.
CREATE TABLE reviewer_filters (
    reviewer_sid TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    filter       TEXT    NOT NULL,
    date_created INTEGER NOT NULL,
    PRIMARY KEY (reviewer_sid, name)
) STRICT;
