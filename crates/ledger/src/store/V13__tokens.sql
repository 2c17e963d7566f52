-- What programs hold: the fingerprint of a token, which acts as its user until it ends. Instants are seconds since 1970.
CREATE TABLE token (
  workspace TEXT   NOT NULL,
  digest    TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  user_id   TEXT   NOT NULL,
  name      TEXT   NOT NULL,
  scope     TEXT   NOT NULL,
  made_at   BIGINT NOT NULL,
  ends_at   BIGINT NOT NULL,
  used_at   BIGINT,
  PRIMARY KEY (workspace, digest)
) {without_rowid};
CREATE INDEX token_of_user ON token (workspace, user_id);
