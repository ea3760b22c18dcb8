-- Components and places (部件与场所): what stands somewhere, whose it is, and who keeps it.  The grid is found by the point, for grids change.
-- sqlite:
CREATE TABLE place (
    id            BIGINT PRIMARY KEY,
    code          TEXT NOT NULL UNIQUE,            -- of a component 16 digits: district 6, class 2, subclass 2, serial 6
    kind          TEXT NOT NULL CHECK (kind IN ('component', 'key', 'enterprise', 'station', 'self')),
    class         TEXT NOT NULL,                   -- code of content/catalogues/place_classes.csv
-- postgres:
CREATE TABLE place (
    id            BIGINT PRIMARY KEY,
    code          TEXT COLLATE "C" NOT NULL UNIQUE,
    kind          TEXT COLLATE "C" NOT NULL CHECK (kind IN ('component', 'key', 'enterprise', 'station', 'self')),
    class         TEXT COLLATE "C" NOT NULL,
-- both:
    name          TEXT NOT NULL,
    address       TEXT NOT NULL,
    lon_e6        BIGINT NOT NULL,                 -- WGS-84, millionths of a degree
    lat_e6        BIGINT NOT NULL,
    cell          BIGINT NOT NULL,                 -- rows_cell of the point
    community_id  BIGINT,                          -- NULL: no community holds the point
    street_id     BIGINT NOT NULL REFERENCES unit (id),
    district_id   BIGINT NOT NULL REFERENCES unit (id),
    steering_id   BIGINT,
    owner_id      BIGINT REFERENCES unit (id),     -- whose it is (权属); NULL: not known
    maintainer_id BIGINT REFERENCES unit (id),     -- who keeps it (养护); NULL: the owner
    called_id     BIGINT,                          -- who is called first: maintainer, else owner; NULL: nobody's
    state         BIGINT NOT NULL CHECK (state IN (0, 1, 2)),   -- in use, out of use, retired
    from_day      BIGINT NOT NULL,                 -- days since 1970
    until_day     BIGINT CHECK (until_day >= from_day),         -- the last day; NULL: open
    attributes    TEXT NOT NULL,                   -- JSON by the form of the class
    source        TEXT NOT NULL,                   -- where the row comes from
    version       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    changed_by    BIGINT
);
CREATE INDEX place_by_cell ON place (kind, cell) WHERE state <> 2;
CREATE INDEX place_by_community ON place (community_id, kind, class, code) WHERE state <> 2;
CREATE INDEX place_by_street ON place (street_id, kind, class, code) WHERE state <> 2;
CREATE INDEX place_by_district ON place (district_id, kind, class, code) WHERE state <> 2;
CREATE INDEX place_by_steering ON place (steering_id, kind, class, code) WHERE state <> 2 AND steering_id IS NOT NULL;
CREATE INDEX place_by_called ON place (called_id, kind, class, code) WHERE state <> 2 AND called_id IS NOT NULL;

-- How a place was before each change.
CREATE TABLE place_version (
    place_id   BIGINT NOT NULL REFERENCES place (id),
    version    BIGINT NOT NULL,
    was        TEXT NOT NULL,                      -- JSON, as the API gives it
    reason     TEXT NOT NULL,                      -- of the change that ended it
    changed_at BIGINT NOT NULL,
    changed_by BIGINT,
    PRIMARY KEY (place_id, version)
);

-- What a case is about: at most one place.
CREATE TABLE case_place (
    case_id  BIGINT PRIMARY KEY REFERENCES case_record (id),
    place_id BIGINT NOT NULL REFERENCES place (id),
    how      TEXT NOT NULL CHECK (how IN ('said', 'near', 'desk'))   -- told by the reporter, the nearest, changed at a desk
);
CREATE INDEX case_place_of ON case_place (place_id, case_id);
