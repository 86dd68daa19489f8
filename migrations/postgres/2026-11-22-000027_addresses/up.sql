-- Every address that was ever told of a person: the day it holds from and the instant it was recorded (§ 7.7). Append-only;
-- participants.address stays the newest. address is null where the person has none any more.
create table participant_addresses (
  plie_id uuid not null,
  id uuid not null,
  participant_id uuid not null,
  address jsonb,
  valid_from date not null,
  recorded_by uuid,
  recorded_at timestamptz not null,
  primary key (plie_id, id),
  foreign key (plie_id, participant_id) references participants (plie_id, id) on delete cascade
);
create index participant_addresses_participant on participant_addresses (plie_id, participant_id, valid_from, id);
create trigger participant_addresses_kept before update of address, valid_from, recorded_by, recorded_at on participant_addresses
  for each row execute function refuse_overwriting();
alter table participant_addresses enable row level security;
alter table participant_addresses force row level security;
create policy tenant on participant_addresses
  using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
  with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'));
insert into participant_addresses (plie_id, id, participant_id, address, valid_from, recorded_by, recorded_at)
  select plie_id, gen_random_uuid(), id, address,
    coalesce((address ->> 'valid_from')::date, created_at::date), recorded_by, created_at
  from participants where address is not null;
