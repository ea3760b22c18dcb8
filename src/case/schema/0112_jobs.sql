-- Work of service tasks done by outside workers over HTTP, and which key may do which.
CREATE TABLE job (
    id         BIGINT PRIMARY KEY,
    case_id    BIGINT NOT NULL REFERENCES case_record (id),
    activity   BIGINT NOT NULL,             -- in the instance
    process    TEXT NOT NULL,
    element    TEXT NOT NULL,
    type       TEXT NOT NULL,               -- zeebe:taskDefinition type
    state      BIGINT NOT NULL CHECK (state BETWEEN 0 AND 4),   -- ready locked done failed cancelled
    retries    BIGINT NOT NULL,             -- tries that are left
    back_off   BIGINT NOT NULL,             -- seconds before the next try
    ready_at   BIGINT NOT NULL,             -- not handed out before
    worker     TEXT NOT NULL,               -- who has it, as it calls itself
    token      TEXT NOT NULL,               -- SM3 of the lock's token; '' when nobody has it
    lock_until BIGINT NOT NULL,
    variables  TEXT NOT NULL,               -- JSON: what the task sees
    headers    TEXT NOT NULL,               -- JSON: its task headers
    error      TEXT NOT NULL,               -- why it failed last
    created_at BIGINT NOT NULL,
    closed_at  BIGINT,
    version    BIGINT NOT NULL
);
CREATE INDEX job_ready ON job (type, ready_at, id) WHERE state <= 1;
CREATE INDEX job_case ON job (case_id, activity);

-- Types of jobs the key may take, with blanks between.
ALTER TABLE api_key ADD COLUMN jobs TEXT NOT NULL DEFAULT '';
