alter table procurement_contracts add column clause_hours integer check (clause_hours >= 1);

alter table stages add column procurement_contract_id blob;
create index stages_procurement_contract on stages (plie_id, procurement_contract_id, id) where procurement_contract_id is not null;
-- a column that is added cannot have a foreign key of two columns
create trigger stages_procurement_contract_insert before insert on stages when new.procurement_contract_id is not null
begin
  select raise(abort, 'stage_procurement_contract_unknown') where not exists (
    select 1 from procurement_contracts c where c.plie_id = new.plie_id and c.id = new.procurement_contract_id
  );
end;
create trigger stages_procurement_contract_update before update of plie_id, procurement_contract_id on stages when new.procurement_contract_id is not null
begin
  select raise(abort, 'stage_procurement_contract_unknown') where not exists (
    select 1 from procurement_contracts c where c.plie_id = new.plie_id and c.id = new.procurement_contract_id
  );
end;
