drop index interviews_to_file;
