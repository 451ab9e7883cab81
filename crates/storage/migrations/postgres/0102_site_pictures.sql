-- How the website of a business looked while its case was open; the picture itself is with the documents.
CREATE TABLE site_pictures (
    account_sid TEXT COLLATE "C" NOT NULL,
    case_sid    TEXT COLLATE "C" NOT NULL,
    -- Sealed: where the page was, and where its picture is.
    picture     BYTEA  NOT NULL,
    seen_at     BIGINT NOT NULL,
    PRIMARY KEY (account_sid, case_sid)
);
