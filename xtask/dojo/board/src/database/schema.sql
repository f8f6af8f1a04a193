CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The session as JSON, which is always read and written as a whole.
    state TEXT NOT NULL
) STRICT;

CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The normalized name. Names that look alike have the same key.
    key TEXT NOT NULL,
    people TEXT NOT NULL,
    driver INTEGER NOT NULL,
    driver_since_turn INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    code TEXT NOT NULL,
    -- The stored bytes of its runs.
    bytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (session, key)
) STRICT;

CREATE TABLE machine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    team INTEGER NOT NULL REFERENCES team ON DELETE CASCADE,
    secret TEXT NOT NULL,
    answers TEXT,
    UNIQUE (team, secret)
) STRICT;

CREATE TABLE token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
    -- NULL for a facilitator's token.
    machine INTEGER REFERENCES machine ON DELETE CASCADE,
    digest TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX token_of_session ON token (session);
CREATE INDEX token_of_machine ON token (machine);

CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    team INTEGER NOT NULL REFERENCES team ON DELETE CASCADE,
    machine INTEGER NOT NULL REFERENCES machine ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kata TEXT NOT NULL,
    light TEXT NOT NULL,
    stage INTEGER,
    stages INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    total INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    detail TEXT NOT NULL,
    has_code INTEGER NOT NULL,
    UNIQUE (machine, seq)
) STRICT;
CREATE INDEX run_of_team ON run (team, kata, at, id);

-- File contents, of which identical ones are stored only once.
CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE run_file (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    path TEXT NOT NULL,
    content INTEGER NOT NULL REFERENCES content,
    PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_file_of_content ON run_file (content);
