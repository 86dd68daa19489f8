-- Whom signed time was for, and how much of it for each, is as frozen as the record itself (R6.16, R6.18); that two people
-- are found to be one changes whose share it is, never its minutes.
create trigger signed_shares_insert before insert on time_record_participants
when exists (
  select 1 from time_records r where r.plie_id = new.plie_id and r.id = new.time_record_id
    and r.status in ('employee_signed', 'supervisor_signed', 'claimed'))
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger signed_shares_update before update of plie_id, time_record_id, position, allocated_minutes on time_record_participants
when exists (
  select 1 from time_records r where r.plie_id = old.plie_id and r.id = old.time_record_id
    and r.status in ('employee_signed', 'supervisor_signed', 'claimed'))
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger signed_shares_delete before delete on time_record_participants
when exists (
  select 1 from time_records r where r.plie_id = old.plie_id and r.id = old.time_record_id
    and r.status in ('employee_signed', 'supervisor_signed', 'claimed'))
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger signed_allocations before update of allocations on time_records
when old.status in ('employee_signed', 'supervisor_signed', 'claimed', 'superseded')
  and (select json_group_array(value ->> 'minutes') from json_each(new.allocations))
    is not (select json_group_array(value ->> 'minutes') from json_each(old.allocations))
begin
  select raise(abort, 'conflict_signed_record');
end;
