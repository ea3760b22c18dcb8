-- The spine's own tables: definitions, cases, tasks, timers, journal.
-- Times are UTC milliseconds; ids are time-ordered 64-bit numbers; flags are 0 or 1.

-- A deployment of definitions; an instance keeps the release it started with.
CREATE TABLE release (
    id       BIGINT PRIMARY KEY,            -- 1, 2, 3 ...
    at       BIGINT NOT NULL,
    by_id    BIGINT,                        -- account that deployed it
    note     TEXT NOT NULL
);

-- What officials edit: processes, decisions, forms, catalogues, tables.
CREATE TABLE definition (
    id       BIGINT PRIMARY KEY,
    kind     TEXT NOT NULL CHECK (kind IN ('process', 'decision', 'form', 'catalogue')),
    key      TEXT NOT NULL,                 -- process id, decision file, form id, table name
    release  BIGINT NOT NULL REFERENCES release (id),
    name     TEXT NOT NULL,
    text     TEXT NOT NULL,
    checksum TEXT NOT NULL,                 -- SM3 of the text
    UNIQUE (kind, key, release)
);

-- One matter from opening to archive (办件).
CREATE TABLE case_record (
    id              BIGINT PRIMARY KEY,
    number          TEXT NOT NULL UNIQUE,   -- street code 9 + YYYYMMDD + serial 5
    version         BIGINT NOT NULL,        -- row version, +1 at each step
    item            TEXT NOT NULL,          -- catalogue code of the type
    state           BIGINT NOT NULL CHECK (state BETWEEN 0 AND 4),   -- open paused closed merged void
    stage           TEXT NOT NULL,          -- of the element it stands on
    result          TEXT NOT NULL,          -- '' while running
    source          TEXT NOT NULL,
    channel         TEXT NOT NULL,
    source_no       TEXT NOT NULL,          -- the source's own number, '' when none
    is_public       BIGINT NOT NULL,        -- a resident reported it
    text            TEXT NOT NULL,
    address         TEXT NOT NULL,
    lon_e6          BIGINT NOT NULL,        -- WGS-84, millionths of a degree
    lat_e6          BIGINT NOT NULL,
    cell            BIGINT NOT NULL,        -- 60 m cell for near duplicates
    grid_id         BIGINT,                 -- comprehensive grid
    dedicated_id    BIGINT,                 -- dedicated grid inside it
    community_id    BIGINT,
    street_id       BIGINT,
    district_id     BIGINT,                 -- statutory
    steering_id     BIGINT,                 -- steering district (江北新区)
    unit_id         BIGINT,                 -- responsible unit
    urgency         BIGINT NOT NULL,        -- 1 special 2 urgent 3 normal
    grade           BIGINT NOT NULL,        -- 1 major ... 4 minor
    confidence      DOUBLE PRECISION NOT NULL,
    staff_chose     BIGINT NOT NULL,        -- a member of staff chose the type
    verified        BIGINT NOT NULL,        -- verified on the spot
    created_by      BIGINT,                 -- account, NULL for residents
    opened_at       BIGINT NOT NULL,
    filed_at        BIGINT,
    dispatched_at   BIGINT,
    accepted_at     BIGINT,
    arrived_at      BIGINT,
    feedback_at     BIGINT,
    verified_at     BIGINT,
    closed_at       BIGINT,
    clock_start     BIGINT,                 -- start of the finish clock
    clock_limit     TEXT NOT NULL,          -- "2 work-hours"; '' when there is none
    due_at          BIGINT,                 -- exclusive instant; rebuildable from the parts
    provisional     BIGINT NOT NULL,        -- 暂定: the year has no calendar yet
    overdue         BIGINT NOT NULL,
    supervise       BIGINT NOT NULL,        -- level of supervision 0-3
    return_count    BIGINT NOT NULL,
    rework_count    BIGINT NOT NULL,
    extension_count BIGINT NOT NULL,
    reopen_count    BIGINT NOT NULL,
    merged_into     BIGINT,
    rating          BIGINT,                 -- 1-5
    solved          BIGINT,                 -- resident: solved or not
    code_digest     TEXT NOT NULL,          -- of the query code, '' when none
    journal_seq     BIGINT NOT NULL,        -- rows in its chain
    journal_mac     TEXT NOT NULL           -- head of its chain, hex
);
-- Every list of an area is one range, newest first: here what is open, paused, merged or void, which is little.
-- The many closed cases stand by their areas and type in case_search (decisions/0010-closed-cases.md).
CREATE INDEX case_by_street    ON case_record (street_id, state, id)    WHERE state <> 2;
CREATE INDEX case_by_community ON case_record (community_id, state, id) WHERE state <> 2;
CREATE INDEX case_by_grid      ON case_record (grid_id, state, id)      WHERE state <> 2;
CREATE INDEX case_by_district  ON case_record (district_id, state, id)  WHERE state <> 2;
CREATE INDEX case_by_steering  ON case_record (steering_id, state, id)  WHERE state <> 2 AND steering_id IS NOT NULL;
CREATE INDEX case_by_state     ON case_record (state, id)               WHERE state <> 2;
-- postgres:
-- An inverted index of PostgreSQL gives no order, so closed cases have indexes of their own.
CREATE INDEX case_closed_street    ON case_record (street_id, id)       WHERE state = 2;
CREATE INDEX case_closed_community ON case_record (community_id, id)    WHERE state = 2;
CREATE INDEX case_closed_grid      ON case_record (grid_id, id)         WHERE state = 2;
CREATE INDEX case_closed_district  ON case_record (district_id, id)     WHERE state = 2;
CREATE INDEX case_closed_steering  ON case_record (steering_id, id)     WHERE state = 2 AND steering_id IS NOT NULL;
CREATE INDEX case_closed_type      ON case_record (street_id, item, id) WHERE state = 2;
-- both:
CREATE INDEX case_near         ON case_record (cell, item, opened_at) WHERE state <= 1;   -- near duplicates, the map
CREATE UNIQUE INDEX case_by_source_no ON case_record (source, source_no) WHERE source_no <> '';   -- a source opens each of its numbers once

-- Units that have the case in their hands: responsible (1) and co-operating (2).
CREATE TABLE case_reach (
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    unit_id BIGINT NOT NULL,
    state   BIGINT NOT NULL,                -- copy of the case's
    part    BIGINT NOT NULL CHECK (part IN (1, 2)),
    listed  BIGINT NOT NULL,                -- 1: a department or team; 0: an area, whose lists are what lies in it
    PRIMARY KEY (case_id, unit_id)
-- sqlite:
) WITHOUT ROWID;
-- postgres:
);
-- both:
CREATE INDEX case_reach_unit   ON case_reach (unit_id, state, case_id) WHERE listed = 1 AND state <> 2;
CREATE INDEX case_reach_closed ON case_reach (unit_id, case_id)        WHERE listed = 1 AND state = 2;

-- The reporter's contact, sealed; purpose and retention are stated (个人信息保护法 §§6, 19).
CREATE TABLE case_contact (
    case_id      BIGINT PRIMARY KEY REFERENCES case_record (id),
    sealed       TEXT NOT NULL,             -- SM4-CTR + HMAC-SM3, hex of JSON {name, phone}
    phone_hmac   TEXT NOT NULL,             -- exact search only
    masked       TEXT NOT NULL,             -- JSON {name, phone} masked
    purpose      TEXT NOT NULL,
    retain_until BIGINT NOT NULL
);

-- Relations between cases: duplicate, related, group, recurrence.
CREATE TABLE case_link (
    case_id  BIGINT NOT NULL REFERENCES case_record (id),
    other_id BIGINT NOT NULL REFERENCES case_record (id),
    kind     TEXT NOT NULL CHECK (kind IN ('merged', 'related', 'group', 'recurrence', 'duplicate')),
    at       BIGINT NOT NULL,
    by_id    BIGINT,
    PRIMARY KEY (case_id, other_id, kind)
);
CREATE INDEX case_link_other ON case_link (other_id);

-- The BPMN state of a case.
CREATE TABLE instance (
    case_id BIGINT PRIMARY KEY REFERENCES case_record (id),
    process TEXT NOT NULL,
    release BIGINT NOT NULL,
    state   TEXT NOT NULL,                  -- bpmn_state_write
    path    TEXT NOT NULL                   -- elements and flows taken, for the picture
);

-- Work waiting for a person at a desk (role at a place).
CREATE TABLE task (
    id        BIGINT PRIMARY KEY,
    case_id   BIGINT NOT NULL REFERENCES case_record (id),
    activity  BIGINT NOT NULL,              -- in the instance
    process   TEXT NOT NULL,
    element   TEXT NOT NULL,
    name      TEXT NOT NULL,
    stage     TEXT NOT NULL,
    role      TEXT NOT NULL,
    place_id  BIGINT NOT NULL,              -- unit or grid; 0 for the resident
    assignee  BIGINT,
    state     BIGINT NOT NULL CHECK (state BETWEEN 0 AND 2),   -- open done cancelled
    outcome   TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_at    BIGINT NOT NULL,              -- 9000000000000000 when there is none
    due_limit TEXT NOT NULL,
    urged     BIGINT NOT NULL,              -- times urged
    escalated BIGINT NOT NULL,              -- times escalated
    closed_at BIGINT,
    closed_by BIGINT,
    version   BIGINT NOT NULL
);
CREATE INDEX task_desk ON task (place_id, role, due_at, id) WHERE state = 0;
CREATE INDEX task_mine ON task (assignee, due_at, id) WHERE state = 0 AND assignee IS NOT NULL;
CREATE INDEX task_case ON task (case_id, id);

-- What fires later: process timers, task limits, the case clock.
CREATE TABLE timer (
    id      BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    kind    BIGINT NOT NULL,                -- 1 process 2 task warning 3 task due 4 clock warning 5 clock due 6 clock red
    ref     BIGINT NOT NULL,                -- activity or task
    due_at  BIGINT NOT NULL
);
CREATE INDEX timer_due ON timer (due_at, id);
CREATE INDEX timer_case ON timer (case_id, kind, ref);

-- Pauses and extensions: the truth of the clock.
CREATE TABLE clock_pause (
    id       BIGINT PRIMARY KEY,
    case_id  BIGINT NOT NULL REFERENCES case_record (id),
    kind     TEXT NOT NULL,                 -- suspension, check
    reason   TEXT NOT NULL,
    begin_at BIGINT NOT NULL,
    end_at   BIGINT,
    by_id    BIGINT
);
CREATE INDEX clock_pause_case ON clock_pause (case_id, begin_at);
CREATE TABLE clock_extension (
    id      BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    amount  BIGINT NOT NULL,
    unit    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    by_id   BIGINT
);
CREATE INDEX clock_extension_case ON clock_extension (case_id, at);

-- Append-only, one chain a case (留痕).  Free text stands in journal_note, so that it can lawfully be erased.
CREATE TABLE journal (
    id      BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL,
    seq     BIGINT NOT NULL,                -- 1, 2, 3 ... in the case
    at      BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    actor   BIGINT,                         -- account; NULL: resident or system
    unit    BIGINT,                         -- in whose name
    element TEXT NOT NULL,
    data    TEXT NOT NULL,                  -- JSON, no personal text
    note    TEXT NOT NULL,                  -- salted SM3 of the note, '' when none
    mac     TEXT NOT NULL,                  -- HMAC-SM3 of the predecessor's mac and this row
    UNIQUE (case_id, seq)
);
CREATE INDEX journal_at ON journal (at, id);
CREATE TABLE journal_note (
    id   BIGINT PRIMARY KEY,                -- the journal row's
    salt TEXT NOT NULL,
    text TEXT NOT NULL
);
-- A day's heads, signed with SM2: neither a recomputed chain nor a cut tail goes unseen.
CREATE TABLE journal_anchor (
    day       BIGINT PRIMARY KEY,           -- days since 1970
    cases     BIGINT NOT NULL,              -- how many cases have rows of that day
    rows      BIGINT NOT NULL,
    digest    TEXT NOT NULL,                -- SM3 over case, seq and mac of each case's last row of the day
    signature TEXT NOT NULL,                -- SM2 over day, cases, rows, digest and the previous anchor's signature
    at        BIGINT NOT NULL
);

-- Each decision with what it saw and which rules matched.
CREATE TABLE decision_log (
    id       BIGINT PRIMARY KEY,
    case_id  BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    decision TEXT NOT NULL,
    release  BIGINT NOT NULL,               -- of the definition used
    inputs   TEXT NOT NULL,                 -- JSON
    result   TEXT NOT NULL,                 -- JSON
    matches  TEXT NOT NULL                  -- JSON list of {decision, rule, row, annotation}
);
CREATE INDEX decision_log_case ON decision_log (case_id, id);

-- Pictures and papers of a case; a photo's kind is before, after, evidence or shown.
CREATE TABLE case_file (
    case_id BIGINT NOT NULL REFERENCES case_record (id),
    digest  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    by_id   BIGINT,
    element TEXT NOT NULL,
    PRIMARY KEY (case_id, digest, kind)
);
CREATE INDEX case_file_digest ON case_file (digest);
CREATE TABLE file (
    digest  TEXT PRIMARY KEY,               -- SM3 of the bytes
    media   TEXT NOT NULL,
    size    BIGINT NOT NULL,
    width   BIGINT NOT NULL,
    height  BIGINT NOT NULL,
    shown   TEXT NOT NULL,                  -- digest of the derivative without metadata
    thumb   TEXT NOT NULL,
    at      BIGINT NOT NULL,
    by_id   BIGINT
);
-- One-use tokens of anonymous uploads.
CREATE TABLE file_token (
    token   TEXT PRIMARY KEY,               -- SM3 of the token
    digest  TEXT NOT NULL REFERENCES file (digest),
    at      BIGINT NOT NULL,
    by_id   BIGINT
);

-- Stuck instances, for an administrator.
CREATE TABLE incident (
    id       BIGINT PRIMARY KEY,
    case_id  BIGINT NOT NULL REFERENCES case_record (id),
    activity BIGINT NOT NULL,
    element  TEXT NOT NULL,
    text     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    solved_at BIGINT
);
CREATE INDEX incident_open ON incident (id) WHERE solved_at IS NULL;

-- Serial numbers of case numbers, one row a street and day.
CREATE TABLE case_serial (
    street_id BIGINT NOT NULL,
    day       BIGINT NOT NULL,
    last      BIGINT NOT NULL,
    PRIMARY KEY (street_id, day)
);

-- sqlite:
-- Every term is one token: all that is no separator belongs to it.  Where in the text it stood is not kept.
CREATE VIRTUAL TABLE case_search USING fts5 (terms, content = '', detail = none, tokenize = "unicode61 categories 'L* N* M* Co Cn'");
-- postgres:
CREATE TABLE case_search (
    id    BIGINT PRIMARY KEY,
    terms TSVECTOR NOT NULL                 -- without positions
);
CREATE INDEX case_search_terms ON case_search USING gin (terms);
-- both:
