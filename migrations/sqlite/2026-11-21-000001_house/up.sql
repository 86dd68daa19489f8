create table instance (
  id integer primary key not null check (id = 1),
  key_fingerprint text not null,
  created_at integer not null
) strict;

create table plies (
  id blob primary key not null check (length(id) = 16),
  name text not null check (length(name) between 1 and 200),
  siren text check (siren is null or length(siren) = 9),
  protocol_starts_on text check (protocol_starts_on is date(protocol_starts_on)),
  protocol_ends_on text check (protocol_ends_on is date(protocol_ends_on)),
  settings text not null check (json_valid(settings)),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null
) strict;

create table users (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  email text not null check (length(email) between 3 and 254),
  email_folded text not null,
  first_name text not null check (length(first_name) between 1 and 100),
  last_name text not null check (length(last_name) between 1 and 100),
  status text not null check (status in ('active', 'suspended')),
  roles text not null check (json_valid(roles)),
  external_subject text,
  password_hash text,
  totp_secret blob,
  totp_confirmed integer not null default 0 check (totp_confirmed in (0, 1)),
  totp_last_step integer not null default 0,
  auth_version integer not null default 1,
  failed_logins integer not null default 0,
  login_blocked_until integer,
  last_seen_at integer,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id)
) strict;
create unique index users_email on users (plie_id, email_folded);
create index users_login on users (email_folded);
create index users_subject on users (external_subject) where external_subject is not null;
create index users_name on users (plie_id, last_name, id);
create index users_created on users (plie_id, created_at, id);

create table sessions (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  user_id blob not null,
  generation integer not null default 1,
  created_at integer not null,
  last_used_at integer not null,
  expires_at integer not null,
  ended_at integer,
  ended_reason text,
  primary key (plie_id, id),
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create index sessions_user on sessions (plie_id, user_id);

create table one_time_links (
  id blob primary key not null check (length(id) = 16),
  plie_id blob,
  user_id blob,
  kind text not null check (kind in ('setup', 'invite')),
  token_hash blob not null,
  expires_at integer not null,
  used_at integer,
  created_at integer not null,
  foreign key (plie_id, user_id) references users (plie_id, id)
) strict;
create unique index one_time_links_token on one_time_links (token_hash);

create table api_clients (
  plie_id blob not null references plies (id),
  id blob not null check (length(id) = 16),
  name text not null check (length(name) between 1 and 200),
  partner_structure_id blob,
  scopes text not null check (json_valid(scopes)),
  status text not null check (status in ('active', 'revoked')),
  secret_hash blob not null,
  previous_secret_hash blob,
  previous_secret_until integer,
  expires_at integer,
  rate_limit_per_minute integer check (rate_limit_per_minute is null or rate_limit_per_minute between 1 and 100000),
  auth_version integer not null default 1,
  last_used_at integer,
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  primary key (plie_id, id)
) strict;
create index api_clients_id on api_clients (id);
create index api_clients_created on api_clients (plie_id, created_at, id);

create table idempotency_keys (
  plie_id blob not null,
  caller_id blob not null,
  key_hash blob not null,
  request_hash blob not null,
  answer blob not null,
  created_at integer not null,
  primary key (plie_id, caller_id, key_hash)
) strict, without rowid;
create index idempotency_keys_age on idempotency_keys (created_at);

create table audit_entries (
  plie_id blob not null,
  id blob not null check (length(id) = 16),
  seq integer,
  at integer not null,
  actor_kind text not null check (actor_kind in ('user', 'client', 'system')),
  actor_id blob,
  request_id text not null,
  operation text not null,
  resource text not null,
  object_id blob,
  object_version integer,
  subject_id blob,
  owner_id blob,
  structure_id blob,
  change text not null check (change in ('created', 'changed', 'erased', 'none')),
  outcome text not null check (outcome in ('done', 'denied')),
  reason text,
  fields text not null check (json_valid(fields)),
  hash blob,
  primary key (plie_id, id)
) strict;
create unique index audit_entries_seq on audit_entries (plie_id, seq) where seq is not null;
create index audit_entries_pending on audit_entries (at, id) where seq is null;
create index audit_entries_object on audit_entries (plie_id, object_id, seq);
create index audit_entries_subject on audit_entries (plie_id, subject_id, seq);
create index audit_entries_actor on audit_entries (plie_id, actor_id, seq);

create table audit_heads (
  plie_id blob primary key not null,
  seq integer not null,
  hash blob not null
) strict;
