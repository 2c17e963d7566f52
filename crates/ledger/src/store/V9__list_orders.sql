-- One index an order of a list, in the direction of that order, so that the first lines are found without sorting all.
DROP INDEX opportunity_row_amount;
CREATE INDEX opportunity_row_amount ON opportunity_row (workspace, amount DESC{nulls_last});
CREATE INDEX opportunity_row_title ON opportunity_row (workspace, title);
CREATE INDEX opportunity_row_next_step ON opportunity_row (workspace, next_step_on);
CREATE INDEX action_row_due_of_all ON action_row (workspace, due_on);
CREATE INDEX action_row_title ON action_row (workspace, title);
CREATE INDEX person_row_title ON person_row (workspace, title);
CREATE INDEX person_row_influence ON person_row (workspace, influence DESC{nulls_last});
