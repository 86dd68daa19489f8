-- What is written about a person, sealed under their key (trust.md 6.1): the words of a row together, each under its
-- place; the text's own column says by a mark that there are words. Rows of before are sealed by `jalon keys seal`,
-- which finds them by these indexes.
alter table liaison_notes add column words_sealed blob;
alter table quarterly_review_items add column words_sealed blob;
alter table entry_files add column words_sealed blob;
alter table referent_assignments add column words_sealed blob;
alter table stage_reviews add column words_sealed blob;
alter table orientations add column words_sealed blob;
create index liaison_notes_clear on liaison_notes (plie_id, id) where words_sealed is null;
create index quarterly_review_items_clear on quarterly_review_items (plie_id, review_id, position) where words_sealed is null and (summary is not null or next_step is not null);
create index entry_files_clear on entry_files (plie_id, id) where words_sealed is null and diagnosis ->> 'summary' is not null;
create index referent_assignments_clear on referent_assignments (plie_id, id) where words_sealed is null and handover_note is not null;
create index stage_reviews_clear on stage_reviews (plie_id, id) where words_sealed is null;
create index orientations_clear on orientations (plie_id, id) where words_sealed is null and comment is not null;
