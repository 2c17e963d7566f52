-- Records that no figure and no other record needs rest: they stay where they are and are not read with the plan. The
-- account names the set of marked rows by its fingerprint; while that is empty, all of them are awake.
ALTER TABLE record ADD COLUMN resting BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN resting TEXT NOT NULL DEFAULT '';
CREATE INDEX record_resting ON record (workspace, account, kind, id, code) WHERE resting = 1;

-- The bytes of files, once for each content, under their SHA-256. How often they came in keeps whoever clears away what
-- nobody refers to from taking what somebody just brought again. No row of the other tables is as large, so these keep to
-- a tree of their own in either engine.
CREATE TABLE blob (
  workspace TEXT    NOT NULL,
  hash      TEXT    NOT NULL,
  times     BIGINT  NOT NULL DEFAULT 1,
  bytes     {bytes} NOT NULL,
  PRIMARY KEY (workspace, hash)
);
