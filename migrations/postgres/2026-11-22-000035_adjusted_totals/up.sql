-- What a correction takes from the total of a claim and from the fund's part of it, flat rates included; never above zero
-- (R6.19, R6.29). Null where the adjustment was recorded before these were: the next one of the claim takes it along.
alter table claim_adjustments add column total_cents bigint check (total_cents <= 0);
alter table claim_adjustments add column eu_cents bigint check (eu_cents <= 0);
