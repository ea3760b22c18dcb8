-- Grids (网格): polygons with workers.  The polygons of all stand packed in grid_pack, which a server reads at start.

CREATE TABLE grid (
    id           BIGINT PRIMARY KEY,
    code         TEXT NOT NULL UNIQUE,      -- community code + Z (综合) or S (专属) + three digits
    name         TEXT NOT NULL,
    layer        BIGINT NOT NULL CHECK (layer IN (0, 1)),   -- comprehensive, dedicated
    kind         TEXT NOT NULL,             -- of a dedicated grid: school, hospital …
    community_id BIGINT NOT NULL REFERENCES unit (id),
    host_id      BIGINT,                    -- comprehensive grid around a dedicated one
    lon_e6       BIGINT NOT NULL,           -- a point inside
    lat_e6       BIGINT NOT NULL
);
CREATE INDEX grid_community ON grid (community_id, id);

CREATE TABLE grid_pack (
    stamp BIGINT PRIMARY KEY,               -- version of the map
    at    BIGINT NOT NULL,
    pack  TEXT NOT NULL                     -- geo_pack, hex
);
-- Outlines of districts, streets and communities as GeoJSON geometry, for the map.
CREATE TABLE unit_shape (
    unit_id  BIGINT PRIMARY KEY REFERENCES unit (id),
    geometry TEXT NOT NULL
);
