-- The call for projects whose framework the missions of an operation follow (S4.3).
alter table operations add column call_for_projects text check (length(call_for_projects) between 1 and 200);
