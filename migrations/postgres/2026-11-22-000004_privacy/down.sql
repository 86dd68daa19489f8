alter table audit_entries drop column reason_digest;
alter table audit_entries drop column reason_salt;
drop index interviews_clear;
drop index documents_clear;
alter table documents drop column sealed_key;
drop table plie_keys;
drop table erasures;
alter table participants drop column erased_at;
