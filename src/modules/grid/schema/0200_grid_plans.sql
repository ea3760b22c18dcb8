-- Grids change by plans (网格调整): drawn, approved by a second person, in force from a date.  What was stays.

ALTER TABLE grid ADD COLUMN opened_at BIGINT NOT NULL DEFAULT 0;   -- in force since; 0: since the first map
ALTER TABLE grid ADD COLUMN retired_at BIGINT;                     -- NULL while in force; code and id are never used again

-- A plan: the grids of one community as they shall be.
CREATE TABLE grid_plan (
    id           BIGINT PRIMARY KEY,
    community_id BIGINT NOT NULL REFERENCES unit (id),
    name         TEXT NOT NULL,             -- what changes and why
    state        TEXT NOT NULL CHECK (state IN ('open', 'submitted', 'scheduled', 'failed', 'in_force', 'dropped')),
    version      BIGINT NOT NULL,           -- row version, +1 at each change
    parts        TEXT NOT NULL,             -- JSON list of {id, layer, kind, name, geometry}
    base_stamp   BIGINT NOT NULL,           -- of the map it was drawn on
    active_from  BIGINT,                    -- when it is to come into force; NULL: on approval
    created_at   BIGINT NOT NULL,
    created_by   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    changed_by   BIGINT NOT NULL,
    submitted_at BIGINT,
    submitted_by BIGINT,
    decided_at   BIGINT,
    decided_by   BIGINT,                    -- who approved or rejected it
    effective_at BIGINT,                    -- when it came into force
    stamp        BIGINT,                    -- of the map it made
    reason       TEXT NOT NULL              -- why it was last rejected, or failed
);
CREATE INDEX grid_plan_of ON grid_plan (community_id, id);
CREATE INDEX grid_plan_state ON grid_plan (state, id);
CREATE INDEX grid_plan_due ON grid_plan (active_from, id) WHERE state = 'scheduled';
-- One plan of a community is on its way at a time.
CREATE UNIQUE INDEX grid_plan_alone ON grid_plan (community_id) WHERE state IN ('submitted', 'scheduled');

-- Everybody who wrote to a plan: none of them may approve it.
CREATE TABLE grid_plan_author (
    plan_id    BIGINT NOT NULL REFERENCES grid_plan (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (plan_id, account_id)
);

-- How a grid looked, and when; a grid that was never changed has no row.
CREATE TABLE grid_version (
    grid_id  BIGINT NOT NULL REFERENCES grid (id),
    seq      BIGINT NOT NULL,               -- 1, 2, 3 ... of the grid
    plan_id  BIGINT REFERENCES grid_plan (id),   -- NULL: as first drawn
    from_at  BIGINT NOT NULL,               -- 0: since the first map
    until_at BIGINT,                        -- NULL: in force
    name     TEXT NOT NULL,
    geometry TEXT NOT NULL,                 -- GeoJSON
    PRIMARY KEY (grid_id, seq)
);

-- How much of which grid went to which, in square metres.
CREATE TABLE grid_lineage (
    plan_id BIGINT NOT NULL REFERENCES grid_plan (id),
    from_id BIGINT NOT NULL REFERENCES grid (id),
    to_id   BIGINT NOT NULL REFERENCES grid (id),
    area_m2 BIGINT NOT NULL,
    PRIMARY KEY (plan_id, from_id, to_id)
);
