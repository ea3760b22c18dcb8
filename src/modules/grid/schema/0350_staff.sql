-- Who works for a street (人员配备): people with their posts, the grids they are assigned to, what they are qualified for.
CREATE TABLE staff_member (
    id           BIGINT PRIMARY KEY,
    street_id    BIGINT NOT NULL REFERENCES unit (id),
    account_id   BIGINT REFERENCES account (id),   -- NULL: who needs no login, like a volunteer
    name         TEXT NOT NULL,
    category     TEXT NOT NULL,             -- code of content/catalogues/post_categories.csv
    sender_id    BIGINT REFERENCES unit (id),      -- the department somebody is seconded from; NULL: none
    phone_sealed TEXT,                      -- encrypted, hex; purpose: to reach staff; NULL: none, or deleted
    phone_masked TEXT NOT NULL,
    from_day     BIGINT NOT NULL,           -- in the post since, days since 1970
    until_day    BIGINT,                    -- the last day; NULL: in post
    end_reason   TEXT NOT NULL,
    version      BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    made_by      BIGINT,
    retain_until BIGINT                     -- of the phone number, once the person has left
);
CREATE UNIQUE INDEX staff_member_account ON staff_member (account_id) WHERE account_id IS NOT NULL AND until_day IS NULL;
CREATE INDEX staff_member_by_street ON staff_member (street_id, id) WHERE until_day IS NULL;
CREATE INDEX staff_member_retained ON staff_member (retain_until) WHERE retain_until IS NOT NULL;

-- One person at one grid in one role for a period.
CREATE TABLE staff_place (
    id           BIGINT PRIMARY KEY,
    member_id    BIGINT NOT NULL REFERENCES staff_member (id),
    grid_id      BIGINT NOT NULL,
    community_id BIGINT NOT NULL REFERENCES unit (id),
    street_id    BIGINT NOT NULL REFERENCES unit (id),
    role         TEXT NOT NULL,             -- code of content/catalogues/staff_roles.csv
    from_day     BIGINT NOT NULL,
    until_day    BIGINT,                    -- the last day; NULL: open
    stands_for   BIGINT REFERENCES staff_place (id),   -- of a substitute: whose place
    desk         BIGINT NOT NULL CHECK (desk IN (0, 1)),    -- the role serves the grid's desk (grid_worker)
    begun        BIGINT NOT NULL CHECK (begun IN (0, 1)),   -- its first day has come
    week         TEXT NOT NULL,             -- weekly shifts, JSON [{day 1-7, from, to}] in minutes of the day
    end_reason   TEXT NOT NULL,
    version      BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    made_by      BIGINT,
    ended_at     BIGINT,                    -- NULL while it runs or is still to begin
    CHECK (until_day IS NULL OR until_day >= from_day)
);
CREATE INDEX staff_place_by_street ON staff_place (street_id, grid_id, id) WHERE ended_at IS NULL;
CREATE INDEX staff_place_by_community ON staff_place (community_id, grid_id, id) WHERE ended_at IS NULL;
CREATE INDEX staff_place_by_grid ON staff_place (grid_id, id) WHERE ended_at IS NULL;
CREATE INDEX staff_place_of ON staff_place (member_id, id);
CREATE INDEX staff_place_until ON staff_place (until_day, id) WHERE ended_at IS NULL AND until_day IS NOT NULL;
CREATE INDEX staff_place_begins ON staff_place (from_day, id) WHERE ended_at IS NULL AND begun = 0;

-- A qualification or training (资格、培训) with its expiry.
CREATE TABLE staff_record (
    id         BIGINT PRIMARY KEY,
    member_id  BIGINT NOT NULL REFERENCES staff_member (id),
    street_id  BIGINT NOT NULL REFERENCES unit (id),
    kind       TEXT NOT NULL,               -- code of content/catalogues/qualifications.csv
    got_day    BIGINT NOT NULL,
    until_day  BIGINT,                      -- the last day it holds; NULL: for good
    note       TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    made_by    BIGINT,
    dropped_at BIGINT                       -- entered by mistake; NULL: it counts
);
CREATE INDEX staff_record_of ON staff_record (member_id, id) WHERE dropped_at IS NULL;
CREATE INDEX staff_record_until ON staff_record (street_id, until_day) WHERE dropped_at IS NULL AND until_day IS NOT NULL;
