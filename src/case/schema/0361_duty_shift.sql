-- The duty roster (值班表): who is on shift for a unit, at which post, from when until when. The phone is that of the account.
CREATE TABLE duty_shift (
    id         BIGINT PRIMARY KEY,
    unit_id    BIGINT NOT NULL REFERENCES unit (id),      -- a street, district, community, department or team
    post       TEXT NOT NULL,             -- a row of content/catalogues/duty_posts.csv
    account_id BIGINT NOT NULL REFERENCES account (id),
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL CHECK (until_at > from_at),
    made_at    BIGINT NOT NULL,
    made_by    BIGINT NOT NULL
);
CREATE INDEX duty_shift_until ON duty_shift (until_at, id);
CREATE INDEX duty_shift_person ON duty_shift (account_id, until_at);

-- Emergency responses (应急响应) are cases of the source `emergency` without a number there; the instructions they bring have one.
CREATE INDEX emergency_unit ON case_record (unit_id, id) WHERE source = 'emergency' AND source_no = '';
