-- Why a job was asked for, in the asker's words: for the access log, which is written when it is done.
alter table jobs add column reason text check (length(reason) between 1 and 500);
