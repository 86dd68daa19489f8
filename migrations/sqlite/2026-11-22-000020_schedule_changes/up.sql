-- the patterns that followed the first one, by day: [{"valid_from": …, "minutes": [seven, Monday first]}]
alter table referents add column schedule_changes text not null default '[]' check (json_valid(schedule_changes));
alter table staff_assignments add column schedule_changes text not null default '[]' check (json_valid(schedule_changes));
