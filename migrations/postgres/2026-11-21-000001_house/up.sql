create table instance (
  id bigint primary key not null check (id = 1),
  key_fingerprint text not null,
  created_at timestamptz not null
);

create table plies (
  id uuid primary key not null,
  name text not null check (length(name) between 1 and 200),
  siren text check (siren is null or length(siren) = 9),
  protocol_starts_on date,
  protocol_ends_on date,
  settings jsonb not null,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table users (
  plie_id uuid not null references plies (id),
  id uuid not null,
  email text not null check (length(email) between 3 and 254),
  email_folded text collate "C" not null,
  first_name text not null check (length(first_name) between 1 and 100),
  last_name text collate "C" not null check (length(last_name) between 1 and 100),
  status text not null check (status in ('active', 'suspended')),
  roles jsonb not null,
  external_subject text,
  password_hash text,
  totp_secret bytea,
  totp_confirmed boolean not null default false,
  totp_last_step bigint not null default 0,
  auth_version bigint not null default 1,
  failed_logins bigint not null default 0,
  login_blocked_until timestamptz,
  last_seen_at timestamptz,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id)
);
create unique index users_email on users (plie_id, email_folded);
create index users_login on users (email_folded);
create index users_subject on users (external_subject) where external_subject is not null;
create index users_name on users (plie_id, last_name, id);
create index users_created on users (plie_id, created_at, id);

create table sessions (
  plie_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  generation bigint not null default 1,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
);
create index sessions_user on sessions (plie_id, user_id);

create table one_time_links (
  id uuid primary key not null,
  plie_id uuid,
  user_id uuid,
  kind text not null check (kind in ('setup', 'invite')),
  token_hash bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null,
  foreign key (plie_id, user_id) references users (plie_id, id)
);
create unique index one_time_links_token on one_time_links (token_hash);

create table api_clients (
  plie_id uuid not null references plies (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  partner_structure_id uuid,
  scopes jsonb not null,
  status text not null check (status in ('active', 'revoked')),
  secret_hash bytea not null,
  previous_secret_hash bytea,
  previous_secret_until timestamptz,
  expires_at timestamptz,
  rate_limit_per_minute bigint check (rate_limit_per_minute is null or rate_limit_per_minute between 1 and 100000),
  auth_version bigint not null default 1,
  last_used_at timestamptz,
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (plie_id, id)
);
create index api_clients_id on api_clients (id);
create index api_clients_created on api_clients (plie_id, created_at, id);

create table idempotency_keys (
  plie_id uuid not null,
  caller_id uuid not null,
  key_hash bytea not null,
  request_hash bytea not null,
  answer bytea not null,
  created_at timestamptz not null,
  primary key (plie_id, caller_id, key_hash)
);
create index idempotency_keys_age on idempotency_keys (created_at);

create table audit_entries (
  plie_id uuid not null,
  id uuid not null,
  seq bigint,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'client', 'system')),
  actor_id uuid,
  request_id text not null,
  operation text not null,
  resource text not null,
  object_id uuid,
  object_version bigint,
  subject_id uuid,
  owner_id uuid,
  structure_id uuid,
  change text not null check (change in ('created', 'changed', 'erased', 'none')),
  outcome text not null check (outcome in ('done', 'denied')),
  reason text,
  fields jsonb not null,
  hash bytea,
  primary key (plie_id, id)
);
create unique index audit_entries_seq on audit_entries (plie_id, seq) where seq is not null;
create index audit_entries_pending on audit_entries (at, id) where seq is null;
create index audit_entries_object on audit_entries (plie_id, object_id, seq);
create index audit_entries_subject on audit_entries (plie_id, subject_id, seq);
create index audit_entries_actor on audit_entries (plie_id, actor_id, seq);

create table audit_heads (
  plie_id uuid primary key not null,
  seq bigint not null,
  hash bytea not null
);

do $$
declare t text;
begin
  foreach t in array array['users', 'sessions', 'one_time_links', 'api_clients', 'idempotency_keys', 'audit_entries', 'audit_heads'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($p$create policy tenant on %I using (plie_id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on')$p$, t);
  end loop;
end $$;
alter table plies enable row level security;
alter table plies force row level security;
create policy tenant on plies using (id = nullif(current_setting('app.plie', true), '')::uuid or current_setting('app.system', true) = 'on');
