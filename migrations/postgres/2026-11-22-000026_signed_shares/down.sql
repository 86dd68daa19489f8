drop trigger signed_allocations on time_records;
drop trigger signed_shares_kept on time_record_participants;
drop function signed_share_kept();
