-- What the other guards of signed time leave open (R6.16 to R6.19): where a signed record comes from and what it hangs on, the
-- sheet itself, and what a claim holds. Nothing of a claim is ever taken away.
create trigger time_records_origin
  before update of linked_type, linked_id, recorded_at, recorded_by, performed_by, charter_id, month, week, late, supersedes
  on time_records for each row
  when (old.status in ('employee_signed', 'supervisor_signed', 'claimed')
    and (new.linked_type, new.linked_id, new.recorded_at, new.recorded_by, new.performed_by, new.charter_id, new.month,
      new.week, new.late, new.supersedes)
    is distinct from (old.linked_type, old.linked_id, old.recorded_at, old.recorded_by, old.performed_by, old.charter_id,
      old.month, old.week, old.late, old.supersedes))
  execute function signed_record_kept();
-- A record comes into a signed month in the place of another alone.
create function record_replacing() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from timesheets t where t.plie_id = new.plie_id and t.user_id = new.user_id and t.month = new.month
      and t.status in ('employee_signed', 'countersigned')
  ) and not exists (
    select 1 from time_records o where o.plie_id = new.plie_id and o.id = new.supersedes and o.user_id = new.user_id
      and o.status = 'superseded'
  ) then
    raise exception 'conflict_period_signed';
  end if;
  return new;
end $$;
create trigger time_records_replacing before insert on time_records for each row
  when (new.status <> 'superseded' and new.supersedes is not null) execute function record_replacing();
create trigger timesheets_frozen
  before update of user_id, month, amendment, status, content, content_hash, employee_signed_at, employee_signed_by, countersigned_at, countersigned_by
  on timesheets for each row
  when ((old.status = 'countersigned'
      and (new.status, new.countersigned_at, new.countersigned_by)
        is distinct from (old.status, old.countersigned_at, old.countersigned_by))
    or (old.status in ('employee_signed', 'countersigned') and new.status in ('employee_signed', 'countersigned')
      and (new.user_id, new.month, new.amendment, new.content, new.content_hash, new.employee_signed_at, new.employee_signed_by)
        is distinct from (old.user_id, old.month, old.amendment, old.content, old.content_hash, old.employee_signed_at,
          old.employee_signed_by)))
  execute function signed_record_kept();
create trigger timesheets_kept before delete on timesheets for each row
  when (old.status in ('employee_signed', 'countersigned')) execute function signed_record_kept();
create function claim_kept() returns trigger language plpgsql as $$
begin
  raise exception 'conflict_claim_frozen';
end $$;
create trigger claims_kept before delete on claims for each row execute function claim_kept();
create trigger claim_lines_kept before delete on claim_lines for each row execute function claim_kept();
create trigger claim_records_frozen before update on claim_records for each row execute function claim_kept();
create trigger claim_records_kept before delete on claim_records for each row execute function claim_kept();
create trigger claim_adjustments_frozen before update on claim_adjustments for each row execute function claim_kept();
create trigger claim_adjustments_kept before delete on claim_adjustments for each row execute function claim_kept();
