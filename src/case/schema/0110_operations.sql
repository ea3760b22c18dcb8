-- Operations on any running instance: who took a task up, what it came from, added signatures, copies.
ALTER TABLE task ADD COLUMN taken_at BIGINT;             -- when a person claimed it; NULL: not opened yet
ALTER TABLE task ADD COLUMN cause_id BIGINT;             -- the task whose completion opened it
ALTER TABLE task ADD COLUMN sign TEXT NOT NULL DEFAULT '';   -- an added signature: before, after, delegate; '' the step itself

-- Copies (抄送): to a person or to a unit, read only.
CREATE TABLE case_copy (
    id         BIGINT PRIMARY KEY,
    case_id    BIGINT NOT NULL REFERENCES case_record (id),
    account_id BIGINT,                                   -- one of the two
    unit_id    BIGINT,
    by_id      BIGINT,
    at         BIGINT NOT NULL,
    CHECK ((account_id IS NULL) <> (unit_id IS NULL))
);
CREATE INDEX case_copy_case ON case_copy (case_id);
CREATE INDEX case_copy_account ON case_copy (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX case_copy_unit ON case_copy (unit_id, id) WHERE unit_id IS NOT NULL;
-- Who has read which copy.
CREATE TABLE case_copy_read (
    copy_id    BIGINT NOT NULL REFERENCES case_copy (id),
    account_id BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (copy_id, account_id)
);
