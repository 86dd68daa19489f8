-- The words of why go with the person whom they are about; what was taken from the claim stays as it was.
drop trigger claim_adjustments_frozen on claim_adjustments;
create trigger claim_adjustments_frozen before update of
  plie_id, id, claim_id, time_correction_id, time_record_id, user_id, month, minutes, amount_cents, recorded_by, created_at, total_cents, eu_cents on claim_adjustments
  for each row execute function claim_kept();
