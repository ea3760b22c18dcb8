-- The grid log (网格日志) by the five duties; an entry may have opened a case.
CREATE TABLE grid_log (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    grid_id      BIGINT NOT NULL,
    community_id BIGINT NOT NULL REFERENCES unit (id),
    street_id    BIGINT NOT NULL REFERENCES unit (id),
    day          BIGINT NOT NULL,           -- civil day of done_at, days since 1970
    duty         TEXT NOT NULL,             -- code of content/catalogues/duties.csv
    text         TEXT NOT NULL,             -- what was found or done; no names of residents
    at           BIGINT NOT NULL,           -- when the server took it
    done_at      BIGINT NOT NULL CHECK (done_at <= at),   -- see duty_mark
    said_at      BIGINT,
    skew_s       BIGINT,
    case_id      BIGINT                     -- the case it opened; NULL: none
);
CREATE INDEX grid_log_by_person ON grid_log (account_id, id);
CREATE INDEX grid_log_by_street ON grid_log (street_id, day, id);
