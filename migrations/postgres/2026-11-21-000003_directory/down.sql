drop table referents;
drop table sites;
drop table territory_communes;
drop table territories;
drop table partner_structures;
