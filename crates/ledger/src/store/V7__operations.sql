-- Where an account stands: open, archived, or arriving while the import of it is not complete.
ALTER TABLE account ADD COLUMN shelf TEXT NOT NULL DEFAULT 'open';

-- What is done to several accounts, or in several changes, as one thing. It holds ids, no names; `edits` is what an
-- import has still to write, and is emptied when it is done.
CREATE TABLE operation (
  workspace TEXT NOT NULL,
  id        TEXT NOT NULL,
  verb      TEXT NOT NULL,
  made_by   TEXT NOT NULL,
  made_at   TEXT NOT NULL,
  made_on   TEXT NOT NULL,
  state     TEXT NOT NULL,
  undone_by TEXT,
  undone_at TEXT,
  undone_on TEXT,
  edits     {bytes},
  PRIMARY KEY (workspace, id)
) {without_rowid};

-- Its steps in their order: one change each.
CREATE TABLE operation_step (
  workspace TEXT   NOT NULL,
  operation TEXT   NOT NULL,
  place     BIGINT NOT NULL,
  account   TEXT   NOT NULL,
  change    TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  revision  BIGINT,
  PRIMARY KEY (workspace, operation, place)
) {without_rowid};

-- Accounts that were deleted for good, so that an older archive or plan file does not bring them back. It holds no name.
CREATE TABLE tombstone (
  workspace TEXT NOT NULL,
  account   TEXT NOT NULL,
  made_by   TEXT NOT NULL,
  made_at   TEXT NOT NULL,
  PRIMARY KEY (workspace, account)
) {without_rowid};
