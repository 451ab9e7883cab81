-- How the website of a business looked while its case was open; the picture itself is with the documents.
CREATE TABLE site_pictures (
    account_sid TEXT    NOT NULL,
    case_sid    TEXT    NOT NULL,
    -- Sealed: where the page was, and where its picture is.
    picture     BLOB    NOT NULL,
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (account_sid, case_sid)
) STRICT;
