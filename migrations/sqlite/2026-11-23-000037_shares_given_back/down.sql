drop trigger claim_lines_insert;
create trigger claim_lines_insert before insert on claim_lines
begin
  select raise(abort, 'conflict_double_funding') where new.share_ppm + (
    select coalesce(sum(o.share_ppm), 0) from claim_lines o
    where o.plie_id = new.plie_id and o.user_id = new.user_id and o.month = new.month
  ) > 1000000;
end;
