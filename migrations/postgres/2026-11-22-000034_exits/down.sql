drop index pathways_planned_end;
alter table pathways drop constraint pathways_exit_target;
alter table pathways drop column exit_target_structure_id;
