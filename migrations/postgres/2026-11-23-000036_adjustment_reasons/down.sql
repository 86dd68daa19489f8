drop trigger claim_adjustments_frozen on claim_adjustments;
create trigger claim_adjustments_frozen before update on claim_adjustments for each row execute function claim_kept();
