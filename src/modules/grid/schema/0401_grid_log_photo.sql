-- Photos of an entry of the grid log, in the order they were taken.
CREATE TABLE grid_log_photo (
    log_id BIGINT NOT NULL REFERENCES grid_log (id),
    seq    BIGINT NOT NULL CHECK (seq >= 0),
    digest TEXT NOT NULL REFERENCES file (digest),
    PRIMARY KEY (log_id, seq)
);
