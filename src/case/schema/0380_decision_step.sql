-- The decisions of a step in one row: a step makes up to eight, and what they saw is nearly the same for all of them.
CREATE TABLE decision_step (
    id        BIGINT PRIMARY KEY,
    case_id   BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    inputs    TEXT NOT NULL,                -- JSON: what each of them saw
    decisions TEXT NOT NULL                 -- a line each, in the order they were made: decision, release, more inputs, result, matches (case/decided.h)
);
-- sqlite:
INSERT INTO decision_step (id, case_id, at, inputs, decisions)
    SELECT id, case_id, at, inputs, decision || char(9) || release || char(9) || char(9) || result || char(9) || matches || char(10) FROM decision_log;
-- postgres:
INSERT INTO decision_step (id, case_id, at, inputs, decisions)
    SELECT id, case_id, at, inputs, decision || chr(9) || release || chr(9) || chr(9) || result || chr(9) || matches || chr(10) FROM decision_log;
-- both:
DROP TABLE decision_log;
CREATE INDEX decision_step_case ON decision_step (case_id, id);
