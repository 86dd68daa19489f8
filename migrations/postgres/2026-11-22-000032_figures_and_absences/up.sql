-- An absence entered by mistake is cancelled: it stays readable, and counts nowhere.
alter table absences add column status text not null default 'recorded' check (status in ('recorded', 'cancelled'));
alter table absences add column cancelled_reason text check (length(cancelled_reason) between 1 and 500);
alter table absences add column cancelled_by uuid;
alter table absences add column cancelled_at timestamptz;
-- Reports look for receptions and for the beginnings of followed jobs by their day.
create index orientations_booked on orientations (plie_id, booked_on, id) where booked_on is not null;
create index job_follow_ups_starts on job_follow_ups (plie_id, starts_on, id);
