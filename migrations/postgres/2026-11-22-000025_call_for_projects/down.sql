alter table operations drop column call_for_projects;
