alter table claim_adjustments drop column eu_cents;
alter table claim_adjustments drop column total_cents;
