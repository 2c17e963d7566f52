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
