-- Global: until when no file may be deleted, because a backup copies what its state of the database names.
CREATE TABLE file_holds (
    holder     TEXT COLLATE "C" NOT NULL,
    held_until BIGINT           NOT NULL,
    PRIMARY KEY (holder)
);
