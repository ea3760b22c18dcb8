-- Persons a case is about (当事人): sealed, shown masked, deleted when their time is over. Purpose: content/catalogues/personal_data.csv, kind party.
CREATE TABLE case_person (
    id           BIGINT PRIMARY KEY,
    case_id      BIGINT NOT NULL REFERENCES case_record (id),
    role         TEXT NOT NULL,             -- code of content/catalogues/person_roles.csv
    sealed       TEXT NOT NULL,             -- SM4-CTR + HMAC-SM3, hex of JSON {name, phone, address}
    masked       TEXT NOT NULL,             -- the same, masked
    purpose      TEXT NOT NULL,
    added_at     BIGINT NOT NULL,
    added_by     BIGINT REFERENCES account (id),
    retain_until BIGINT NOT NULL
);
CREATE INDEX case_person_of ON case_person (case_id, id);
CREATE INDEX case_person_retained ON case_person (retain_until);
