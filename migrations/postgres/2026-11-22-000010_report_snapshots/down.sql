drop table report_snapshots;
