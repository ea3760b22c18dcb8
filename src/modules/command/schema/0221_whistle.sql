-- Whistles (吹哨): who blew which case.  Everything else of it is the case and its parties.
CREATE TABLE whistle (
    case_id   BIGINT PRIMARY KEY REFERENCES case_record (id),
    item      TEXT NOT NULL,                 -- W0 W1 W2 W3: content/catalogues/whistles.csv
    street_id BIGINT NOT NULL,
    caller_id BIGINT NOT NULL,               -- the community or street in whose name
    blown_by  BIGINT NOT NULL,
    blown_at  BIGINT NOT NULL,
    muster_at BIGINT                         -- when the units are to be there, if the street set a time
);
CREATE INDEX whistle_street ON whistle (street_id, blown_at, case_id);
