drop table situations;
drop table participant_criteria;
drop table participant_names;
drop table participant_external_ids;
drop table participants;
