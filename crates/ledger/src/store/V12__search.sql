-- What records are found by (crates/ledger/src/search.rs): a row each token of a record. The rows of a token lie together
-- in the order of results: what search groups them by, then how well they fit.
CREATE TABLE search_token (
  workspace TEXT   NOT NULL,
  token     TEXT   NOT NULL,
  class     BIGINT NOT NULL,
  place     BIGINT NOT NULL,
  account   TEXT   NOT NULL,
  kind      TEXT   NOT NULL,
  id        TEXT   NOT NULL,
  audience  TEXT   NOT NULL,
  PRIMARY KEY (workspace, token, class, place, account, kind, id)
) {without_rowid};
CREATE INDEX search_token_of_record ON search_token (workspace, account, kind, id);

-- Which tokenizer made an account's tokens; 0 where none did.
ALTER TABLE account ADD COLUMN token_version BIGINT NOT NULL DEFAULT 0;
