-- What corrections have taken from a claim is free for another (R6.19): a line holds the share of the minutes that are
-- still paid. Those over a cap go first, since they were not paid; the share is floored as that of a claim is when it is
-- filed, so that minutes of one month always add up to the whole of it.
drop trigger claim_lines_insert;
create trigger claim_lines_insert before insert on claim_lines
begin
  select raise(abort, 'conflict_double_funding') where new.share_ppm + (
    select coalesce(sum(case
        when h.kept >= h.claimed_minutes or h.worked_minutes = 0 then h.share_ppm
        when h.kept > 0 then 1000000 * h.kept / h.worked_minutes
        else 0 end), 0)
    from (
      select o.share_ppm, o.claimed_minutes, o.worked_minutes, o.supported_minutes + coalesce((
          select cast(sum(a.minutes) as bigint) from claim_adjustments a
          where a.plie_id = o.plie_id and a.claim_id = o.claim_id and a.user_id = o.user_id and a.month = o.month
        ), 0) as kept
      from claim_lines o
      where o.plie_id = new.plie_id and o.user_id = new.user_id and o.month = new.month
    ) h
  ) > 1000000;
end;
