-- What corrections have taken from a claim is free for another (R6.19): a line holds the share of the minutes that are
-- still paid. Those over a cap go first, since they were not paid; the share is floored as that of a claim is when it is
-- filed, so that minutes of one month always add up to the whole of it.
create or replace function claim_line_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'conflict_claim_frozen';
  end if;
  -- the account is held while its shares are added up
  perform 1 from users u where u.plie_id = new.plie_id and u.id = new.user_id for no key update;
  if new.share_ppm + (
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
  ) > 1000000 then
    raise exception 'conflict_double_funding';
  end if;
  return new;
end $$;
