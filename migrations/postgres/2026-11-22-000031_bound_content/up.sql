-- What was signed or filed: the chain binds its SHA-256, where an entry has one.
alter table audit_entries add column content_hash text check (content_hash is null or length(content_hash) = 64);
