-- A plan as it was, sealed: its file deflated, with its fingerprint and its figures of that day.
CREATE TABLE snapshot (
  workspace TEXT    NOT NULL,
  account   TEXT    NOT NULL,
  id        TEXT    NOT NULL,
  revision  BIGINT  NOT NULL,
  name      TEXT    NOT NULL,
  day       TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  made_at   TEXT    NOT NULL,
  digest    TEXT    NOT NULL,
  figures   TEXT    NOT NULL,
  body      {bytes} NOT NULL,
  PRIMARY KEY (workspace, account, id)
) {without_rowid};
