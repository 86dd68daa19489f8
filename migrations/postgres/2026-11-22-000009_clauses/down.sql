alter table stages drop column procurement_contract_id;
alter table procurement_contracts drop column clause_hours;
