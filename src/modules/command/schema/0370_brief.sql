-- Briefings (简报): what a day, a week or a month brought an area, made when it is over and kept as it was then.
CREATE TABLE brief (
    id       BIGINT PRIMARY KEY,
    area_id  BIGINT NOT NULL REFERENCES unit (id),   -- street, district, steering district or city
    kind     BIGINT NOT NULL CHECK (kind BETWEEN 0 AND 2),   -- day, week, month
    from_day BIGINT NOT NULL,               -- days since 1970
    to_day   BIGINT NOT NULL,               -- not included
    made_at  BIGINT NOT NULL,
    made_by  BIGINT NOT NULL,               -- account; 0: by the clock
    whole    BIGINT NOT NULL CHECK (whole IN (0, 1)),   -- made after its time was over: final
    reported BIGINT NOT NULL,               -- shown in lists
    closed   BIGINT NOT NULL,
    open     BIGINT NOT NULL,               -- when it was made
    overdue  BIGINT NOT NULL,
    content  TEXT NOT NULL,                 -- sums as JSON (brief_store.c)
    CHECK (from_day < to_day)
);
CREATE UNIQUE INDEX brief_of_area ON brief (area_id, kind, from_day);
CREATE INDEX brief_made ON brief (kind, from_day, area_id);
CREATE INDEX brief_by_time ON brief (made_at);
