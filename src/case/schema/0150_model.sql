-- Definitions edited in the desk: drafts, what is submitted together, who wrote to what.

-- Who let a release in, and the bundle it came from; both NULL when it was deployed by command.
ALTER TABLE release ADD COLUMN approved_by BIGINT;
ALTER TABLE release ADD COLUMN bundle_id BIGINT;

-- Drafts submitted together: approved, rejected, withdrawn and released as one.
CREATE TABLE model_bundle (
    id           BIGINT PRIMARY KEY,
    state        TEXT NOT NULL CHECK (state IN ('submitted', 'scheduled', 'released', 'rejected', 'withdrawn', 'failed')),
    note         TEXT NOT NULL,             -- what changes and why
    active_from  BIGINT,                    -- when it is to come into force; NULL: on approval
    submitted_at BIGINT NOT NULL,
    submitted_by BIGINT NOT NULL,
    decided_at   BIGINT,
    decided_by   BIGINT,                    -- who approved, rejected or withdrew it
    reason       TEXT NOT NULL,             -- of the decision, or why it failed on its date
    release      BIGINT                     -- it became
);
CREATE INDEX model_bundle_due ON model_bundle (active_from, id) WHERE state = 'scheduled';

-- A definition somebody works on (草稿).
CREATE TABLE model_draft (
    id           BIGINT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('process', 'decision', 'form', 'catalogue')),
    key          TEXT NOT NULL,
    name         TEXT NOT NULL,
    text         TEXT NOT NULL,
    base_release BIGINT NOT NULL,           -- of the definition it was drawn from; 0: something new
    state        TEXT NOT NULL CHECK (state IN ('open', 'submitted', 'scheduled', 'failed', 'released', 'dropped')),
    version      BIGINT NOT NULL,           -- row version, +1 at each change
    created_at   BIGINT NOT NULL,
    created_by   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    changed_by   BIGINT NOT NULL,
    bundle_id    BIGINT REFERENCES model_bundle (id),   -- while it is submitted, and after
    reason       TEXT NOT NULL              -- why it was last rejected or failed
);
CREATE INDEX model_draft_live ON model_draft (id) WHERE state IN ('open', 'submitted', 'scheduled', 'failed');
CREATE INDEX model_draft_state ON model_draft (state, id);
CREATE INDEX model_draft_of ON model_draft (kind, key, id);
CREATE INDEX model_draft_bundle ON model_draft (bundle_id) WHERE bundle_id IS NOT NULL;

-- Everybody who wrote to a draft: none of them may approve it.
CREATE TABLE model_author (
    draft_id   BIGINT NOT NULL REFERENCES model_draft (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (draft_id, account_id)
);
