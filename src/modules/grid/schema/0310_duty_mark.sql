-- Going on and off duty (打卡): when by the server, when by the phone, inside or outside the grids one holds.
CREATE TABLE duty_mark (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES account (id),
    unit_id      BIGINT NOT NULL REFERENCES unit (id),   -- home unit
    street_id    BIGINT NOT NULL REFERENCES unit (id),   -- where the person works
    day          BIGINT NOT NULL,           -- civil day of done_at, days since 1970
    turn         TEXT NOT NULL CHECK (turn IN ('on', 'off')),
    at           BIGINT NOT NULL,           -- when the server took it: what counts
    done_at      BIGINT NOT NULL CHECK (done_at <= at),   -- when it was done, by the phone's words without its clock's error
    said_at      BIGINT,                    -- what the phone's clock showed then; NULL: it did not say
    skew_s       BIGINT,                    -- seconds the phone's clock is fast; NULL: unknown
    inside       BIGINT CHECK (inside IN (0, 1)),         -- NULL: no position, or no grids of one's own
    grid_id      BIGINT,                    -- the grid of the position
    away_m       BIGINT,                    -- metres to the nearest grid of one's own; 0 inside
    lon_e6       BIGINT,                    -- WGS-84, millionths of a degree; deleted after position.marks_kept, never kept of going off
    lat_e6       BIGINT,
    accuracy_m   BIGINT,
    reason       TEXT NOT NULL              -- why outside (外勤); empty inside
);
CREATE INDEX duty_mark_by_person ON duty_mark (account_id, id);
CREATE INDEX duty_mark_by_street ON duty_mark (street_id, day, id);
CREATE INDEX duty_mark_placed ON duty_mark (id) WHERE lon_e6 IS NOT NULL;
