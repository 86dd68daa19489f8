-- Whom signed time was for, and how much of it for each, is as frozen as the record itself (R6.16, R6.18); that two people
-- are found to be one changes whose share it is, never its minutes.
create function signed_share_kept() returns trigger language plpgsql as $$
declare
  share time_record_participants;
begin
  if tg_op = 'INSERT' then share := new; else share := old; end if;
  if exists (
    select 1 from time_records r where r.plie_id = share.plie_id and r.id = share.time_record_id
      and r.status in ('employee_signed', 'supervisor_signed', 'claimed')
  ) then
    raise exception 'conflict_signed_record';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger signed_shares_kept before insert or delete or update of plie_id, time_record_id, position, allocated_minutes
  on time_record_participants for each row execute function signed_share_kept();
create trigger signed_allocations before update of allocations on time_records for each row
  when (old.status in ('employee_signed', 'supervisor_signed', 'claimed', 'superseded')
    and jsonb_path_query_array(new.allocations, '$[*].minutes') is distinct from jsonb_path_query_array(old.allocations, '$[*].minutes'))
  execute function signed_record_kept();
