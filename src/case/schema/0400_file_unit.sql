-- Photos that belong to no case, such as those of a grid log: who may see the day's work of the unit sees them.
CREATE TABLE file_unit (
    digest  TEXT NOT NULL REFERENCES file (digest),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (digest, unit_id)
);
