alter table jobs drop column reason;
