-- What somebody has signed is neither taken away nor un-signed, whatever the path (R6.16, R6.18): a correction puts another
-- record in its place and leaves it superseded. The employee's signature alone is still taken back by reopening the month.
create function signed_record_kept() returns trigger language plpgsql as $$
begin
  raise exception 'conflict_signed_record';
end $$;
create trigger time_records_kept before delete on time_records for each row
  when (old.status in ('employee_signed', 'supervisor_signed', 'claimed')) execute function signed_record_kept();
create trigger time_records_unsigned before update of status on time_records for each row
  when ((old.status = 'supervisor_signed' and new.status not in ('supervisor_signed', 'claimed', 'superseded'))
    or (old.status = 'claimed' and new.status not in ('claimed', 'superseded'))) execute function signed_record_kept();
-- A signature is void, never gone (R6.12).
create function signature_kept() returns trigger language plpgsql as $$
begin
  raise exception 'conflict_append_only';
end $$;
create trigger signatures_kept before delete on signatures for each row execute function signature_kept();
