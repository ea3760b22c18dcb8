-- Orders (督办单) are cases of the source `supervision`: those open by due time, and all of them, of a street and of a unit.
CREATE INDEX order_open_street ON case_record (street_id, due_at, id) WHERE source = 'supervision' AND state <= 1;
CREATE INDEX order_open_unit   ON case_record (unit_id, due_at, id)   WHERE source = 'supervision' AND state <= 1;
CREATE INDEX order_street      ON case_record (street_id, id)         WHERE source = 'supervision';
CREATE INDEX order_unit        ON case_record (unit_id, id)           WHERE source = 'supervision';
