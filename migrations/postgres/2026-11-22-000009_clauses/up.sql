alter table procurement_contracts add column clause_hours bigint check (clause_hours >= 1);

alter table stages add column procurement_contract_id uuid;
alter table stages add foreign key (plie_id, procurement_contract_id) references procurement_contracts (plie_id, id);
create index stages_procurement_contract on stages (plie_id, procurement_contract_id, id) where procurement_contract_id is not null;
