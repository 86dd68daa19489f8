-- Reports look at a period of what happened: each by its day, with what is counted where that is a few columns.
create index interviews_split on interviews (plie_id, outcome, day, modality, type, user_id, participant_id, id);
create index interviews_recorded on interviews (plie_id, day, late, user_id, participant_id, id) where recorded_at is not null;
create index stage_reviews_held on stage_reviews (plie_id, held_on, late, stage_id, id);
create index stages_started on stages (plie_id, started_on, type, pathway_id, id) where started_on is not null;
create index stages_ended on stages (plie_id, ended_on, status, type, pathway_id, id) where ended_on is not null;
create index milestones_due on milestones (plie_id, due_on, held_on, pathway_id, id) where due_on is not null;
create index milestones_held on milestones (plie_id, held_on, id);
create index barriers_lifted on barriers (plie_id, lifted_on, theme, pathway_id, id) where lifted_on is not null;
create index pathways_exit_validated on pathways (plie_id, exit_validated_on, id) where exit_validated_on is not null;
create index employment_contracts_starts on employment_contracts (plie_id, starts_on, document_state, pathway_id, id);
create index time_records_late on time_records (plie_id, date, user_id, id) where late;
create index participants_last_contact on participants (plie_id, last_contact_on, id) where last_contact_on is not null;
create index mission_letters_ends on mission_letters (plie_id, ends_on, id);
create index procurement_contracts_ends on procurement_contracts (plie_id, ends_on, id) where ends_on is not null;
