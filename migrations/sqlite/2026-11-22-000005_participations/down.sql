drop table operation_outputs;
drop table participation_attempts;
drop table esf_codes;
drop table participation_records;
drop table participations;
