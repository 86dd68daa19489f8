drop table reference_codes;
drop function reference_codes_kept();
