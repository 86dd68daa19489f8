-- Alerts (T3): the contacts that are not on file yet, however many are.
create index interviews_to_file on interviews (plie_id, day, id)
  where outcome = 'planned' or (outcome = 'held' and report is null and report_sealed is null);
