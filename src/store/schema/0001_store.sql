-- Which migrations this database has seen; an edited file is found by its checksum.
CREATE TABLE schema_patch (
    name       TEXT   NOT NULL PRIMARY KEY,  -- file name without .sql
    checksum   TEXT   NOT NULL,              -- SM3 over both texts, hex
    applied_at BIGINT NOT NULL               -- UTC ms
);

-- Numbers that dashboards show all day: sums of the deltas of committed jobs, rebuildable.
-- The key is compared by bytes, so that a prefix is one range.
-- sqlite:
CREATE TABLE counter (
    key   TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
) WITHOUT ROWID;
-- postgres:
CREATE TABLE counter (
    key   TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
-- both:

-- Live events in the order readers resume from; pruning keeps the newest row.
CREATE TABLE feed (
    seq                                      -- given last in the transaction
-- sqlite:
                INTEGER PRIMARY KEY,
-- postgres:
                BIGINT NOT NULL PRIMARY KEY,
-- both:
    at          BIGINT NOT NULL,             -- UTC ms
    case_id     BIGINT NOT NULL,             -- 0 when the event is of no case
    area_id     BIGINT,                      -- the three columns of who may see it; NULL: nobody by that column
    unit_id     BIGINT,
    user_id     BIGINT,
    kind        TEXT   NOT NULL,             -- "case", "task" and so on
    body        TEXT   NOT NULL              -- JSON
);
