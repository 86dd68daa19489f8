drop index jobs_under_way;
alter table jobs drop column result_key;
alter table jobs drop column covers;
alter table jobs drop column reason;
