drop table reference_codes;
