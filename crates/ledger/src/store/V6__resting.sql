-- Records that no figure and no other record needs rest: they stay where they are and are not read with the plan. The
-- account names the set of marked rows by its fingerprint; while that is empty, all of them are awake.
ALTER TABLE record ADD COLUMN resting BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN resting TEXT NOT NULL DEFAULT '';
CREATE INDEX record_awake ON record (account, resting);
CREATE INDEX record_resting ON record (workspace, account, kind, id, code) WHERE resting = 1;
