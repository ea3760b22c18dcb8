-- Incidents say what stands still in both languages, in which process.
ALTER TABLE incident ADD COLUMN process TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN text_en TEXT NOT NULL DEFAULT '';
CREATE INDEX incident_case ON incident (case_id, activity) WHERE solved_at IS NULL;
