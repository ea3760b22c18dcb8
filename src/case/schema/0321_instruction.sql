-- Instructions (工作布置) are cases of the source `instruction` without a number there; what each receiver got has one.
CREATE INDEX instruction_unit ON case_record (unit_id, id) WHERE source = 'instruction' AND source_no = '';
