-- Migration of running instances: which still run, and steps done under a name an element had before.

-- Whether the process has ended, so that the running ones of a release are one range.
ALTER TABLE instance ADD COLUMN ended BIGINT NOT NULL DEFAULT 0 CHECK (ended BETWEEN 0 AND 1);
UPDATE instance SET ended = 1 WHERE state LIKE '%"ended":true%';
CREATE INDEX instance_running ON instance (process, release, case_id) WHERE ended = 0;

-- What the element of a step that was done is called in the release the case runs on now; '' as it was.
-- Figures about steps stay with the name the step had when it was done.
ALTER TABLE task ADD COLUMN renamed TEXT NOT NULL DEFAULT '';
