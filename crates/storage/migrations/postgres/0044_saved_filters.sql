-- Views of the queue that reviewers have named. No personal data of customers: words and bands to narrow it by.
CREATE TABLE reviewer_filters (
    reviewer_sid TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    filter       TEXT COLLATE "C" NOT NULL,
    date_created BIGINT NOT NULL,
    PRIMARY KEY (reviewer_sid, name)
);
