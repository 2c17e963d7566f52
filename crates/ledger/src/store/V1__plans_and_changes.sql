CREATE TABLE workspace (
  id       TEXT NOT NULL PRIMARY KEY,
  settings TEXT NOT NULL
);

-- The account is the unit of distribution: every row below carries workspace and account.
CREATE TABLE account (
  workspace   TEXT   NOT NULL,
  id          TEXT   NOT NULL,
  code        TEXT   NOT NULL,
  name        TEXT   NOT NULL,
  revision    BIGINT NOT NULL,
  last_change TEXT   NOT NULL,
  PRIMARY KEY (workspace, id)
) {without_rowid};

CREATE TABLE record (
  workspace TEXT   NOT NULL,
  account   TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  version   BIGINT NOT NULL,
  body      TEXT   NOT NULL,
  PRIMARY KEY (workspace, account, kind, id)
) {without_rowid};

-- Append-only: who changed what, when, and what it was before.
CREATE TABLE change (
  workspace TEXT   NOT NULL,
  account   TEXT   NOT NULL,
  revision  BIGINT NOT NULL,
  id        TEXT   NOT NULL,
  made_by   TEXT   NOT NULL,
  made_at   TEXT   NOT NULL,
  why       TEXT,
  undoes    TEXT,
  digest    TEXT   NOT NULL,
  edits     TEXT   NOT NULL,
  PRIMARY KEY (workspace, account, revision),
  UNIQUE (workspace, account, id)
) {without_rowid};
