drop table decisions;
drop table agenda_items;
drop table commission_sessions;
drop table commissions;
drop table entry_files;
drop table orientation_events;
drop table orientations;
drop table reception_slots;
