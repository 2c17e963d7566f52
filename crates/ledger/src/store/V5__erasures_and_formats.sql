-- Who was erased, so that an older archive or plan file does not bring anybody back. It holds no name.
CREATE TABLE erasure (
  workspace TEXT NOT NULL,
  account   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  id        TEXT NOT NULL,
  change    TEXT NOT NULL,
  made_by   TEXT NOT NULL,
  made_at   TEXT NOT NULL,
  -- Snapshots that were sealed anew, with their fingerprints before and after.
  seals     TEXT NOT NULL,
  PRIMARY KEY (workspace, account, id, change)
) {without_rowid};

-- Programs that know this format may write; older ones only read.
CREATE TABLE format (
  workspace     TEXT   NOT NULL PRIMARY KEY,
  oldest_writer BIGINT NOT NULL
);

-- When an account was brought to a format; it had been of the format that it was before, which the snapshot sealed.
CREATE TABLE format_step (
  workspace TEXT   NOT NULL,
  account   TEXT   NOT NULL,
  format    BIGINT NOT NULL,
  was       BIGINT NOT NULL,
  revision  BIGINT NOT NULL,
  snapshot  TEXT   NOT NULL,
  PRIMARY KEY (workspace, account, format)
) {without_rowid};
