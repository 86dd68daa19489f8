-- Why a job was asked for, in the asker's words: for the access log, which is written when it is done.
alter table jobs add column reason text check (length(reason) between 1 and 500);
-- Whom its result tells of: whoever fetches it is asked anew whether they reach all of them.
alter table jobs add column covers text check (json_valid(covers));
-- The key of a result that is sealed on the disk, sealed itself; none where it stands in the clear.
alter table jobs add column result_key blob;
-- How many of one kind somebody has asked for and are not over.
create index jobs_under_way on jobs (plie_id, requested_by, kind) where state in ('queued', 'running');
