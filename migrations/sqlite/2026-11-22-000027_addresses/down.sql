drop table participant_addresses;
