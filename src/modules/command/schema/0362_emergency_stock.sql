-- Stocks for emergencies (应急物资): what a unit has ready, how much it should have, where it lies and who keeps it.
CREATE TABLE emergency_stock (
    id         BIGINT PRIMARY KEY,
    unit_id    BIGINT NOT NULL REFERENCES unit (id),
    kind       TEXT NOT NULL,             -- of a plan: flood, epidemic; empty: of any
    name       TEXT NOT NULL,
    measure    TEXT NOT NULL,             -- 个, 台, 箱 …
    quantity   BIGINT NOT NULL CHECK (quantity >= 0),
    least      BIGINT NOT NULL CHECK (least >= 0),   -- below this it is short
    place      TEXT NOT NULL,
    keeper     TEXT NOT NULL,             -- a post or a unit, no private data
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT NOT NULL
);
CREATE INDEX emergency_stock_unit ON emergency_stock (unit_id, kind, name, id);
