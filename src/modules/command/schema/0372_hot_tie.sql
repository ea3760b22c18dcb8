-- What a person said of two hot spots: that they are one, or that they are not.  Each is named by a case of it, so that
-- it holds however often spots are gathered anew.
CREATE TABLE hot_tie (
    case_a BIGINT NOT NULL REFERENCES case_record (id),   -- the older of the two
    case_b BIGINT NOT NULL REFERENCES case_record (id),
    same   BIGINT NOT NULL CHECK (same IN (0, 1)),
    at     BIGINT NOT NULL,
    by_id  BIGINT NOT NULL,
    PRIMARY KEY (case_a, case_b),
    CHECK (case_a < case_b)
);
