alter table staff_assignments drop column schedule_changes;
alter table referents drop column schedule_changes;
