-- The structure that somebody is reoriented to (domain.md 5.7), and pathways by the day they should end (4.5). SQLite adds
-- no foreign key of two columns to a table that stands; structures are never deleted.
alter table pathways add column exit_target_structure_id blob check (length(exit_target_structure_id) = 16);
create index pathways_planned_end on pathways (plie_id, planned_end_on, id) where planned_end_on is not null;
