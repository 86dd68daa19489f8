drop trigger signed_allocations;
drop trigger signed_shares_delete;
drop trigger signed_shares_update;
drop trigger signed_shares_insert;
