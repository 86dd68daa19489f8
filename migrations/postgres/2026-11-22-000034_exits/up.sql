-- The structure that somebody is reoriented to (domain.md 5.7), and pathways by the day they should end (4.5).
alter table pathways add column exit_target_structure_id uuid;
alter table pathways add constraint pathways_exit_target
  foreign key (plie_id, exit_target_structure_id) references partner_structures (plie_id, id);
create index pathways_planned_end on pathways (plie_id, planned_end_on, id) where planned_end_on is not null;
