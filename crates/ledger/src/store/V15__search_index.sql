-- With all that the table has, since SQLite would rather read the tokens of all records than look into the table for one
-- column.
DROP INDEX search_token_of_record;
CREATE INDEX search_token_of_record ON search_token (workspace, account, kind, id, token, class, place, audience);
