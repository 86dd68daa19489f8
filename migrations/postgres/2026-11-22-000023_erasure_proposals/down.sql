alter table erasures drop column proposed_by;
drop table erasure_proposals;
