-- Every address that was ever told of a person: the day it holds from and the instant it was recorded (§ 7.7). Append-only;
-- participants.address stays the newest. address is null where the person has none any more.
create table participant_addresses (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  participant_id blob not null,
  address text check (address is null or json_valid(address)),
  valid_from text not null check (valid_from is date(valid_from)),
  recorded_by blob check (length(recorded_by) = 16),
  recorded_at integer not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
) strict;
create index participant_addresses_participant on participant_addresses (plie_id, participant_id, valid_from, id);
create trigger participant_addresses_kept before update of address, valid_from, recorded_by, recorded_at on participant_addresses
begin
  select raise(abort, 'conflict_append_only');
end;
insert into participant_addresses (plie_id, id, participant_id, address, valid_from, recorded_by, recorded_at)
  select plie_id, randomblob(16), id, address,
    coalesce(address ->> 'valid_from', date(created_at / 1000000, 'unixepoch')), recorded_by, created_at
  from participants where address is not null;
