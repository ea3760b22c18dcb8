-- Units summoned to a case (应哨单位): one row each under the case's number, with its own stamps, limits and clock.
CREATE TABLE case_party (
    id            BIGINT PRIMARY KEY,
    case_id       BIGINT NOT NULL REFERENCES case_record (id),
    unit_id       BIGINT NOT NULL,
    street_id     BIGINT NOT NULL,               -- of the case: who judges the unit
    item          TEXT NOT NULL,                 -- catalogue code of the case
    lead          BIGINT NOT NULL CHECK (lead IN (0, 1)),            -- 主责
    state         BIGINT NOT NULL CHECK (state BETWEEN 0 AND 2),     -- summoned, excused, over
    called_at     BIGINT NOT NULL,
    sign_limit    TEXT NOT NULL,                 -- "1 hours"; '' when there is none
    sign_due      BIGINT,                        -- exclusive instant, from limit, start and pause
    signed_at     BIGINT,
    contact_limit TEXT NOT NULL,
    contact_due   BIGINT,
    contacted_at  BIGINT,
    arrive_limit  TEXT NOT NULL,
    arrive_due    BIGINT,                        -- or the time the street set, when it is sooner
    arrived_at    BIGINT,
    resolve_limit TEXT NOT NULL,
    resolve_due   BIGINT,
    resolved_at   BIGINT,
    objected_at   BIGINT,                        -- 职责异议: its clock stands until the ruling
    ruled_at      BIGINT,
    ruling        BIGINT NOT NULL CHECK (ruling BETWEEN 0 AND 2),    -- none, upheld, dismissed
    supervise     BIGINT NOT NULL CHECK (supervise BETWEEN 0 AND 3), -- highest level reached
    refused_count BIGINT NOT NULL,               -- check-ins elsewhere or too early
    solved        BIGINT NOT NULL CHECK (solved BETWEEN 0 AND 2),    -- not judged, solved, not solved
    satisfied     BIGINT NOT NULL CHECK (satisfied BETWEEN 0 AND 3), -- not judged, satisfied, mostly, not
    reviewed_at   BIGINT,
    reviewed_by   BIGINT,
    UNIQUE (case_id, unit_id)
);
CREATE INDEX case_party_unit   ON case_party (unit_id, called_at, id);
CREATE INDEX case_party_street ON case_party (street_id, called_at, id);
CREATE INDEX case_party_open   ON case_party (unit_id, id) WHERE state = 0;
