drop table export_profiles;
