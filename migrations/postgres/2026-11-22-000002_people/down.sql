-- the codes of document_kind stay: a code is never deleted
drop table merges;
drop table duplicate_candidates;
drop table eligibility;
drop table document_usage;
drop table documents;
drop table access_heads;
drop table access_log;
alter table interviews drop column report_sealed;
drop table sensitive_facts;
drop table data_keys;
alter table instance drop column wrapping_key;
drop function refuse_overwriting();
