-- An erasure that somebody proposes, until a director who is somebody else confirms or refuses it (trust.md § 2.1).
create table erasure_proposals (
  plie_id uuid not null,
  participant_id uuid not null,
  reason text not null check (char_length(reason) between 1 and 500),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  restricted boolean not null,
  keep_until date,
  parts jsonb not null,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, participant_id),
  foreign key (plie_id, participant_id) references participants (plie_id, id),
  foreign key (plie_id, proposed_by) references users (plie_id, id)
);

alter table erasures add column proposed_by uuid;

do $$
declare t text;
begin
  foreach t in array array['erasure_proposals'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I
      using (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))
      with check (plie_id = (select nullif(current_setting('app.plie', true), '')::uuid) or (select current_setting('app.system', true) = 'on'))$p$, t);
  end loop;
end $$;
