alter table audit_entries drop column content_hash;
