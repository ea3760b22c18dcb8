-- Units that work for a street under an agreement (合作单位): social organisations, property companies, operators, volunteer teams.
CREATE TABLE partner (
    unit_id        BIGINT PRIMARY KEY REFERENCES unit (id),   -- a team of the street, short code partner-N
    street_id      BIGINT NOT NULL REFERENCES unit (id),
    kind           TEXT NOT NULL,           -- code of content/catalogues/partner_kinds.csv
    contact        TEXT NOT NULL,           -- who is called, by name
    contact_sealed TEXT,                    -- the number, encrypted, hex; NULL: none, or deleted
    contact_masked TEXT NOT NULL,
    version        BIGINT NOT NULL,
    made_at        BIGINT NOT NULL,
    made_by        BIGINT,
    ended_at       BIGINT,                  -- NULL while it works for the street
    end_reason     TEXT NOT NULL,
    retain_until   BIGINT                   -- of the number, once it has ended
);
CREATE INDEX partner_by_street ON partner (street_id, unit_id) WHERE ended_at IS NULL;
CREATE INDEX partner_retained ON partner (retain_until) WHERE retain_until IS NOT NULL;

-- An agreement (协议) with its signed period.
CREATE TABLE partner_agreement (
    id         BIGINT PRIMARY KEY,
    unit_id    BIGINT NOT NULL REFERENCES partner (unit_id),
    title      TEXT NOT NULL,
    duties     TEXT NOT NULL,               -- what the unit does under it
    signed_day BIGINT NOT NULL,             -- days since 1970
    from_day   BIGINT NOT NULL,
    until_day  BIGINT NOT NULL CHECK (until_day >= from_day),
    made_at    BIGINT NOT NULL,
    made_by    BIGINT
);
CREATE INDEX partner_agreement_of ON partner_agreement (unit_id, id);
