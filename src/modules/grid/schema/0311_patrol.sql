-- Patrols (巡查): routes of check points in a grid, and who checked in where on which day.
CREATE TABLE patrol_route (
    id           BIGINT PRIMARY KEY,
    grid_id      BIGINT NOT NULL,
    community_id BIGINT NOT NULL REFERENCES unit (id),
    street_id    BIGINT NOT NULL REFERENCES unit (id),
    name         TEXT NOT NULL,
    points       TEXT NOT NULL,             -- JSON list of {n, name, lon, lat}; n stays with its point
    version      BIGINT NOT NULL,           -- row version, +1 at each change
    changed_at   BIGINT NOT NULL,
    changed_by   BIGINT NOT NULL,
    dropped_at   BIGINT                     -- NULL while in use
);
CREATE INDEX patrol_route_of_street ON patrol_route (street_id, id) WHERE dropped_at IS NULL;
CREATE INDEX patrol_route_of_grid ON patrol_route (grid_id, id) WHERE dropped_at IS NULL;

-- One patrol; its points are those of the route when it began.
CREATE TABLE patrol_run (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    run_key      TEXT NOT NULL,             -- made by the phone, which may begin without network
    route_id     BIGINT NOT NULL REFERENCES patrol_route (id),
    street_id    BIGINT NOT NULL,
    day          BIGINT NOT NULL,           -- civil day it began, days since 1970
    points       TEXT NOT NULL,
    point_count  BIGINT NOT NULL,
    done_count   BIGINT NOT NULL CHECK (done_count <= point_count),
    began_at     BIGINT NOT NULL,           -- of the first check-in, as far as the server can tell
    last_at      BIGINT NOT NULL,
    ended_at     BIGINT,                    -- NULL while it goes on
    UNIQUE (account_id, run_key)
);
CREATE INDEX patrol_run_by_street ON patrol_run (street_id, day, id);
CREATE INDEX patrol_run_by_person ON patrol_run (account_id, day, id);

-- A check-in at a point; the position is compared and forgotten, the distance is kept.
CREATE TABLE patrol_mark (
    run_id       BIGINT NOT NULL REFERENCES patrol_run (id),
    n            BIGINT NOT NULL,           -- of the point
    at           BIGINT NOT NULL,           -- when the server took it
    done_at      BIGINT NOT NULL CHECK (done_at <= at),   -- see duty_mark
    said_at      BIGINT,
    skew_s       BIGINT,
    away_m       BIGINT NOT NULL,           -- metres to the point
    PRIMARY KEY (run_id, n)
);
