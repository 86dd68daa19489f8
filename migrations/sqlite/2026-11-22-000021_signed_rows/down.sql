drop trigger signatures_kept;
drop trigger time_records_unsigned;
drop trigger time_records_kept;
