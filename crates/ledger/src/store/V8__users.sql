-- Who signs in. Instants are seconds since 1970; a password is its argon2id hash, none while nobody has set it.
CREATE TABLE user_account (
  workspace   TEXT   NOT NULL,
  id          TEXT   NOT NULL,
  name        TEXT   NOT NULL,
  sign_in     TEXT   NOT NULL,
  role        TEXT   NOT NULL,
  password    TEXT,
  -- The shared secret of the second factor, and the last step of its clock that was used.
  totp        TEXT,
  totp_step   BIGINT NOT NULL DEFAULT 0,
  disabled_at BIGINT,
  PRIMARY KEY (workspace, id),
  UNIQUE (workspace, sign_in)
) {without_rowid};

-- Each opens the second factor once; fingerprints only.
CREATE TABLE recovery_code (
  workspace TEXT NOT NULL,
  user_id   TEXT NOT NULL,
  digest    TEXT NOT NULL,
  PRIMARY KEY (workspace, user_id, digest)
) {without_rowid};

-- The fingerprint of what the browser holds. One that waits has given the password and not yet the second factor.
CREATE TABLE session (
  workspace TEXT   NOT NULL,
  digest    TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  user_id   TEXT   NOT NULL,
  waits     BIGINT NOT NULL,
  made_at   BIGINT NOT NULL,
  seen_at   BIGINT NOT NULL,
  ends_at   BIGINT NOT NULL,
  agent     TEXT   NOT NULL,
  origin    TEXT   NOT NULL,
  PRIMARY KEY (workspace, digest)
) {without_rowid};
CREATE INDEX session_of_user ON session (workspace, user_id);

-- One-time links: the first administrator's, and those with which users set a password.
CREATE TABLE link (
  workspace TEXT   NOT NULL,
  digest    TEXT   NOT NULL,
  purpose   TEXT   NOT NULL,
  user_id   TEXT,
  ends_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace, digest)
) {without_rowid};

-- How often in a row a name or an address was wrong, so that it waits; survives a restart.
CREATE TABLE attempt (
  workspace TEXT   NOT NULL,
  subject   TEXT   NOT NULL,
  failures  BIGINT NOT NULL,
  last_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace, subject)
) {without_rowid};

-- Append-only: who did what to whom, when, from where. Changes of plans stand in `change`.
CREATE TABLE audit (
  workspace TEXT NOT NULL,
  id        TEXT NOT NULL,
  made_at   TEXT NOT NULL,
  made_by   TEXT,
  what      TEXT NOT NULL,
  subject   TEXT,
  origin    TEXT,
  PRIMARY KEY (workspace, id)
) {without_rowid};
