-- Evaluation (综合评价): what counts of each case, and the sums of it.

-- What stands nowhere else: bits of measure.h, set by steps (a repeat, signed for late, misconduct found …).
ALTER TABLE case_record ADD COLUMN marks BIGINT NOT NULL DEFAULT 0;

-- One row a case: the facts the evaluation counts, in the order of its street and month, so that the list behind a
-- number is a range.  Derived from case_record; rebuildable.
CREATE TABLE case_measure (
    street_id BIGINT NOT NULL,              -- 0: outside of all streets
    month     BIGINT NOT NULL,              -- of the report: 202603
    case_id   BIGINT NOT NULL REFERENCES case_record (id),
    community_id BIGINT NOT NULL,           -- 0: none
    grid_id   BIGINT NOT NULL,              -- comprehensive grid, 0: none
    unit_id   BIGINT NOT NULL,              -- responsible unit, 0: none yet
    item      TEXT NOT NULL,
    source    TEXT NOT NULL,
    facts     BIGINT NOT NULL,              -- bits of enum measure
    PRIMARY KEY (street_id, month, case_id)
-- sqlite:
) WITHOUT ROWID;
-- postgres:
);
-- both:
