drop index job_follow_ups_starts;
drop index orientations_booked;
alter table absences drop column cancelled_at;
alter table absences drop column cancelled_by;
alter table absences drop column cancelled_reason;
alter table absences drop column status;
