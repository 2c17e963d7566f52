-- Weights and thresholds are records now, of the library and of accounts.
ALTER TABLE workspace DROP COLUMN settings;

-- The revision of the library under which a change was applied; 0 before there was one. The library itself is an
-- account row with an id of its own.
ALTER TABLE change ADD COLUMN library BIGINT NOT NULL DEFAULT 0;
