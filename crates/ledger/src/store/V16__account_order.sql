-- The first accounts by code, which every page of an account lists, without sorting all that there are.
CREATE INDEX account_code ON account (workspace, code, id);
