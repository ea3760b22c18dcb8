-- The state and the path of an instance as bytes: half to a third of what their text took, read and written at every step.
--
-- The text cannot be turned into bytes here: a database that holds instances in
-- the former form is refused (no row may have an empty state) and stays as it is.
ALTER TABLE instance RENAME TO instance_text;
DROP INDEX instance_running;

CREATE TABLE instance (
    case_id BIGINT PRIMARY KEY REFERENCES case_record (id),
    process TEXT NOT NULL,
    release BIGINT NOT NULL,
    ended   BIGINT NOT NULL DEFAULT 0 CHECK (ended BETWEEN 0 AND 1),   -- the running ones of a release are one range
-- sqlite:
    state   BLOB NOT NULL CHECK (length(state) > 0),                   -- bpmn_state_write
    path    BLOB NOT NULL                                              -- path_store: elements and flows taken, for the picture
-- postgres:
    state   BYTEA NOT NULL CHECK (length(state) > 0),                  -- bpmn_state_write
    path    BYTEA NOT NULL                                             -- path_store: elements and flows taken, for the picture
-- both:
);
-- sqlite:
INSERT INTO instance (case_id, process, release, ended, state, path) SELECT case_id, process, release, ended, x'', x'' FROM instance_text;
-- postgres:
INSERT INTO instance (case_id, process, release, ended, state, path) SELECT case_id, process, release, ended, ''::bytea, ''::bytea FROM instance_text;
-- both:
DROP TABLE instance_text;
CREATE INDEX instance_running ON instance (process, release, case_id) WHERE ended = 0;
