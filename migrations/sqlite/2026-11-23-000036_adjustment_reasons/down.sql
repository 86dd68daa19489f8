drop trigger claim_adjustments_frozen;
create trigger claim_adjustments_frozen before update on claim_adjustments
begin
  select raise(abort, 'conflict_claim_frozen');
end;
