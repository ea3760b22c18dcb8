-- Who is who: units, accounts, roles, grants, desks, sessions and keys.
-- Times are UTC milliseconds; ids are time-ordered 64-bit numbers; flags are 0 or 1.

-- A node of the organisation tree (机构); about 3,000 rows, read into memory as a whole.
CREATE TABLE unit (
    id          BIGINT PRIMARY KEY,
    code        TEXT NOT NULL UNIQUE,       -- division code, or parent code - short code
    short_code  TEXT NOT NULL,              -- 'enforcement'; '' for areas
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN
        ('city', 'district', 'steering', 'street', 'community', 'department', 'team')),
    parent_id   BIGINT REFERENCES unit (id),-- NULL for the city alone
    street_id   BIGINT,                     -- the street it is or belongs to
    district_id BIGINT,                     -- statutory district
    steering_id BIGINT                      -- steering district (江北新区)
);

-- A named set of rights, from content/roles.csv.
CREATE TABLE role (
    name        TEXT PRIMARY KEY,           -- 'dispatch'
    zh          TEXT NOT NULL,
    en          TEXT NOT NULL,
    desk        TEXT NOT NULL CHECK (desk IN ('none', 'unit', 'grid')),   -- what tasks of this role wait at
    apart       BIGINT NOT NULL CHECK (apart IN (0, 1))   -- 1: whoever holds it holds no other role (三员分立)
);

-- The rights of a role.
CREATE TABLE role_right (
    role        TEXT NOT NULL REFERENCES role (name),
    right_key   TEXT NOT NULL,              -- 'case.dispatch'
    PRIMARY KEY (role, right_key)
);

-- Numbers an administrator may change, from content/settings.csv.
CREATE TABLE setting (
    name        TEXT PRIMARY KEY,           -- 'login.failures_max'
    value       BIGINT NOT NULL,
    unit        TEXT NOT NULL,              -- what the value counts: 'minutes'
    source      TEXT NOT NULL               -- the rule it comes from
);

-- A person or a system that may log in.
CREATE TABLE account (
    id            BIGINT PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,            -- Argon2id; '' for systems, which have keys
    phone_sealed  TEXT,                     -- SM4-CTR with HMAC-SM3, hex; purpose: to reach staff on duty; kept while the account lives
    state         TEXT NOT NULL CHECK (state IN ('pending', 'active', 'locked', 'disabled')),
    must_change   BIGINT NOT NULL CHECK (must_change IN (0, 1)),   -- the password was given by someone else
    unit_id       BIGINT NOT NULL REFERENCES unit (id),   -- home unit
    language      TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    version       BIGINT NOT NULL,          -- row version, +1 at each change
    created_at    BIGINT NOT NULL,
    created_by    BIGINT,                   -- account; NULL when loaded
    approved_by   BIGINT                    -- account of the security administrator; NULL while pending or loaded
);
CREATE INDEX account_by_unit ON account (unit_id, id);
CREATE INDEX account_pending ON account (id) WHERE state = 'pending';

-- Wrong passwords of a login name, known or not, so that both look alike from outside.
CREATE TABLE login_failure (
    login_digest TEXT PRIMARY KEY,          -- SM3 of the name: people type passwords into that box too
    failed       BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,           -- 0: not locked
    at           BIGINT NOT NULL            -- of the last failure
);
CREATE INDEX login_failure_by_age ON login_failure (at);

-- (account, role, unit): reaches the unit's subtree.
CREATE TABLE role_grant (
    id          BIGINT PRIMARY KEY,
    account_id  BIGINT NOT NULL REFERENCES account (id),
    role        TEXT NOT NULL REFERENCES role (name),
    unit_id     BIGINT NOT NULL REFERENCES unit (id),
    granted_by  BIGINT,                     -- account; NULL when loaded
    granted_at  BIGINT NOT NULL,
    UNIQUE (account_id, role, unit_id)
);
CREATE INDEX role_grant_by_desk ON role_grant (unit_id, role);

-- The grids of a grid worker; the worker's desks are (worker, grid).
CREATE TABLE grid_worker (
    account_id  BIGINT NOT NULL REFERENCES account (id),
    grid_id     BIGINT NOT NULL,
    PRIMARY KEY (account_id, grid_id)
);
CREATE INDEX grid_worker_by_grid ON grid_worker (grid_id, account_id);

-- One stretch of duty (在岗). The position exists only while on duty and is visible to the worker.
CREATE TABLE duty (
    account_id  BIGINT NOT NULL REFERENCES account (id),
    unit_id     BIGINT NOT NULL REFERENCES unit (id),
    on_at       BIGINT NOT NULL,
    off_at      BIGINT,                     -- NULL while on duty
    lon_e6      BIGINT,                     -- WGS-84, millionths of a degree; NULL when off duty
    lat_e6      BIGINT,
    fix_at      BIGINT,                     -- of the position
    PRIMARY KEY (account_id, on_at)
);
CREATE UNIQUE INDEX duty_now ON duty (account_id) WHERE off_at IS NULL;

-- A login that has not ended. The cookie holds the token, the table only its digest.
CREATE TABLE session (
    digest      TEXT PRIMARY KEY,           -- SM3 of the token, hex
    account_id  BIGINT NOT NULL REFERENCES account (id),
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,            -- last request, to the minute
    expires_at  BIGINT NOT NULL             -- the latest end, whatever happens
);
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_end ON session (expires_at);

-- A key of another system: acts as its account, with no more than these rights.
CREATE TABLE api_key (
    id          BIGINT PRIMARY KEY,
    digest      TEXT NOT NULL UNIQUE,       -- SM3 of the key, hex
    name        TEXT NOT NULL,
    account_id  BIGINT NOT NULL REFERENCES account (id),
    rights      TEXT NOT NULL,              -- right keys with a blank between
    source      TEXT NOT NULL,              -- code of the source its cases come from
    enabled     BIGINT NOT NULL CHECK (enabled IN (0, 1)),
    created_at  BIGINT NOT NULL,
    created_by  BIGINT
);

-- What was done with accounts, grants, keys and logins: append-only, read by the auditor (审计).
CREATE TABLE audit (
    id          BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    actor_id    BIGINT,                     -- account; NULL for an unknown login
    action      TEXT NOT NULL,              -- 'login', 'account.create' …
    ok          BIGINT NOT NULL CHECK (ok IN (0, 1)),
    subject_id  BIGINT,                     -- account, grant or key it was done to
    detail      TEXT NOT NULL               -- role and unit, state; never a password or a name typed at login
);
CREATE INDEX audit_by_actor ON audit (actor_id, id);
