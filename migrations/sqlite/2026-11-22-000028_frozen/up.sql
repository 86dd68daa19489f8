-- What the other guards of signed time leave open (R6.16 to R6.19): where a signed record comes from and what it hangs on, the
-- sheet itself, and what a claim holds. Nothing of a claim is ever taken away.
create trigger time_records_origin before update of linked_type, linked_id, recorded_at, recorded_by, performed_by, charter_id, month, week, late, supersedes on time_records
when old.status in ('employee_signed', 'supervisor_signed', 'claimed') and (
  new.linked_type is not old.linked_type or new.linked_id is not old.linked_id or new.recorded_at is not old.recorded_at
  or new.recorded_by is not old.recorded_by or new.performed_by is not old.performed_by or new.charter_id is not old.charter_id
  or new.month is not old.month or new.week is not old.week or new.late is not old.late or new.supersedes is not old.supersedes
)
begin
  select raise(abort, 'conflict_signed_record');
end;
-- A record comes into a signed month in the place of another alone.
create trigger time_records_replacing before insert on time_records
when new.status <> 'superseded' and new.supersedes is not null
begin
  select raise(abort, 'conflict_period_signed') where exists (
    select 1 from timesheets t where t.plie_id = new.plie_id and t.user_id = new.user_id and t.month = new.month
      and t.status in ('employee_signed', 'countersigned')
  ) and not exists (
    select 1 from time_records o where o.plie_id = new.plie_id and o.id = new.supersedes and o.user_id = new.user_id
      and o.status = 'superseded'
  );
end;
create trigger timesheets_frozen before update of user_id, month, amendment, status, content, content_hash, employee_signed_at, employee_signed_by, countersigned_at, countersigned_by on timesheets
when (old.status = 'countersigned' and (new.status is not old.status
    or new.countersigned_at is not old.countersigned_at or new.countersigned_by is not old.countersigned_by))
  or (old.status in ('employee_signed', 'countersigned') and new.status in ('employee_signed', 'countersigned') and (
    new.user_id is not old.user_id or new.month is not old.month or new.amendment is not old.amendment
    or new.content is not old.content or new.content_hash is not old.content_hash
    or new.employee_signed_at is not old.employee_signed_at or new.employee_signed_by is not old.employee_signed_by))
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger timesheets_kept before delete on timesheets when old.status in ('employee_signed', 'countersigned')
begin
  select raise(abort, 'conflict_signed_record');
end;
create trigger claims_kept before delete on claims
begin
  select raise(abort, 'conflict_claim_frozen');
end;
create trigger claim_lines_kept before delete on claim_lines
begin
  select raise(abort, 'conflict_claim_frozen');
end;
create trigger claim_records_frozen before update on claim_records
begin
  select raise(abort, 'conflict_claim_frozen');
end;
create trigger claim_records_kept before delete on claim_records
begin
  select raise(abort, 'conflict_claim_frozen');
end;
create trigger claim_adjustments_frozen before update on claim_adjustments
begin
  select raise(abort, 'conflict_claim_frozen');
end;
create trigger claim_adjustments_kept before delete on claim_adjustments
begin
  select raise(abort, 'conflict_claim_frozen');
end;
