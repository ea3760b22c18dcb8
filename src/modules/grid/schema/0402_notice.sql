-- Notices (通知公告): told to whoever holds a post at certain places, read and confirmed by each person.
CREATE TABLE notice (
    id           BIGINT PRIMARY KEY,
    unit_id      BIGINT NOT NULL REFERENCES unit (id),   -- who publishes it
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    roles        TEXT NOT NULL,             -- names of roles with blanks between; '': whoever holds a post there
    from_at      BIGINT NOT NULL,
    until_at     BIGINT NOT NULL,
    must_confirm BIGINT NOT NULL CHECK (must_confirm IN (0, 1)),
    made_by      BIGINT NOT NULL REFERENCES account (id),
    made_at      BIGINT NOT NULL,
    withdrawn_at BIGINT,                    -- NULL: it stands
    version      BIGINT NOT NULL,
    CHECK (until_at > from_at)
);
CREATE INDEX notice_by_unit ON notice (unit_id, id);
CREATE INDEX notice_by_end ON notice (until_at);

-- Where: a unit with all below it, or a grid. A notice told to ten thousand people is still a few rows.
CREATE TABLE notice_place (
    notice_id BIGINT NOT NULL REFERENCES notice (id),
    place_id  BIGINT NOT NULL,              -- a unit or a grid
    until_at  BIGINT NOT NULL,              -- of the notice, for the index
    PRIMARY KEY (notice_id, place_id)
);
CREATE INDEX notice_place_open ON notice_place (place_id, until_at);

-- Who opened it and who confirmed; times as in grid_day.h, placed by the server.
CREATE TABLE notice_reader (
    notice_id    BIGINT NOT NULL REFERENCES notice (id),
    account_id   BIGINT NOT NULL REFERENCES account (id),
    read_at      BIGINT NOT NULL,
    confirmed_at BIGINT,
    PRIMARY KEY (notice_id, account_id)
);
CREATE INDEX notice_reader_by_person ON notice_reader (account_id, notice_id);
