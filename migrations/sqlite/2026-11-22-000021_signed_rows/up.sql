-- What somebody has signed is neither taken away nor un-signed, whatever the path (R6.16, R6.18): a correction puts another
-- record in its place and leaves it superseded. The employee's signature alone is still taken back by reopening the month.
create trigger time_records_kept before delete on time_records
when old.status in ('employee_signed', 'supervisor_signed', 'claimed')
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger time_records_unsigned before update of status on time_records
when (old.status = 'supervisor_signed' and new.status not in ('supervisor_signed', 'claimed', 'superseded'))
  or (old.status = 'claimed' and new.status not in ('claimed', 'superseded'))
begin
  select raise(abort, 'conflict_signed_record');
end;
-- A signature is void, never gone (R6.12).
create trigger signatures_kept before delete on signatures
begin
  select raise(abort, 'conflict_append_only');
end;
