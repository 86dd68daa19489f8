drop trigger signatures_kept on signatures;
drop function signature_kept();
drop trigger time_records_unsigned on time_records;
drop trigger time_records_kept on time_records;
drop function signed_record_kept();
