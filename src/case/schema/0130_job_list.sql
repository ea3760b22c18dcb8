-- Jobs of outside workers as their administrator lists them: waiting or locked, of one type or all.
CREATE INDEX job_open ON job (state, id) WHERE state <= 1;
CREATE INDEX job_open_type ON job (state, type, id) WHERE state <= 1;
