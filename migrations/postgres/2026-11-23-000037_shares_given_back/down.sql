create or replace function claim_line_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'conflict_claim_frozen';
  end if;
  -- the account is held while its shares are added up
  perform 1 from users u where u.plie_id = new.plie_id and u.id = new.user_id for no key update;
  if new.share_ppm + (
    select coalesce(sum(o.share_ppm), 0) from claim_lines o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.month = new.month
  ) > 1000000 then
    raise exception 'conflict_double_funding';
  end if;
  return new;
end $$;
