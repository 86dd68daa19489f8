drop trigger stages_procurement_contract_update;
drop trigger stages_procurement_contract_insert;
drop index stages_procurement_contract;
alter table stages drop column procurement_contract_id;
alter table procurement_contracts drop column clause_hours;
