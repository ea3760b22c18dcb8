-- Learned models of words (分类模型), what is in force of them, and what they said of each report nobody gave a type.

-- One training; its bytes are the file of text/model.h.
CREATE TABLE text_model (
    id            BIGINT PRIMARY KEY,
    number        BIGINT NOT NULL UNIQUE,    -- 1, 2, 3 ...
    made_at       BIGINT NOT NULL,
    made_by       BIGINT,                    -- account; NULL: by command
    cases         BIGINT NOT NULL,           -- texts of closed and corrected cases it was trained from
    corrected     BIGINT NOT NULL,           -- of them, cases whose type a person had changed
    runs          BIGINT NOT NULL,           -- of characters it weighs
    judged        BIGINT NOT NULL,           -- texts judged in cross-validation ...
    words_right   BIGINT NOT NULL,           -- ... rightly by the catalogue's words alone
    learned_right BIGINT NOT NULL,           -- ... by the model alone
    both_right    BIGINT NOT NULL,           -- ... by both together
    share         DOUBLE PRECISION NOT NULL, -- of the model in the score
    sure          DOUBLE PRECISION NOT NULL, -- a score from which on a guess is sure
    sure_count    BIGINT NOT NULL,
    sure_right    BIGINT NOT NULL,
    types         TEXT NOT NULL,             -- JSON list of {code, texts, right, given}
    digest        TEXT NOT NULL,             -- SM3 of the bytes
-- sqlite:
    bytes         BLOB NOT NULL
-- postgres:
    bytes         BYTEA NOT NULL
-- both:
);

-- The last row says what is in force; NULL: the catalogue's words alone.
CREATE TABLE text_model_use (
    id       BIGINT PRIMARY KEY,
    model_id BIGINT REFERENCES text_model (id),
    at       BIGINT NOT NULL,
    by_id    BIGINT
);

-- What the words of a report said when nobody chose its type; and whose type a person changed later.
CREATE TABLE type_guess (
    case_id   BIGINT PRIMARY KEY REFERENCES case_record (id),
    type      TEXT NOT NULL,                 -- as it was opened
    score     DOUBLE PRECISION NOT NULL,     -- 0: a person had chosen it
    sure      BIGINT NOT NULL,
    model_id  BIGINT,                        -- in force then; NULL: none
    corrected BIGINT NOT NULL                -- 1: a person changed the type
);
CREATE INDEX type_guess_corrected ON type_guess (case_id) WHERE corrected = 1;
