-- The service list of a grid (服务清单): what is served, by whom, how often; only what somebody asked for.
CREATE TABLE grid_service (
    id           BIGINT PRIMARY KEY,
    grid_id      BIGINT NOT NULL,
    community_id BIGINT NOT NULL REFERENCES unit (id),
    street_id    BIGINT NOT NULL REFERENCES unit (id),
    kind         TEXT NOT NULL,             -- code of content/catalogues/services.csv
    account_id   BIGINT NOT NULL REFERENCES account (id),   -- who serves
    every_days   BIGINT NOT NULL CHECK (every_days BETWEEN 1 AND 3660),
    next_day     BIGINT NOT NULL,           -- the day it is due by, days since 1970
    last_day     BIGINT,                    -- of the last visit that was made; NULL: none yet
    asked_by     TEXT NOT NULL,             -- who asked for it: self, family, community
    asked_on     BIGINT NOT NULL,           -- the day, days since 1970
    consent      TEXT NOT NULL,             -- how consent was given
    sealed       TEXT,                      -- {name, phone, address}, encrypted, hex; deleted when the service has ended for long enough
    masked       TEXT NOT NULL,             -- the same with most of it hidden
    version      BIGINT NOT NULL,
    made_at      BIGINT NOT NULL,
    made_by      BIGINT NOT NULL,
    ended_at     BIGINT,                    -- NULL while it goes on
    retain_until BIGINT                     -- of the personal data, once it has ended
);
CREATE INDEX grid_service_by_street ON grid_service (street_id, next_day, id) WHERE ended_at IS NULL;
CREATE INDEX grid_service_by_community ON grid_service (community_id, next_day, id) WHERE ended_at IS NULL;
CREATE INDEX grid_service_by_person ON grid_service (account_id, next_day, id) WHERE ended_at IS NULL;
CREATE INDEX grid_service_retained ON grid_service (retain_until) WHERE retain_until IS NOT NULL;

-- One visit (走访): why, whether they agreed to it, and what came of it.
CREATE TABLE grid_visit (
    id           BIGINT PRIMARY KEY,
    service_id   BIGINT NOT NULL REFERENCES grid_service (id),
    account_id   BIGINT NOT NULL REFERENCES account (id),
    street_id    BIGINT NOT NULL,
    day          BIGINT NOT NULL,           -- civil day of done_at
    purpose      TEXT NOT NULL,
    agreed       BIGINT NOT NULL CHECK (agreed IN (0, 1)),   -- to this visit; what they did not agree to is not written down
    result       TEXT NOT NULL CHECK (result IN ('done', 'absent', 'refused')),
    sealed       TEXT,                      -- the note, encrypted, hex; NULL: none, or deleted
    at           BIGINT NOT NULL,           -- when the server took it
    done_at      BIGINT NOT NULL CHECK (done_at <= at),   -- see duty_mark
    said_at      BIGINT,
    skew_s       BIGINT,
    retain_until BIGINT NOT NULL            -- of the note
);
CREATE INDEX grid_visit_of ON grid_visit (service_id, id);
CREATE INDEX grid_visit_by_person ON grid_visit (account_id, day);
CREATE INDEX grid_visit_retained ON grid_visit (retain_until) WHERE sealed IS NOT NULL;
