-- Replies kept for repeated requests (Idempotency-Key), written in the transaction of the job itself.
CREATE TABLE idempotency (
    digest      TEXT PRIMARY KEY,           -- SM3 of who, what and the key they sent
    body_digest TEXT NOT NULL,              -- SM3 of query and body: another body under the same key is refused
    account_id  BIGINT,                     -- NULL for the public
    route       TEXT NOT NULL,              -- 'POST /api/cases'
    status      BIGINT NOT NULL,            -- of the reply; 0 inside the transaction that claims the key
    reply       TEXT NOT NULL,              -- JSON
    at          BIGINT NOT NULL             -- UTC milliseconds; swept after setting idempotency.kept
);
CREATE INDEX idempotency_by_age ON idempotency (at);
