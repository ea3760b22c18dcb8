-- Quotas of posts (员额) of a street by category: asked for, decided by a second person, in force from a day.
CREATE TABLE staff_quota (
    id         BIGINT PRIMARY KEY,
    street_id  BIGINT NOT NULL REFERENCES unit (id),
    category   TEXT NOT NULL,               -- code of content/catalogues/post_categories.csv
    quota      BIGINT NOT NULL CHECK (quota BETWEEN 0 AND 100000),
    before     BIGINT NOT NULL,             -- in force when it was asked for
    basis      TEXT NOT NULL,               -- what the table proposed then, JSON {inputs, count, rules}
    reason     TEXT NOT NULL,
    from_day   BIGINT NOT NULL,             -- in force from, days since 1970
    state      BIGINT NOT NULL CHECK (state BETWEEN 0 AND 3),   -- asked, approved, rejected, withdrawn
    version    BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    asked_by   BIGINT,                      -- NULL when loaded
    decided_at BIGINT,
    decided_by BIGINT,
    decision   TEXT NOT NULL                -- why it was rejected
);
CREATE INDEX staff_quota_of ON staff_quota (street_id, id);
CREATE UNIQUE INDEX staff_quota_asked ON staff_quota (street_id, category) WHERE state = 0;

-- What the workload of a street is besides its grids and cases, as its office states it.
CREATE TABLE staff_basis (
    street_id  BIGINT PRIMARY KEY REFERENCES unit (id),
    households BIGINT NOT NULL CHECK (households >= 0),
    floor_area BIGINT NOT NULL CHECK (floor_area >= 0),   -- ten thousand square metres
    source     TEXT NOT NULL,               -- where the figures come from
    version    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    by_id      BIGINT
);
