-- Code lists (domain § 5): national rows have no PLIE; a PLIE's own row adds a code or takes the
-- place of the national one. Codes are kept in data for ever, so no row is ever deleted.
-- `sort` leaves room between the national codes; validity days are inclusive.
create table reference_codes (
  id uuid primary key,
  list text not null check (list ~ '^[a-z0-9_]{1,60}$'),
  code text not null check (code ~ '^[a-z0-9_]{1,60}$'),
  plie_id uuid references plies (id),
  label_fr text not null check (length(label_fr) between 1 and 200),
  label_en text not null check (length(label_en) between 1 and 200),
  sort bigint not null,
  valid_from date,
  valid_to date,
  attrs jsonb not null default '{}' check (jsonb_typeof(attrs) = 'object'),
  version bigint not null default 1 check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (valid_from is null or valid_to is null or valid_from <= valid_to)
);
create unique index reference_codes_national on reference_codes (list, code) where plie_id is null;
-- Nulls are distinct, so this one binds the rows of a PLIE only; partial, no upsert could name it in both databases.
create unique index reference_codes_own on reference_codes (plie_id, list, code);

-- Gender (§ 7.2); the ESF of 2014-2020 knows the first two only.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('c2a04d38-c662-5d79-a69b-b1108aae9d35', 'gender', 'woman', 'Femme', 'Woman', 10, '{"esf_2014":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d80af87c-3697-539e-a35d-3c380a1d3f7b', 'gender', 'man', 'Homme', 'Man', 20, '{"esf_2014":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a2fa8211-c9b6-5d3b-ad00-3d44d0aa7ff6', 'gender', 'non_binary', 'Non binaire', 'Non-binary', 30, '{"esf_2014":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Eligibility criteria (§ 5.1), age of the proof in months (§ 4.3).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('59043a60-4660-5590-aa64-4d633700b78c', 'criterion', 'rsa', 'Bénéficiaire du RSA', 'RSA (minimum income) recipient', 10, '{"level":1,"evidence":"attestation RSA","evidence_en":"RSA certificate","validity_months":3}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1cbf1e7b-4240-5447-99ab-3b2679e79fbd', 'criterion', 'ass', 'Allocataire de l’ASS', 'ASS (end-of-unemployment-insurance allowance) recipient', 20, '{"level":1,"evidence":"attestation ASS","evidence_en":"ASS certificate","validity_months":3}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2415a24c-c0c5-557d-a954-1dc79f2af751', 'criterion', 'aah', 'Allocataire de l’AAH', 'AAH (disabled adults’ allowance) recipient', 30, '{"level":1,"evidence":"attestation AAH","evidence_en":"AAH certificate","validity_months":3,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('faeba200-bc00-5bc9-9e06-5026447fadea', 'criterion', 'detld', 'Demandeur d’emploi de très longue durée (24 mois et plus)', 'Very long-term jobseeker (24 months or more)', 40, '{"level":1,"evidence":"avis de situation ou attestation France Travail","evidence_en":"France Travail statement or certificate","validity_months":3,"unemployment_months_from":24}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('103b5c40-ec6d-5156-b610-4f122097ae72', 'criterion', 'deld', 'Demandeur d’emploi de longue durée (12 à 24 mois)', 'Long-term jobseeker (12 to 24 months)', 50, '{"level":2,"evidence":"attestation France Travail","evidence_en":"France Travail certificate","validity_months":3,"unemployment_months_from":12,"unemployment_months_below":24}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('35d432f2-7bfe-5b93-b566-2dfd573596bf', 'criterion', 'level3_or_below', 'Niveau 3 (CAP, BEP) ou infra', 'Level 3 (CAP, BEP) or below', 60, '{"level":2,"evidence":"diplôme ou attestation sur l’honneur","evidence_en":"diploma or sworn statement"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('17deb649-7c51-5403-8f4b-642c77528fa6', 'criterion', 'senior_50', 'Senior (50 ans et plus)', 'Senior (aged 50 or over)', 70, '{"level":2,"evidence":"pièce d’identité","evidence_en":"identity document","age_from":50}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('5409bff4-692a-5af4-94e7-b491ba37cf0b', 'criterion', 'youth_under_26', 'Jeune (moins de 26 ans)', 'Young person (under 26)', 80, '{"level":2,"evidence":"pièce d’identité","evidence_en":"identity document","age_below":26}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e889a02f-a24c-5faa-ae9e-1982bb272210', 'criterion', 'ase', 'Sortant de l’aide sociale à l’enfance', 'Leaving child welfare care (ASE)', 90, '{"level":2,"evidence":"attestation ASE","evidence_en":"ASE certificate","validity_months":12}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d49d8ccb-bd3c-5e1c-bdc1-e25600880644', 'criterion', 'rqth', 'Travailleur handicapé (RQTH/BOETH)', 'Recognised disabled worker (RQTH/BOETH)', 100, '{"level":2,"evidence":"décision en cours de validité","evidence_en":"decision in force","valid_on_the_day":true,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8b5c3c07-3847-5f4a-92d3-28a8e3de1314', 'criterion', 'single_parent', 'Parent isolé', 'Single parent', 110, '{"level":2,"evidence":"attestation CAF ou MSA","evidence_en":"CAF or MSA certificate","validity_months":3}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3b80d8e9-fea4-5a91-a869-70a4a47e30a8', 'criterion', 'homeless_or_hosted', 'Personne sans hébergement, hébergée ou ayant un parcours de rue', 'Homeless, hosted, or with a history of street life', 120, '{"level":2,"evidence":"domiciliation ou déclaration d’un travailleur social","evidence_en":"registered postal address or social worker’s statement"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6b3931f6-1e40-5dc1-bbc5-fc025ba5d25b', 'criterion', 'refugee', 'Réfugié, protection subsidiaire ou temporaire, demandeur d’asile', 'Refugee, subsidiary or temporary protection, asylum seeker', 130, '{"level":2,"evidence":"titre de séjour ou récépissé","evidence_en":"residence permit or receipt","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b3ed809e-5fc0-511a-a19d-03d8e03aad77', 'criterion', 'rural_frr', 'Résident en ZRR/FRR', 'Resident of a rural revitalisation area (ZRR/FRR)', 140, '{"level":2,"evidence":"justificatif de domicile","evidence_en":"proof of address","validity_months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8878e3ce-e604-52cf-b328-58bba6f37d07', 'criterion', 'qpv', 'Résident en QPV', 'Resident of a priority urban district (QPV)', 150, '{"level":2,"evidence":"justificatif de domicile","evidence_en":"proof of address","validity_months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8d69431d-0efe-504e-b73f-ea7ae196803f', 'criterion', 'justice', 'Sortant de détention ou sous main de justice', 'Leaving detention or under a court measure', 160, '{"level":2,"evidence":"billet de sortie ou attestation","evidence_en":"release slip or certificate","validity_months":6,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2c1849af-f6cb-50de-921f-2bdeaa90c06f', 'criterion', 'french_below_a1', 'Maîtrise du français inférieure à A1', 'Command of French below A1', 170, '{"level":2,"evidence":"évaluation FLE","evidence_en":"assessment of French as a foreign language","validity_months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('96a964b4-dc2a-56c2-a7bb-538b1408dfd8', 'criterion', 'mobility_issue', 'Problème de mobilité', 'Mobility difficulty', 180, '{"level":2,"evidence":"diagnostic mobilité","evidence_en":"mobility assessment","validity_months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('adc566a5-b562-58e2-bdbb-026c29e0fa22', 'criterion', 'exclusion_risk', 'Personne exposée à un risque d’exclusion durable du marché du travail', 'Person at risk of lasting exclusion from the labour market', 190, '{"local":true,"evidence":"avis motivé du prescripteur","evidence_en":"reasoned opinion of the prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('5b046240-b2e9-5e38-8264-9f836193eda6', 'criterion', 'mous', 'Personne suivie par la MOUS (habitat précaire, squats, campements)', 'Person followed by the MOUS (precarious housing, squats, camps)', 200, '{"local":true,"evidence":"liste MOUS","evidence_en":"MOUS list"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1b3b4a99-012a-536d-97c9-66cc47df45d4', 'criterion', 'migrant', 'Public migrant (FLE à visée professionnelle)', 'Migrant (French as a foreign language for work)', 210, '{"local":true,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Barriers to work (§ 5.2); social ones are what social workers see (S3.21).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('7ae472ec-aaba-5046-b51c-21d97ad0ced2', 'barrier', 'housing', 'Logement', 'Housing', 10, '{"social":true,"di_category":["logement-hebergement"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b4ab9761-db28-5b1d-a217-452e838dea14', 'barrier', 'employment', 'Emploi (accès, recherche)', 'Employment (access, search)', 20, '{"social":false,"di_category":["trouver-un-emploi","preparer-sa-candidature"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('32d82813-075e-54d2-97ba-fca5463ce871', 'barrier', 'training', 'Formation, qualification', 'Training, qualification', 30, '{"social":false,"di_category":["se-former"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1fe1a8af-bb93-5b97-91f4-f728d501ebc6', 'barrier', 'administrative', 'Difficultés administratives ou juridiques', 'Administrative or legal difficulties', 40, '{"social":true,"di_category":["difficultes-administratives-ou-juridiques"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('701f577e-8bfa-5f5f-939c-a7c6c2034b2d', 'barrier', 'financial', 'Difficultés financières', 'Financial difficulties', 50, '{"social":true,"di_category":["difficultes-financieres"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c4c6b3dc-fae4-57b0-8dbe-45d1f1bfde08', 'barrier', 'mobility', 'Mobilité', 'Mobility', 60, '{"social":false,"di_category":["mobilite"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8f169219-02fb-5002-b016-d74ba5214473', 'barrier', 'health', 'Santé (sans diagnostic médical)', 'Health (no medical diagnosis)', 70, '{"social":true,"sensitive":true,"di_category":["sante"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4d1cc32e-619e-5869-b035-df53112731fd', 'barrier', 'family', 'Contraintes familiales, garde d’enfants', 'Family constraints, childcare', 80, '{"social":true,"di_category":["famille"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('87495354-702f-55fe-b383-0097dfeabf5e', 'barrier', 'language', 'Maîtrise de la langue, lecture, écriture, calcul', 'Language, reading, writing, arithmetic', 90, '{"social":false,"di_category":["lecture-ecriture-calcul"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('20da0f33-d0d5-5fb7-90e5-a2beac81a257', 'barrier', 'digital', 'Numérique', 'Digital skills and access', 100, '{"social":false,"di_category":["numerique"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6102a57f-6e0b-53b2-ab39-0095d857954c', 'barrier', 'project', 'Projet professionnel à définir', 'Career project to be defined', 110, '{"social":false,"di_category":["choisir-un-metier","creer-une-entreprise"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4dd05b4d-6efe-55da-9158-df88ecc4f54e', 'barrier', 'remobilisation', 'Confiance en soi, isolement', 'Self-confidence, isolation', 120, '{"social":false,"di_category":["remobilisation"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f9e88802-f94c-59ff-a21b-64ac9c0e558b', 'barrier', 'equipment', 'Équipement et alimentation', 'Equipment and food', 130, '{"social":true,"di_category":["equipement-et-alimentation"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Families of stage types (§ 5.3).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('cc287a68-4e8b-5f46-93da-e2c2bea7bae6', 'stage_family', 'guidance', 'Orientation et remobilisation', 'Guidance and remobilisation', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('af658293-1716-5107-8493-ff2951597a05', 'stage_family', 'barrier', 'Levée de freins', 'Lifting of barriers', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('17d499ad-9478-5aa3-a893-f2a6b0d518dc', 'stage_family', 'training', 'Formation', 'Training', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7d101134-cd67-5cc3-96bb-bc40f61407b8', 'stage_family', 'work_placement', 'Mise en situation de travail', 'Work placement', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a89649f9-6e02-51f7-8718-a5134662019c', 'stage_family', 'integration_work', 'Emploi d’insertion', 'Integration employment', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ef25dfaf-0215-5ff0-b9f7-15b83ef52ac2', 'stage_family', 'ordinary_work', 'Emploi ordinaire', 'Ordinary employment', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Stage types (§ 5.3); the referent's own support is not a stage.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('65751106-88f6-56aa-a877-b384ab02c8cb', 'stage_type', 'assessment', 'Bilan, diagnostic, orientation', 'Assessment, diagnosis, guidance', 10, '{"family":"guidance"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8fdc3629-1dda-5475-a550-928cb6dbc7b9', 'stage_type', 'remobilisation', 'Remobilisation, redynamisation', 'Remobilisation', 20, '{"family":"guidance"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('20c14c78-d7b6-51f1-ac6a-01b2c2edc492', 'stage_type', 'career_project', 'Élaboration ou confirmation du projet professionnel', 'Defining or confirming the career project', 30, '{"family":"guidance"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7d8229c1-f001-56ad-8c57-ec5566a0ee08', 'stage_type', 'barrier_lifting', 'Levée de frein (mobilité, garde d’enfants, santé, logement…)', 'Lifting a barrier (mobility, childcare, health, housing…)', 40, '{"family":"barrier"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('366a60cb-5e71-5259-9312-89984bb65865', 'stage_type', 'digital_inclusion', 'Inclusion numérique', 'Digital inclusion', 50, '{"family":"barrier"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ccdd297a-2676-5736-94a6-5fb4a249b18e', 'stage_type', 'psychological_support', 'Accompagnement psychologique', 'Psychological support', 60, '{"family":"barrier","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('545f25bb-640b-5929-8846-87b18c6f75c3', 'stage_type', 'vocational_french', 'FLE à visée professionnelle', 'French as a foreign language for work', 70, '{"family":"training"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('33d0ade3-2e6d-53c5-803d-263730183959', 'stage_type', 'basic_skills', 'Remise à niveau, savoirs de base', 'Refresher course, basic skills', 80, '{"family":"training"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7fff8e2a-9701-53ec-9629-5dc7dc20e188', 'stage_type', 'prequalifying_training', 'Formation pré-qualifiante', 'Pre-qualifying training', 90, '{"family":"training"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e6b8bae0-264c-5b04-99ca-e99e123e4cbf', 'stage_type', 'qualifying_training', 'Formation qualifiante', 'Qualifying training', 100, '{"family":"training"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('44cc7394-fbf2-5dea-b2a7-4a1e8ea8d7b2', 'stage_type', 'certifying_training', 'Formation certifiante ou diplômante, VAE', 'Certifying or degree training, validation of experience', 110, '{"family":"training"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2c1b0505-31c7-5054-8e32-15e4a798d396', 'stage_type', 'immersion', 'PMSMP, immersion, mise en situation', 'Work immersion placement (PMSMP)', 120, '{"family":"work_placement"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('24cf70a0-d208-54e4-b07f-db5d34eaa22e', 'stage_type', 'siae_job', 'Emploi en SIAE (ACI, EI, ETTI, AI, EITI)', 'Job in a work-integration structure (SIAE)', 130, '{"family":"integration_work"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('73b48964-ecb3-51a7-b8e9-43167b7634da', 'stage_type', 'subsidised_job', 'Contrat aidé (PEC, CIE)', 'Subsidised job (PEC, CIE)', 140, '{"family":"integration_work"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a031617f-f17a-5b27-b3fb-41e48f047b69', 'stage_type', 'clause_job', 'Emploi sur clause d’insertion', 'Job under a social clause', 150, '{"family":"integration_work"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8baaf8cb-0ae4-5044-bd7c-a308b5b6d83a', 'stage_type', 'temporary_job', 'Intérim ou CDD court', 'Agency work or short fixed-term job', 160, '{"family":"ordinary_work"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('842012aa-b6cf-5fcd-a2ef-20a1ea9789cc', 'stage_type', 'employer_matching', 'Mise en relation avec une entreprise, job dating', 'Introduction to an employer, job dating', 170, '{"family":"ordinary_work"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fcae33b5-6c39-5b6d-b342-c0b2d1a66dcb', 'stage_type', 'business_project', 'Accompagnement à la création d’activité', 'Support to business creation', 180, '{"family":"ordinary_work"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Where the resource of a stage comes from (§ 5.4, S3.16).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('0d2de9db-9094-5092-854e-7db45c435dba', 'resource_origin', 'ordinary_law', 'Droit commun', 'Ordinary-law measures', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('25393f90-57d7-59f4-86d8-27e9f2456974', 'resource_origin', 'plie_programming', 'Programmation du PLIE', 'PLIE programming', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b2effefe-2fca-58d1-b163-429d07c76a6f', 'resource_origin', 'social_clause', 'Clauses d’insertion', 'Social clauses', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('405dc99c-2844-5fe7-bacc-cf27525cc2c7', 'resource_origin', 'siae', 'Insertion par l’activité économique', 'Work-integration structures', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('72a19976-b2ed-5e6c-ab83-660f4408b50a', 'resource_origin', 'employer_contact', 'Contact entreprise', 'Employer contact', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4baa3d91-24ae-5a16-95d7-9f6a5c3395a6', 'resource_origin', 'network', 'Réseaux', 'Networks', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('78c20762-bb4e-5d2e-b42d-1f7c37691a9a', 'resource_origin', 'region', 'Programme régional', 'Regional programme', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('90f6be33-aa79-56d9-9184-7790ef62f89d', 'resource_origin', 'france_travail', 'France Travail', 'France Travail', 80, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f4ec21ca-cd79-561e-83a0-0e70f56972c8', 'resource_origin', 'department', 'Département', 'Département', 90, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2c6eae46-4244-5441-9fe2-595140389284', 'resource_origin', 'other', 'Autre', 'Other', 100, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Employment contract types (§ 5.5); positive = may count as a positive outcome by default.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('5d42d213-2e85-5f93-ac4b-a2699d2cf7b0', 'contract_type', 'cdi', 'CDI', 'Permanent contract (CDI)', 10, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"min_time_share"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('024ed717-b883-5b81-95b8-a3b95c4cf291', 'contract_type', 'cdi_temp_agency', 'CDI intérimaire', 'Permanent agency contract', 20, '{"class":"ordinary","ordinary_law":true,"positive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b28b7f11-9dde-59e5-bc5e-62366eb1ccdb', 'contract_type', 'cdd', 'CDD', 'Fixed-term contract (CDD)', 30, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"min_fixed_term"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4fe956cd-e294-568f-a7b9-858390faa864', 'contract_type', 'cddu', 'CDD d’usage', 'Customary fixed-term contract', 40, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"missions_6_months"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4f530f27-fbb6-536b-9762-f380060321c1', 'contract_type', 'seasonal', 'Contrat saisonnier', 'Seasonal contract', 50, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"seasonal_8_of_12"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('daaf2b4d-308e-558f-9810-4fb2d0113e79', 'contract_type', 'interim', 'Contrat de mission intérimaire', 'Agency assignment', 60, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"missions_6_months"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('75f5fb11-a3af-5786-9f3b-fc2d0ebd0160', 'contract_type', 'public_service', 'Titulaire ou contractuel de la fonction publique', 'Civil servant or public-service contract', 70, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"as_cdi_or_cdd"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('33e06415-7656-52a7-b6c4-9820743e5a15', 'contract_type', 'apprenticeship', 'Contrat d’apprentissage', 'Apprenticeship contract', 80, '{"class":"ordinary","ordinary_law":true,"positive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fd2cb65f-3b3d-54fd-9916-36d8308cb0ed', 'contract_type', 'professionalisation', 'Contrat de professionnalisation', 'Professionalisation contract', 90, '{"class":"ordinary","ordinary_law":true,"positive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d7c8d1ca-56a4-5bf0-9171-c1651737ccb5', 'contract_type', 'self_employed', 'Création ou reprise d’entreprise, micro-entreprise', 'Business creation or takeover, micro-enterprise', 100, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"registration"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ee1a2ee9-48b0-500a-a3d4-60ffa095b662', 'contract_type', 'pec', 'Parcours emploi compétences (CUI-CAE)', 'Subsidised job with skills pathway (PEC, CUI-CAE)', 110, '{"class":"subsidised","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ae7b77ba-841d-5195-95d8-934a882168ef', 'contract_type', 'cie', 'Contrat initiative emploi (CUI-CIE)', 'Subsidised private-sector job (CIE)', 120, '{"class":"subsidised","ordinary_law":false,"positive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b8f6b6e5-b83a-54d0-9a66-c2c3df474cb6', 'contract_type', 'cddi', 'CDD d’insertion', 'Integration fixed-term contract (CDDI)', 130, '{"class":"integration","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('02eba043-2298-532e-8525-366e322899b3', 'contract_type', 'cdi_inclusion', 'CDI inclusion', 'Inclusion permanent contract', 140, '{"class":"integration","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ffd5993e-1bb8-5325-9caa-3ae954467ca4', 'contract_type', 'cdd_tremplin', 'CDD tremplin (entreprise adaptée)', 'Springboard contract (adapted enterprise)', 150, '{"class":"integration","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f27d0795-2424-56e5-bd90-b747a865235f', 'contract_type', 'ai_job', 'Mise à disposition par une association intermédiaire', 'Assignment by an intermediary association', 160, '{"class":"integration","ordinary_law":false,"positive":false,"positive_rule":"ai_long_term_senior"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('519cd104-6f98-585b-916d-acd6a39506a2', 'contract_type', 'cesu', 'Emploi chez un particulier (CESU)', 'Job in a private household (CESU)', 170, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"min_time_share"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ceedaeca-d450-5e22-9014-7ece22488426', 'contract_type', 'civic_service', 'Service civique', 'Civic service', 180, '{"class":"none","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('15f1138b-23ad-5cde-a78d-1bba22c750de', 'contract_type', 'volunteer', 'Bénévolat', 'Volunteering', 190, '{"class":"none","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('133554af-7f73-5659-9769-9613a6e2d74b', 'contract_type', 'internship', 'Stage', 'Internship', 200, '{"class":"none","ordinary_law":false,"positive":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Interview types (§ 5.6).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('cd48718f-5f87-5b78-9434-4c7f9960092f', 'interview_type', 'reception', 'Accueil', 'Reception', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2be0b7e4-ab7b-568a-b5d5-d792ea690965', 'interview_type', 'diagnosis', 'Diagnostic', 'Diagnosis', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('32f2f5fc-6df9-5537-878e-599a68047bf8', 'interview_type', 'follow_up', 'Suivi mensuel', 'Monthly follow-up', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b28127bb-4a77-59ac-8a6c-78456b572c5a', 'interview_type', 'milestone', 'Jalon (5 mois)', 'Milestone (5 months)', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('53dacc97-3a13-5933-91b2-79dceca1cd4e', 'interview_type', 'stage_point', 'Point d’étape', 'Stage point', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('299b911e-d3ef-5377-8d69-b15aad683761', 'interview_type', 'action_review', 'Bilan d’action', 'Action review', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d5165830-1406-5f11-ba95-8d05e6943dc6', 'interview_type', 'tripartite', 'Entretien tripartite', 'Tripartite interview', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('60c3e923-1a3f-5aab-8f4d-586b92c1e25c', 'interview_type', 'job_follow_up', 'Suivi en emploi', 'Follow-up in employment', 80, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d0658feb-13f3-59bc-a71b-8422680cf8d2', 'interview_type', 'rsa_contract', 'Contrat d’engagement RSA', 'RSA engagement contract', 90, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e01b8202-856e-5a89-8f63-211c64d10cd5', 'interview_type', 'closing', 'Sortie', 'Closing', 100, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a44eecec-35f2-5554-abeb-af8b9e482223', 'interview_type', 'collective', 'Temps collectif', 'Collective session', 110, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Interview modalities (§ 5.6); physical ones need a signature (S3.33).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('2e1de03e-41e5-5868-b94a-81af6ae76962', 'modality', 'in_person', 'En présence', 'In person', 10, '{"physical":true,"ft_code":"PHYSIQUE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('816b7e1f-8a94-5e89-8d62-e1353b6dfd24', 'modality', 'phone', 'Téléphone', 'Phone', 20, '{"physical":false,"ft_code":"TELEPHONE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ff5b4b10-5402-5392-8119-2b91f02a7630', 'modality', 'video', 'Visioconférence', 'Video call', 30, '{"physical":false,"ft_code":"VISIO"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1a635570-5597-57e6-94bc-8664486c77be', 'modality', 'email_sms', 'Courriel ou SMS', 'E-mail or text message', 40, '{"physical":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('30ea8a95-dd32-5366-a490-2f8d5f22b0f0', 'modality', 'home_or_outside', 'À domicile ou à l’extérieur', 'At home or outside', 50, '{"physical":true,"ft_code":"PHYSIQUE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Interview outcomes (§ 5.6); only held ones count for the monthly rule (T1).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('417cb4cc-47f9-5b2d-afd2-172fb8d1061c', 'interview_outcome', 'planned', 'Prévu', 'Planned', 10, '{"ft_code":"PRIS"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d6ebf739-7d58-51f6-b9cc-a58aee8ef053', 'interview_outcome', 'held', 'Effectué', 'Held', 20, '{"ft_code":"EFFECTUE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c3066dfe-3ab6-59af-ad78-8617f071f924', 'interview_outcome', 'no_show', 'Absent', 'No-show', 30, '{"ft_code":"ABSENT"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2be7a1e8-1ae5-5742-9678-e71efa70b172', 'interview_outcome', 'excused', 'Absence excusée', 'Excused', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('29c82283-31b4-5127-804c-d1a7e5f55ea2', 'interview_outcome', 'cancelled_by_service', 'Annulé par le service', 'Cancelled by the service', 50, '{"ft_code":"ANNULE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f6060b59-cb02-5b32-b02a-d797aa715d96', 'interview_outcome', 'rescheduled', 'Reporté', 'Rescheduled', 60, '{"ft_code":"MODIFIE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Who asked for the interview (§ 5.6).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('2217ea91-2c65-55aa-93ba-c1157a9db49a', 'interview_initiator', 'participant', 'Participant', 'Participant', 10, '{"ft_code":"USAGER"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4e130062-7301-575e-aeb1-a45caf777efc', 'interview_initiator', 'service', 'Service', 'Service', 20, '{"ft_code":"PARTENAIRE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Categories of exit (§ 5.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('9cffa7c6-24e6-50d6-b930-49524069c7f5', 'exit_category', 'positive', 'Sortie positive', 'Positive exit', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7a8f19b1-1885-5906-b1b8-df6849925342', 'exit_category', 'neutral', 'Sortie neutre', 'Neutral exit', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('aeb988f5-f4d3-559a-983c-08ad8a87e2b4', 'exit_category', 'other', 'Autre sortie', 'Other exit', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4afe5722-d6c0-5f87-8dd5-66322a451fb0', 'exit_category', 'excluded', 'Hors statistiques', 'Left out of statistics', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Exit reasons with category and what validates them (§ 5.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('e7941e0c-53ab-5cf8-bbc4-f27f53da85eb', 'exit_reason', 'job_cdi', 'Emploi en CDI', 'Job under a permanent contract', 10, '{"category":"positive","evidence":"contrat et preuve de présence","evidence_en":"contract and proof of presence","months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b7c7159c-37ee-56d1-ab91-81009463a978', 'exit_reason', 'job_cdd_over_6m', 'Emploi en CDD de plus de 6 mois', 'Job under a fixed-term contract over 6 months', 20, '{"category":"positive","evidence":"contrat et preuve de présence","evidence_en":"contract and proof of presence","months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3132073d-81b5-5f2a-838b-84d5cd2c1696', 'exit_reason', 'job_interim_6m', 'Intérim cumulé sur 6 mois', 'Agency work adding up to 6 months', 30, '{"category":"positive","evidence":"bulletins de salaire ou certificats de travail","evidence_en":"payslips or certificates","months":6,"local":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('809def64-0728-5b97-94a9-76463cc885cd', 'exit_reason', 'job_seasonal', 'Emploi saisonnier (8 mois ou plus sur 12)', 'Seasonal work (8 months or more in 12)', 40, '{"category":"positive","evidence":"bulletins de salaire ou certificats de travail","evidence_en":"payslips or certificates","months":8,"local":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8cb5da13-95a0-5b6a-9d3d-a18a9f7618ad', 'exit_reason', 'business_creation', 'Création ou reprise d’entreprise', 'Business creation or takeover', 50, '{"category":"positive","evidence":"immatriculation","evidence_en":"registration","months":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4289fff1-92ff-542d-89b0-0c53818148e3', 'exit_reason', 'qualifying_training', 'Formation qualifiante validée', 'Validated qualifying training', 60, '{"category":"positive","evidence":"diplôme, titre ou certificat, ou formation de plus de 9 mois suivie depuis 6 mois","evidence_en":"diploma, title or certificate, or 6 months into a course over 9 months"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8b6bceee-fdca-5778-8b64-2928f369b8a4', 'exit_reason', 'moved_away', 'Déménagement hors du territoire', 'Moved out of the area', 70, '{"category":"neutral"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3452a56b-7f5a-54c7-b106-d7f9965a050b', 'exit_reason', 'retired', 'Retraite', 'Retirement', 80, '{"category":"neutral"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('612519c3-0e42-5da6-baca-cd28bc01b233', 'exit_reason', 'deceased', 'Décès', 'Death', 90, '{"category":"neutral"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ff23e255-d637-57cc-a7d0-2a7110b22fd1', 'exit_reason', 'health', 'Raisons de santé durables, invalidité', 'Lasting health reasons, invalidity', 100, '{"category":"neutral","category_local":true,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2383ee6f-b231-5a21-945e-58ce7f6eff43', 'exit_reason', 'reoriented', 'Réorientation vers un dispositif plus adapté', 'Redirected to a better suited scheme', 110, '{"category":"other","requires":"target_structure"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0bb418bd-ca3d-5dc6-b3d5-9e917c6f59b9', 'exit_reason', 'dropped_out', 'Abandon', 'Dropped out', 120, '{"category":"other","requires":"last_contact"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f7cc850f-45c4-5c4b-a7e3-bf6c9131d054', 'exit_reason', 'no_contact', 'Perdu de vue', 'Lost contact', 130, '{"category":"other","requires":"contact_attempts","attempts":3}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('184bf6f6-e0d3-561d-902c-4bf72a9b24f4', 'exit_reason', 'non_compliance', 'Non-respect des engagements', 'Commitments not kept', 140, '{"category":"other","requires":"commission_decision"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f6120e8e-fdcb-5110-8b57-ea400728a236', 'exit_reason', 'max_duration', 'Fin de durée maximale sans solution', 'Maximum duration reached without a solution', 150, '{"category":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('5c3ca703-c00d-58f7-a85a-d494da2dfdaa', 'exit_reason', 'short_job', 'Emploi de 6 mois ou moins, ou SIAE, sans suite', 'Job of 6 months or less, or SIAE job, without follow-on', 160, '{"category":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('04dd6135-3ac5-5095-822f-6ca4c889dbe2', 'exit_reason', 'not_eligible_anymore', 'Perte d’éligibilité ou du titre de séjour', 'No longer eligible, or residence permit lost', 170, '{"category":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('00dd4739-242f-5d48-a745-23d668be9ce7', 'exit_reason', 'entered_by_error', 'Saisie par erreur', 'Entered by error', 180, '{"category":"excluded","requires":"data_manager"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Motives of an orientation (§ 5.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('6a744166-3677-5843-9d8f-7c2c4cb44186', 'motive', 'reinforced_support', 'Accompagnement renforcé', 'Reinforced support', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8f6355cb-0851-50d7-a596-fd7efc15a4d1', 'motive', 'job_search', 'Recherche d’emploi', 'Job search', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8a39025b-16e2-5968-a7bb-bf75ce37bd5c', 'motive', 'training_project', 'Projet de formation', 'Training project', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ce8b3410-2136-5480-9e09-58d283885c85', 'motive', 'barriers', 'Levée de freins', 'Lifting of barriers', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6942b9b4-62c3-509c-b251-856c34722a0a', 'motive', 'rsa_contract', 'Contrat d’engagement RSA', 'RSA engagement contract', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('49fcf773-4068-5b1b-8bc0-e4de9d4f2d98', 'motive', 'siae_follow_up', 'Sortie de SIAE', 'Leaving a work-integration structure', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a3271ad4-3ed7-5503-8846-d0b51269738b', 'motive', 'clause', 'Clause d’insertion', 'Social clause', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3469bfea-0315-5224-a2c7-40e0c4f2db72', 'motive', 'mous', 'MOUS', 'MOUS scheme', 80, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('44daa6b2-05af-509f-9b83-532c22722e49', 'motive', 'language', 'Maîtrise de la langue', 'Language', 90, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b6a2ab36-77b4-54b6-a873-576da510f8bf', 'motive', 'post_youth_programme', 'Relais de la mission locale', 'Handover from the mission locale', 100, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Legal orientation type of RSA recipients (§ 5.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('d3445933-bca1-5956-92ea-8116a0bd6da3', 'orientation_type', 'social', 'Sociale', 'Social', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7d9cfceb-a81c-5eab-86c1-fce690953055', 'orientation_type', 'socio_pro', 'Socio-professionnelle', 'Social and professional', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f238f3a6-d41d-5e1c-a1c3-6abb3819665b', 'orientation_type', 'pro', 'Professionnelle', 'Professional', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Reasons of refusal, redirection or withdrawal of an orientation (§ 5.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('66e5f42d-7364-51a3-a663-a9dc4fe0f4cc', 'refusal_reason', 'not_reachable', 'Injoignable', 'Not reachable', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fadd870f-be1d-5e18-a127-2612d68559ca', 'refusal_reason', 'did_not_come', 'Ne s’est pas présenté', 'Did not come', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3917878b-12fd-57e4-8a40-194e99dd2894', 'refusal_reason', 'hired_elsewhere', 'A trouvé un emploi', 'Hired elsewhere', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('23e0c8b1-d61c-5dda-98aa-0c5ad30db26a', 'refusal_reason', 'in_training', 'En formation', 'In training', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('44088061-c046-53b5-8cbd-666d14fe1fcf', 'refusal_reason', 'not_eligible', 'Non éligible', 'Not eligible', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('dc7a83f8-05b7-5f61-8080-db0f3dee1654', 'refusal_reason', 'outside_area', 'Hors territoire', 'Outside the area', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('40faba0f-0ce8-5e50-9fbf-e0820e49d4db', 'refusal_reason', 'not_voluntary', 'Ne souhaite pas l’accompagnement', 'Does not wish the support', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2d6cae81-a329-5a98-9403-2b534b4c2215', 'refusal_reason', 'already_followed', 'Déjà suivi par un accompagnement renforcé', 'Already followed by another reinforced support', 80, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9d6e5212-ecae-5728-9615-314d2e139c19', 'refusal_reason', 'not_available', 'Non disponible', 'Not available', 90, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a4b498a7-f51b-5d14-b602-3388a99557f2', 'refusal_reason', 'other_scheme_better', 'Autre dispositif plus adapté', 'Another scheme suits better', 100, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('70ba14dc-34f8-5a20-9f65-c785e70651e7', 'refusal_reason', 'incomplete_file', 'Dossier incomplet', 'Incomplete file', 110, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('84a4c7c7-86d7-5f8b-96fe-40fd21a50614', 'refusal_reason', 'no_place', 'Pas de place', 'No place left', 120, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('32bc195a-5643-5dc4-9223-fddfc70d73e8', 'refusal_reason', 'duplicate', 'Doublon', 'Duplicate', 130, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d2b5bff2-c047-5898-9b7c-620e332d3627', 'refusal_reason', 'other', 'Autre', 'Other', 140, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Reasons of suspension (§ 5.9).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('1979eff4-77f5-5589-a950-ecec1c871878', 'suspension_reason', 'sickness', 'Maladie', 'Sickness', 10, '{"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8c2a687b-5552-5ba4-a6ec-090dd0742c70', 'suspension_reason', 'maternity_parental', 'Maternité, congé parental', 'Maternity, parental leave', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9607a2a5-1ea3-5136-a786-9f0accc55b50', 'suspension_reason', 'family', 'Raisons familiales', 'Family reasons', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('20e224b9-a738-59f2-bf27-c08a0d608418', 'suspension_reason', 'incarceration', 'Incarcération', 'Incarceration', 40, '{"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('180b9cfb-6e94-5144-b42e-338c823fba17', 'suspension_reason', 'training_long', 'Formation longue', 'Long training', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f39000d1-56d6-5fe8-aef2-5fa59a7d5d6f', 'suspension_reason', 'job_short', 'Emploi court', 'Short job', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8bbc0701-1f33-51bc-ab55-a3ed105da20a', 'suspension_reason', 'siae_contract', 'Contrat en SIAE', 'Contract in a work-integration structure', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3026eb0b-2342-5237-952e-fb5b05a9c9c2', 'suspension_reason', 'abroad', 'Séjour à l’étranger', 'Stay abroad', 80, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fc1204ee-36fd-5463-b8bd-9c5bce018c86', 'suspension_reason', 'care_program', 'Parcours de soins', 'Course of care', 90, '{"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('24075516-a4c0-5e4f-925c-e0e716a95f46', 'suspension_reason', 'waiting_stage', 'Veille (attente d’étape)', 'Waiting for a stage', 100, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('85668499-399f-573e-9570-38e8df398710', 'suspension_reason', 'other', 'Autre', 'Other', 110, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of partner structures (§ 5.10); sensitive ones are not shown to third parties.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('fa266910-81db-518d-8fe5-03e921d7a15d', 'partner_kind', 'ft', 'France Travail', 'France Travail (public employment service)', 10, '{"group":"prescriber","ft_code":"FT"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4ab72d5a-849a-5bb7-969b-8ca1bfe1ba0c', 'partner_kind', 'ml', 'Mission locale', 'Mission locale (local youth employment service)', 20, '{"group":"prescriber","ft_code":"ML"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f1847231-312e-5973-a354-a7cadcabdf6f', 'partner_kind', 'cap_emploi', 'Cap emploi', 'Cap emploi (disability employment service)', 30, '{"group":"prescriber","ft_code":"CE"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('024049fe-b605-5144-81c6-f3d63876b321', 'partner_kind', 'dept', 'Service social du conseil départemental', 'Social service of the département', 40, '{"group":"prescriber","ft_code":"CD"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b4125c82-3bd9-5bdf-8a3c-745e5b5313ce', 'partner_kind', 'odc', 'Organisme délégataire d’un conseil départemental (RSA)', 'Body delegated by a département (RSA)', 50, '{"group":"prescriber","ft_code":"DCD"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('847cbfa8-611b-56ef-8916-cabe83f83013', 'partner_kind', 'ccas', 'Centre communal ou intercommunal d’action sociale (CCAS, CIAS)', 'Municipal social action centre (CCAS, CIAS)', 60, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('02cfd298-ed60-501b-bb21-bbb0820b9e18', 'partner_kind', 'caf', 'Caisse d’allocations familiales (CAF)', 'Family allowance fund (CAF)', 70, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('db45bb37-5d8b-5526-a346-1c82c10ac470', 'partner_kind', 'msa', 'Mutualité sociale agricole (MSA)', 'Agricultural social insurance (MSA)', 80, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ed4cd60c-bd5b-5d9a-a200-3e2a9c37341f', 'partner_kind', 'plie', 'Plan local pour l’insertion et l’emploi (PLIE)', 'Local plan for integration and employment (PLIE)', 90, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c6aebb4f-d274-5b41-bd2f-7d64f6030ec5', 'partner_kind', 'afpa', 'Agence nationale pour la formation professionnelle des adultes (AFPA)', 'National adult vocational training agency (AFPA)', 100, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f03d90d8-ba7a-5e83-9141-9c5c570eb379', 'partner_kind', 'chrs', 'Centre d’hébergement et de réinsertion sociale (CHRS)', 'Shelter and social rehabilitation centre (CHRS)', 110, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f130fbd0-c8cf-50d1-b2af-3824b040a16d', 'partner_kind', 'chu', 'Centre d’hébergement d’urgence (CHU)', 'Emergency shelter (CHU)', 120, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2ab7447b-d707-53b4-9533-af1c2e859a65', 'partner_kind', 'cada', 'Centre d’accueil de demandeurs d’asile (CADA)', 'Reception centre for asylum seekers (CADA)', 130, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1b306f3a-e7ff-5a35-985e-e71604cd8a95', 'partner_kind', 'cph', 'Centre provisoire d’hébergement (CPH)', 'Temporary accommodation centre for refugees (CPH)', 140, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('bfe61794-8179-531b-80d9-eb3b5866a31b', 'partner_kind', 'huda', 'Hébergement d’urgence pour demandeurs d’asile (HUDA)', 'Emergency accommodation for asylum seekers (HUDA)', 150, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0fbbb510-9e02-5dbc-8a84-e062c7cc0794', 'partner_kind', 'rs_fjt', 'Résidence sociale, foyer de jeunes travailleurs (FJT)', 'Social residence, young workers’ hostel (FJT)', 160, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0757514a-6d71-54e2-8bd7-f5aa0e818e1a', 'partner_kind', 'pension', 'Pension de famille, résidence accueil', 'Boarding house for vulnerable people', 170, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('05517474-cfa4-5d42-b36f-583b0bc89991', 'partner_kind', 'oil', 'Opérateur d’intermédiation locative', 'Rental intermediation operator', 180, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1688fd72-69aa-560e-9525-afdd35f592c1', 'partner_kind', 'spip', 'Service pénitentiaire d’insertion et de probation (SPIP)', 'Prison integration and probation service (SPIP)', 190, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1a9e6ad3-1196-5527-a4c7-4b52164c584d', 'partner_kind', 'pjj', 'Protection judiciaire de la jeunesse (PJJ)', 'Judicial protection of youth (PJJ)', 200, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3e94fff3-91e4-50a2-8e01-f567202c0631', 'partner_kind', 'ase', 'Aide sociale à l’enfance (ASE)', 'Child welfare service (ASE)', 210, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7322daf1-8b5c-5f92-8bb6-ce0a2b142ce9', 'partner_kind', 'csapa', 'Centre de soins, d’accompagnement et de prévention en addictologie (CSAPA)', 'Addiction care, support and prevention centre (CSAPA)', 220, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c9b33d8a-2017-5a13-a144-dc1c5f3c0577', 'partner_kind', 'caarud', 'Centre d’accueil et d’accompagnement à la réduction des risques pour usagers de drogues (CAARUD)', 'Harm reduction centre for drug users (CAARUD)', 230, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8e5d2ce6-9a52-5229-869f-7f002fc70ce1', 'partner_kind', 'cidff', 'Centre d’information sur les droits des femmes et des familles (CIDFF)', 'Information centre on women’s and family rights (CIDFF)', 240, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('bdb93626-6c41-5f3a-b0bf-ee8dd9cb6c0a', 'partner_kind', 'prevention', 'Service ou club de prévention', 'Street prevention service or club', 250, '{"group":"prescriber","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('88493c9d-8720-562d-a33f-595a21a4ff0a', 'partner_kind', 'e2c', 'École de la deuxième chance (E2C)', 'Second chance school (E2C)', 260, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a7a45133-c650-5c90-8c48-aa1d8d3a3d25', 'partner_kind', 'epide', 'Établissement pour l’insertion dans l’emploi (EPIDE)', 'Residential youth employment centre (EPIDE)', 270, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d334ae28-92fa-58be-ace5-7ec8ccd4265d', 'partner_kind', 'pij_bij', 'Point ou bureau information jeunesse (PIJ, BIJ)', 'Youth information point (PIJ, BIJ)', 280, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f3fed053-67eb-5f0a-9ff8-a65d4e2a34c4', 'partner_kind', 'oacas', 'Organisme d’accueil communautaire et d’activités solidaires (OACAS)', 'Community reception and solidarity activity body (OACAS)', 290, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('79be23ee-5c93-5ff6-8c82-55afd6563e38', 'partner_kind', 'cava', 'Centre d’adaptation à la vie active (CAVA)', 'Centre for adaptation to working life (CAVA)', 300, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d8e08248-2abb-5039-a3f1-ebf1c1239d90', 'partner_kind', 'ohpd', 'Organisme habilité par le préfet de département', 'Body authorised by the prefect of the département', 310, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('584ce3fe-7766-54b9-8950-d51adfd9a5c8', 'partner_kind', 'ocasf', 'Organisme mentionné au 8° du I de l’article L. 312-1 du code de l’action sociale et des familles', 'Body named in art. L. 312-1, I, 8° of the social action and families code', 320, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3ebccc53-b9bc-5199-b17e-7611fbdfb48d', 'partner_kind', 'orienteur', 'Orienteur', 'Orienting structure without authorisation', 330, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1fdebd65-4d2a-545c-9dea-ef4bcd62ea41', 'partner_kind', 'other', 'Autre', 'Other', 340, '{"group":"prescriber"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9df1068e-9c49-54d8-82fe-efbd62c9473c', 'partner_kind', 'aci', 'Atelier et chantier d’insertion (ACI)', 'Integration workshop (ACI)', 350, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7a245ed5-a8cb-51d6-a255-fb0f4cee618e', 'partner_kind', 'ai', 'Association intermédiaire (AI)', 'Intermediary association (AI)', 360, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2eae3958-d939-5026-8bec-aa06410480bc', 'partner_kind', 'ei', 'Entreprise d’insertion (EI)', 'Integration enterprise (EI)', 370, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c9e3eb96-0c9b-5cd6-9e2b-67b88011dbe7', 'partner_kind', 'etti', 'Entreprise de travail temporaire d’insertion (ETTI)', 'Integration temporary work agency (ETTI)', 380, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('5953fa37-c509-5522-a52f-bdf28b9edf91', 'partner_kind', 'eiti', 'Entreprise d’insertion par le travail indépendant (EITI)', 'Integration through self-employment enterprise (EITI)', 390, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0ce6206f-9632-595c-9842-8b5d132b9649', 'partner_kind', 'geiq', 'Groupement d’employeurs pour l’insertion et la qualification (GEIQ)', 'Employers’ group for integration and qualification (GEIQ)', 400, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('30a9f117-6f77-5b56-b4f8-c800db227268', 'partner_kind', 'opcs', 'Organisation porteuse de la clause sociale', 'Organisation carrying the social clause', 410, '{"group":"siae"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a89885e6-d218-52ee-ac06-05e5ff4badf4', 'partner_kind', 'maison_emploi', 'Maison de l’emploi', 'Employment house', 420, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('5f6bac2b-34f9-5915-9a66-9d9750a5c4bb', 'partner_kind', 'municipality', 'Commune', 'Municipality', 430, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f0c871a2-788a-56cf-afcd-bd9d461526f3', 'partner_kind', 'epci', 'Intercommunalité (EPCI)', 'Grouping of municipalities (EPCI)', 440, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('332e5a79-2c72-5160-aa86-be73be2acb51', 'partner_kind', 'region', 'Région', 'Region', 450, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9993529c-fc27-5cbf-a6b3-54a873eccf44', 'partner_kind', 'state_service', 'Service de l’État', 'State service', 460, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('07f27d45-6692-55d1-97c2-d8a5bf36d9e2', 'partner_kind', 'training_body', 'Organisme de formation', 'Training body', 470, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2caeeef0-3f61-562b-8c24-cce0c155ed5e', 'partner_kind', 'employer', 'Employeur', 'Employer', 480, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('16898954-f281-5020-a0ab-3fde0d6168f8', 'partner_kind', 'association', 'Association', 'Association', 490, '{"group":"other"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Funds and cofunders (§ 5.11).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('03640ffb-7d45-58a9-8892-366599e5491d', 'fund', 'esf_2014', 'FSE 2014-2020', 'ESF 2014-2020', 10, '{"eu":true,"programme_period":"2014-2020"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f6d3ef56-42c4-50e2-8240-75ec3e41497a', 'fund', 'yei', 'Initiative pour l’emploi des jeunes (IEJ)', 'Youth Employment Initiative (YEI)', 20, '{"eu":true,"programme_period":"2014-2020"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('bd8444e4-8bbb-5270-acf3-024d566dfae7', 'fund', 'react_eu', 'REACT-EU', 'REACT-EU', 30, '{"eu":true,"programme_period":"2014-2020"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f1d3525e-60f3-59df-9643-8e84f34500ac', 'fund', 'esf_plus', 'FSE+ 2021-2027', 'ESF+ 2021-2027', 40, '{"eu":true,"programme_period":"2021-2027"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('206b6db9-9948-5c30-ac32-ae1f2c90686d', 'fund', 'jtf', 'Fonds pour une transition juste (FTJ)', 'Just Transition Fund (JTF)', 50, '{"eu":true,"programme_period":"2021-2027"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c36f331f-4987-52b3-9625-56ea48bb4547', 'fund', 'local_epci', 'Intercommunalité', 'Grouping of municipalities', 60, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6246f193-f708-5645-9157-40d4bf55fdba', 'fund', 'department', 'Département', 'Département', 70, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a8ef0968-97eb-532c-b9ef-be06967485f2', 'fund', 'state', 'État', 'State', 80, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4acca0f6-59ab-5a3c-9b1a-340f64b8a7a3', 'fund', 'region', 'Région', 'Region', 90, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7483686e-1e24-57a9-8135-af9d03484242', 'fund', 'municipality', 'Commune', 'Municipality', 100, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6dc39284-bdc5-5063-a257-827b45cdd1b0', 'fund', 'france_travail', 'France Travail', 'France Travail', 110, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('888b2265-37b3-5263-b557-1ab267a3745f', 'fund', 'own_funds', 'Autofinancement', 'Own funds', 120, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fdddb99d-9eba-537e-acc4-49a70b65c591', 'fund', 'private', 'Financement privé', 'Private funding', 130, '{"eu":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Ways of justifying costs (§ 5.11).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('0b4277b3-7407-57cb-b53b-10b5d81b49c2', 'cost_option', 'real_costs', 'Coûts réels', 'Real costs', 10, '{"kind":"real_costs"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2b894937-8402-5000-95c1-0f1b1def0caa', 'cost_option', 'flat_15_indirect', 'Forfait de 15 % des frais de personnel directs pour les coûts indirects', 'Flat rate of 15% of direct staff costs for indirect costs', 20, '{"kind":"flat_rate","rate_percent":15,"base":"direct_staff"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6859f4af-fdc0-5cc9-901b-605b8ea2b58f', 'cost_option', 'flat_7_indirect', 'Forfait de 7 % des coûts directs pour les coûts indirects', 'Flat rate of 7% of direct costs for indirect costs', 30, '{"kind":"flat_rate","rate_percent":7,"base":"direct"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('88e325b6-b23e-58df-820b-2ca5480ce0d1', 'cost_option', 'flat_25_indirect', 'Forfait de 25 % des coûts directs pour les coûts indirects', 'Flat rate of 25% of direct costs for indirect costs', 40, '{"kind":"flat_rate","rate_percent":25,"base":"direct"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3ce4dc84-c004-581f-863b-d57a1834a552', 'cost_option', 'flat_20_staff', 'Forfait de 20 % des autres coûts directs pour les frais de personnel', 'Flat rate of 20% of other direct costs for staff costs', 50, '{"kind":"flat_rate","rate_percent":20,"base":"direct_without_staff"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b62f3fec-fe03-5b8a-ab94-62c2eb9828b0', 'cost_option', 'flat_40_residual', 'Forfait de 40 % des frais de personnel directs pour les autres coûts', 'Flat rate of 40% of direct staff costs for all other costs', 60, '{"kind":"flat_rate","rate_percent":40,"base":"direct_staff"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1065908e-c07a-5de5-b661-92e50f1e1ec5', 'cost_option', 'unit_cost_hour_1720', 'Coût unitaire horaire (base de 1 720 heures)', 'Hourly unit cost (1,720-hour base)', 70, '{"kind":"unit_cost"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('af45744f-ab5d-58da-97bf-893ce9d7cddc', 'cost_option', 'unit_cost_other', 'Autre coût unitaire', 'Other unit cost', 80, '{"kind":"unit_cost"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ac8cb2ff-4a3b-5eb0-a911-f7c955bcf728', 'cost_option', 'lump_sum', 'Montant forfaitaire', 'Lump sum', 90, '{"kind":"lump_sum"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- How staff time on an operation is justified (§ 6.1).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('0a5e71a2-b085-5f7a-bda7-f8a3e9d864f0', 'cost_mode', 'fixed_percentage', 'Pourcentage fixe par mois (lettre de mission)', 'Fixed percentage per month (mission letter)', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('014d70bd-5a71-5a75-a2b7-ae23ca78d3e8', 'cost_mode', 'actual_hours', 'Heures réelles (feuilles de temps)', 'Actual hours (timesheets)', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a085592c-c714-58b4-afb4-4d1466274fcc', 'cost_mode', 'hourly_rate', 'Taux horaire', 'Hourly rate', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c834601d-42e1-5139-8ca0-1a0fb95bdbbc', 'cost_mode', 'none', 'Aucune (personnel au forfait)', 'None (staff under a flat rate)', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Highest level attained (§ 5.12).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('5c11b1d5-084a-5ee3-85a2-4e4f628b60e2', 'education_level', 'none', 'Jamais scolarisé, aucune formation', 'Never schooled, no training', 10, '{"isced":0,"old_level":"VI","ft_codes":["AFS"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0058b4bb-7079-56e9-ad99-9730dbc60d21', 'education_level', 'primary', 'Primaire', 'Primary', 20, '{"isced":1,"old_level":"VI","ft_codes":["CP4"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6c63d7c2-23b3-5117-8fe5-be1b9fe01b67', 'education_level', 'lower_secondary', 'Collège, brevet, troisième ; seconde ou première sans diplôme', 'Lower secondary; upper secondary without diploma', 30, '{"isced":2,"old_level":"V bis / VI","ft_codes":["CFG","C3A","C12"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f0640bfd-8fbb-53d7-8cce-ee0661d1a943', 'education_level', 'cap_bep', 'CAP, BEP ou équivalent', 'CAP, BEP or equivalent (vocational certificate)', 40, '{"isced":3,"french_level":3,"old_level":"V","ft_codes":["NV5"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f2ecdb65-32ea-538c-8400-88bd227652be', 'education_level', 'bac', 'Baccalauréat, brevet professionnel', 'Baccalauréat, professional certificate (BP)', 50, '{"isced":3,"french_level":4,"old_level":"IV","ft_codes":["NV4"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('dc0bbd6b-03ae-5b39-bb7a-84650f33bdae', 'education_level', 'post_secondary', 'Capacité en droit, DAEU', 'Post-secondary non-tertiary (law certificate, DAEU)', 60, '{"isced":4,"french_level":4,"old_level":"IV","ft_codes":[]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2b60e2c3-55ec-522b-bc7e-cf6ed32b5a75', 'education_level', 'bac_plus_2', 'BTS, DUT, DEUG', 'Two years of higher education (BTS, DUT, DEUG)', 70, '{"isced":5,"french_level":5,"old_level":"III","ft_codes":["NV3"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('79f64cb8-64db-5330-bcd2-723c0c7e9c4a', 'education_level', 'bac_plus_3_4', 'Licence, maîtrise', 'Bachelor’s level (licence, maîtrise)', 80, '{"isced":6,"french_level":6,"old_level":"II","ft_codes":["NV2"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b9e9c2fb-349a-524d-adbb-4508dfd6273b', 'education_level', 'bac_plus_5', 'Master, diplôme d’ingénieur', 'Master’s level, engineering degree', 90, '{"isced":7,"french_level":7,"old_level":"I","ft_codes":["NV1"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e6e53afe-6aa5-5a05-8bcb-6a3c671af702', 'education_level', 'doctorate', 'Doctorat', 'Doctorate', 100, '{"isced":8,"french_level":8,"old_level":"I","ft_codes":[]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Labour-market classes of the ESF (§ 7.2): one of three.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('5d4dd8f5-b6bf-57ec-93ac-b686056a0f03', 'esf_class', 'employed', 'En emploi', 'Employed', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('099c8861-a87e-595d-bba2-5838f99bad2f', 'esf_class', 'unemployed', 'Au chômage', 'Unemployed', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e5394dbc-5317-5285-b311-80a7f0d35fd8', 'esf_class', 'inactive', 'Inactif', 'Inactive', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Labour-market status (§ 5.13) with its ESF class.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('17056c43-a011-54c1-84a4-0c9a01f294d1', 'labour_status', 'employee', 'Salarié', 'Employee', 10, '{"esf_class":"employed"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4f1bc309-58fb-5aed-aa9a-9ebae65e12c8', 'labour_status', 'self_employed', 'Indépendant', 'Self-employed', 20, '{"esf_class":"employed"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e6f8be5b-04fd-56f0-bf3b-6443602a8f65', 'labour_status', 'subsidised', 'Contrat aidé', 'Subsidised job', 30, '{"esf_class":"employed"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('307ef9cc-1e36-52e5-bad8-2a6491313998', 'labour_status', 'siae', 'Salarié en SIAE', 'Job in a work-integration structure', 40, '{"esf_class":"employed"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('96f69627-c854-5726-9afe-056948242bd2', 'labour_status', 'apprentice', 'Apprenti', 'Apprentice', 50, '{"esf_class":"employed"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('bc7f5c50-a74d-50cf-86cf-e1f95e88fe79', 'labour_status', 'unemployed_lt_6m', 'Sans emploi depuis moins de 6 mois', 'Unemployed for less than 6 months', 60, '{"esf_class":"unemployed","unemployment_months_from":0,"unemployment_months_below":6}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3d9af2c7-7824-57d2-8972-e0a102a57e19', 'labour_status', 'unemployed_6_12m', 'Sans emploi depuis 6 à 12 mois', 'Unemployed for 6 to 12 months', 70, '{"esf_class":"unemployed","unemployment_months_from":6,"unemployment_months_below":12}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d660d1d4-c294-5a27-a4fd-7423cb3c9f19', 'labour_status', 'unemployed_12_24m', 'Sans emploi depuis 12 à 24 mois', 'Unemployed for 12 to 24 months', 80, '{"esf_class":"unemployed","unemployment_months_from":12,"unemployment_months_below":24}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('32e0e287-0901-509d-abc4-156262946615', 'labour_status', 'unemployed_24m_plus', 'Sans emploi depuis 24 mois ou plus', 'Unemployed for 24 months or more', 90, '{"esf_class":"unemployed","unemployment_months_from":24}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('cfc9423e-21cb-5314-8c1a-cb21ce88cfdc', 'labour_status', 'inactive_in_education', 'Inactif, en études ou en formation', 'Inactive, in education or training', 100, '{"esf_class":"inactive","in_education":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e4ee7db2-2117-5534-af14-77371f98eb3f', 'labour_status', 'inactive_not_in_education', 'Inactif, ni en études ni en formation', 'Inactive, not in education or training', 110, '{"esf_class":"inactive","in_education":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Housing situation (§ 5.14); exclusion as counted for EECO16 and CO18.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('f293d4bf-1b8f-55c6-8d31-27e2c4921f47', 'housing', 'owner', 'Propriétaire, copropriétaire', 'Owner or co-owner', 10, '{"housing_exclusion":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('45a49fb3-e32d-59ad-ab9a-6bf6deb6582b', 'housing', 'social_tenant', 'Locataire HLM', 'Social housing tenant', 20, '{"housing_exclusion":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8a0e357f-cafb-5f28-9363-78fb4019b395', 'housing', 'private_tenant', 'Locataire ou sous-locataire non HLM', 'Private tenant or subtenant', 30, '{"housing_exclusion":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f02addaf-6479-5622-ae49-73bb95b186cd', 'housing', 'free', 'Logé gratuitement', 'Housed free of charge', 40, '{"housing_exclusion":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7452c543-5f65-5aee-89bc-9eb5382121aa', 'housing', 'hotel_furnished', 'Chambre d’hôtel ou meublé', 'Hotel or furnished room', 50, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a24594e7-71e5-57cc-b38b-928508ef688b', 'housing', 'hosted', 'Hébergé par la famille ou des amis', 'Hosted by family or friends', 60, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('434186a0-a5fe-50c5-99e3-0d832c058dba', 'housing', 'shelter', 'Foyer ou centre d’hébergement (FJT, CHRS…)', 'Hostel or accommodation centre (FJT, CHRS…)', 70, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f8f8b5db-0c90-586d-8738-67924f536d04', 'housing', 'emergency', 'Accueil ou hébergement d’urgence', 'Emergency reception or shelter', 80, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c7d7a5f5-2ac3-5a88-8c92-075c8b15f07a', 'housing', 'mobile', 'Hébergement mobile (caravane, péniche)', 'Mobile home (caravan, barge)', 90, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('dc371602-0196-5d96-9729-12f985b82a67', 'housing', 'makeshift', 'Logement de fortune', 'Makeshift dwelling', 100, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b3a5d242-e979-5896-8849-5ea9cd8deb14', 'housing', 'squat_camp', 'Squat, campement', 'Squat, camp', 110, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('49999168-94a8-5746-8837-2aa67b224817', 'housing', 'roofless', 'Sans abri', 'Roofless', 120, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4cc3d0e1-94fc-5e2c-88f5-4e71cdf75e74', 'housing', 'eviction_pending', 'Expulsion en cours', 'Eviction pending', 130, '{"housing_exclusion":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ba34852b-4983-55be-b6c7-f87c58c8ab0b', 'housing', 'other', 'Autre', 'Other', 140, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('e8c9720e-febf-50e3-b31d-3a149ef5a634', 'housing', 'not_stated', 'Ne souhaite pas répondre', 'Does not wish to answer', 150, '{"declined":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Task categories of time records (§ 5.15): P one participant, G a list, O operation, N outside. Absences are a list of their own.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('37245fea-65d9-5488-ae66-a2653ae9c38b', 'task', 'reception', 'Accueil sur flux', 'Walk-in reception', 10, '{"attribution":"P","attributions":["P","G"],"signature_required":true,"linked_types":["orientation"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('cab53278-3608-5360-a248-80f1a789b395', 'task', 'diagnosis', 'Diagnostic, dossier d’entrée', 'Diagnosis, entry file', 20, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["entry_file"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9e7b4cd7-1543-5234-ae17-438e48670619', 'task', 'interview_in_person', 'Entretien individuel en face à face', 'Individual interview in person', 30, '{"attribution":"P","attributions":["P"],"signature_required":true,"linked_types":["interview"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0e868f28-9a2f-5447-99bc-89d964cc0674', 'task', 'interview_remote', 'Entretien par téléphone ou visioconférence', 'Interview by phone or video', 40, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["interview"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4df69381-205a-57a7-ae8c-af25cf86eda6', 'task', 'milestone', 'Jalon des 5 mois', 'Five-month milestone', 50, '{"attribution":"P","attributions":["P"],"signature_required":true,"linked_types":["milestone_review"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('807f6261-e9ce-56ef-a720-4d427d450621', 'task', 'stage_building', 'Recherche et montage d’étape', 'Finding and setting up a stage', 60, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["stage"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d835bcf6-a07c-530e-b859-7b2d851be7ad', 'task', 'stage_review', 'Point ou bilan d’étape, tripartite', 'Stage point or review, tripartite', 70, '{"attribution":"P","attributions":["P"],"signature_required":true,"linked_types":["stage_review"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fa54e8a9-eeeb-5978-a652-231f913a1f00', 'task', 'employer_contact', 'Contact employeur pour un participant', 'Employer contact for a participant', 80, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["employer_contact"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('09b37882-bc25-51ca-8467-00a6a68d6fbe', 'task', 'opportunity', 'Transmission d’offre, appui à la candidature', 'Passing on an offer, help with an application', 90, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["opportunity_notice"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8a1100f1-ebc7-5e22-b5a7-c9cf818025cb', 'task', 'job_follow_up', 'Suivi dans l’emploi', 'Follow-up in employment', 100, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["follow_up_check"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('df54471a-3744-58df-a6b7-c1968fa1b627', 'task', 'file_update', 'Mise à jour du dossier, compte rendu', 'Updating the file, report', 110, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["participant"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c6448441-39ef-5102-b1c7-15aaecae947d', 'task', 'partner_contact', 'Échange avec un partenaire ou un travailleur social sur un participant', 'Exchange with a partner or social worker about a participant', 120, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["liaison_note"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('81f100bb-bfb4-55fd-af99-7453b20ca42e', 'task', 'rsa_contract', 'Contrat d’engagement RSA', 'RSA engagement contract', 130, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["engagement_contract"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('490af056-2877-52f5-9691-af25c79a7f99', 'task', 'commission_item', 'Présentation en CLAS', 'Presentation to the commission', 140, '{"attribution":"P","attributions":["P","G"],"signature_required":false,"linked_types":["agenda_item"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1fbe7146-08e5-5007-8d91-db78b051a776', 'task', 'quarterly_review', 'Point trimestriel département, France Travail', 'Quarterly review with the département and France Travail', 150, '{"attribution":"G","attributions":["G"],"signature_required":false,"linked_types":["quarterly_review"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8fcb461d-0bba-57da-af42-eb40cea55863', 'task', 'collective_session', 'Temps collectif', 'Collective session', 160, '{"attribution":"G","attributions":["G"],"signature_required":true,"linked_types":["collective_session"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('dfb3d416-6291-5b28-81af-bc806522028a', 'task', 'action_review', 'Bilan collectif d’action', 'Collective review of an action', 170, '{"attribution":"G","attributions":["G"],"signature_required":true,"linked_types":["action"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0862d210-128c-51be-9f54-c393cf807397', 'task', 'event_with_participants', 'Événement avec des participants', 'Event with participants', 180, '{"attribution":"G","attributions":["G"],"signature_required":false,"linked_types":["event"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c92ca734-1e38-5c3f-a6c5-2352fcabb48c', 'task', 'referent_meeting', 'Réunion de référents, animation', 'Meeting of referents', 190, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":["meeting"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7d82247c-a034-597c-939e-c128bcb43dc6', 'task', 'network', 'Réseau, veille juridique, partenariat général', 'Network, legal watch, general partnership', 200, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":["meeting"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3cf5402a-b84e-5a4f-a149-84d0d7c0e8cc', 'task', 'employer_prospecting', 'Prospection non nominative', 'Prospecting employers for no one in particular', 210, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":["employer"]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('bba6d2b9-81e8-56eb-ac21-3fdbe58cd643', 'task', 'esf_admin', 'Gestion FSE : agenda, émargements, bilan', 'ESF management: agenda, signatures, report', 220, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":[]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('82d7776c-16cd-5183-9ec1-7e5783bcc7cf', 'task', 'team_admin', 'Administratif d’équipe', 'Team administration', 230, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":[],"capped":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('ec4fc5de-02ab-5bd6-87a6-172fada9a2a4', 'task', 'training_staff', 'Formation du salarié', 'Training of the employee', 240, '{"attribution":"O","attributions":["O","N"],"signature_required":false,"linked_types":[]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('84b5f797-5611-587c-98d1-ebb41f27ac1c', 'task', 'travel', 'Déplacement', 'Travel', 250, '{"attribution":"O","attributions":["O","P","G"],"signature_required":false,"linked_types":[],"inherits":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9e616aa1-7056-5547-9c0f-1b40905115e7', 'task', 'other_operation', 'Autre opération, autre mission', 'Other operation, other mission', 260, '{"attribution":"N","attributions":["N"],"signature_required":false,"linked_types":[]}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Absences (§ 5.15); always outside the operation.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('0ad07c4d-ace4-5413-8929-d97b2697cf64', 'absence_kind', 'leave', 'Congé', 'Leave', 10, '{"attribution":"N"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7317eab8-50fd-50c3-b326-8b948f63313e', 'absence_kind', 'sick', 'Arrêt maladie', 'Sick leave', 20, '{"attribution":"N","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('16bbc36e-d657-5c8f-b3bc-a1486d8a7966', 'absence_kind', 'public_holiday', 'Jour férié', 'Public holiday', 30, '{"attribution":"N"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('bbb24261-40b7-5ec1-b6ad-98ac0d751600', 'absence_kind', 'rtt', 'RTT', 'Working-time reduction day (RTT)', 40, '{"attribution":"N"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3fef1bf4-2abc-54d3-91cc-08dc717074e9', 'absence_kind', 'strike', 'Grève', 'Strike', 50, '{"attribution":"N","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d220fdb0-1b18-5152-be78-fdfd153357e5', 'absence_kind', 'union', 'Mandat syndical', 'Union duties', 60, '{"attribution":"N","sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('950216dd-0c8c-5d41-8d38-e3d7e8ef6057', 'absence_kind', 'training', 'Formation', 'Training', 70, '{"attribution":"N"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Places of a time record (§ 6.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('945f4668-f0ac-57cc-8a67-7e1c3a4ec4cb', 'time_place', 'site', 'Site du PLIE', 'PLIE site', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b5dea11d-1233-5057-9b7b-fd71e4c85c59', 'time_place', 'employer', 'Chez un employeur', 'At an employer’s', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d93c9ceb-b946-5c05-bfda-f7a6d0325c71', 'time_place', 'home', 'Au domicile du participant', 'At the participant’s home', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('52a425b5-bb21-5d5b-aadb-510fb3e4c174', 'time_place', 'remote', 'À distance, télétravail', 'Remote', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9eaa6e12-7747-591d-b2ae-f8ffe01503eb', 'time_place', 'other', 'Autre', 'Other', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Modalities of a time record (§ 6.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('3ed07454-fb93-5af8-829f-3acb56221d61', 'time_modality', 'in_person', 'En présence', 'In person', 10, '{"physical":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('520513af-042c-50b1-9b3d-1b8436adba23', 'time_modality', 'phone', 'Téléphone', 'Phone', 20, '{"physical":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('51f4174b-73fe-53bc-b1be-ad395ac2ecfc', 'time_modality', 'video', 'Visioconférence', 'Video call', 30, '{"physical":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1f1ea773-4c5c-579b-a305-b40121df709f', 'time_modality', 'desk', 'Travail au bureau', 'Desk work', 40, '{"physical":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('93f88ca6-9142-5728-b245-3093a33f761a', 'time_modality', 'travel', 'Déplacement', 'Travel', 50, '{"physical":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Level of French, CEFR (§ 10.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('8e4ba75e-cf64-5c99-98a7-7eef52218d77', 'french_level', 'below_a1', 'Inférieur à A1', 'Below A1', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0d70c96c-85ef-5e88-907b-5069871a54bb', 'french_level', 'a1', 'A1 (découverte)', 'A1 (breakthrough)', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1330cdf0-c884-517e-9011-c4eac4282a02', 'french_level', 'a2', 'A2 (intermédiaire)', 'A2 (waystage)', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('85194e85-c5cc-5a80-a277-0e2eb811a619', 'french_level', 'b1', 'B1 (seuil)', 'B1 (threshold)', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('66ef2a71-1f29-50e7-89bd-e8371cc048a1', 'french_level', 'b2', 'B2 (avancé)', 'B2 (vantage)', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9215f48d-2080-5d28-b36f-589f314be24a', 'french_level', 'c1', 'C1 (autonome)', 'C1 (effective operational proficiency)', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b961b1ed-af52-55b6-a833-ef259e6fc9c1', 'french_level', 'c2', 'C2 (maîtrise)', 'C2 (mastery)', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Maturity of the career project (S3.11).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('1547af51-c1ee-53aa-9e67-997694e80290', 'project_maturity', 'none', 'Pas de projet', 'No project', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('99db6998-3dea-5032-96c6-982112af766e', 'project_maturity', 'idea', 'Idée', 'Idea', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('060ce212-a9f1-5604-ab08-96ba7b370b53', 'project_maturity', 'defined', 'Défini', 'Defined', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('dd977a0f-c834-55b8-a13c-b8fcf36660fe', 'project_maturity', 'validated', 'Validé', 'Validated', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Minimum incomes and allowances received (§ 7.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('05e538fa-e58b-585d-99d4-1ad2d9dc9b38', 'minimum_income', 'rsa', 'Revenu de solidarité active (RSA)', 'Minimum income (RSA)', 10, '{"minimum":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('38abdc51-f7ca-51bc-be1c-66086a6d00f6', 'minimum_income', 'ass', 'Allocation de solidarité spécifique (ASS)', 'Specific solidarity allowance (ASS)', 20, '{"minimum":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('832bee6b-7aed-5de7-bfc7-4a0ac5b585e1', 'minimum_income', 'aah', 'Allocation aux adultes handicapés (AAH)', 'Disabled adults’ allowance (AAH)', 30, '{"minimum":true,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('70855799-9661-588c-a496-b810c4a27571', 'minimum_income', 'ada', 'Allocation pour demandeur d’asile (ADA)', 'Asylum seeker’s allowance (ADA)', 40, '{"minimum":true,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('32940c9c-262b-5ab8-8a34-a12d2ccd322e', 'minimum_income', 'aspa', 'Allocation de solidarité aux personnes âgées (ASPA)', 'Solidarity allowance for the elderly (ASPA)', 50, '{"minimum":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('99fc6134-2fe7-5dfb-97d9-17df2ce0a722', 'minimum_income', 'asi', 'Allocation supplémentaire d’invalidité (ASI)', 'Supplementary invalidity allowance (ASI)', 60, '{"minimum":true,"sensitive":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b6df6c88-8449-5728-b144-eff7400357ef', 'minimum_income', 'are', 'Allocation d’aide au retour à l’emploi (ARE)', 'Unemployment insurance benefit (ARE)', 70, '{"minimum":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('c392213c-9a69-5d75-b2be-3d0f10774a4d', 'minimum_income', 'none', 'Aucune', 'None', 80, '{"minimum":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9f6988cf-a18e-5fc3-ab14-3d6ff55da4bb', 'minimum_income', 'declined', 'Ne souhaite pas répondre', 'Does not wish to answer', 90, '{"minimum":false,"declined":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Channels of a contact, a notice or an offer.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('151fc062-ace1-5e7d-b630-82d035578fd1', 'channel', 'in_person', 'En main propre, en présence', 'In person', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7ff1ab5a-4bf8-53e5-859d-5af27aa38903', 'channel', 'phone', 'Téléphone', 'Phone', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('185e0f9c-9c38-5dec-aa20-ca712c5caca2', 'channel', 'email', 'Courriel', 'E-mail', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b2c58bf8-7140-5603-b5a1-a3d79e60b4ab', 'channel', 'post', 'Courrier', 'Post', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('15da75cd-159c-5cbe-b731-ead39264d274', 'channel', 'video', 'Visioconférence', 'Video call', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9d731df4-3a7d-5dee-84b3-a1da2b033849', 'channel', 'sms', 'SMS', 'Text message', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Information notices handed to the person (§ 9.1, G2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('73f81dd9-98f3-5cb0-b5d8-8c57e447481b', 'notice_kind', 'privacy', 'Information sur les données personnelles', 'Privacy notice', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('03c3bed3-7d06-5a93-8bde-e71d8e731b18', 'notice_kind', 'esf', 'Information sur le financement européen', 'Notice of European funding', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Results of an objective (S3.26).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('00727975-e015-5931-9e6d-a3dfe37dbfc5', 'objective_result', 'open', 'En cours', 'Open', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6fe45ad2-775d-5b25-a354-1ce42965ef92', 'objective_result', 'achieved', 'Atteint', 'Achieved', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3a129ebe-390f-576f-9201-4118bc45e91d', 'objective_result', 'partly', 'Partiellement atteint', 'Partly achieved', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('17ea6cea-59d7-5c79-903a-a0d18d2b8b88', 'objective_result', 'not_achieved', 'Non atteint', 'Not achieved', 40, '{"reason_required":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b724e973-299f-5f63-9f52-447b576e3985', 'objective_result', 'dropped', 'Abandonné', 'Dropped', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of items on a commission's agenda (R4.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('bfb989f9-e422-5f65-849a-efea98f1d631', 'agenda_item_kind', 'admission', 'Admission', 'Admission', 10, '{"subject":"entry_file"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('712c343f-c4db-5bec-9b92-7faf6b1d355c', 'agenda_item_kind', 'pathway_review', 'Examen de parcours', 'Pathway review', 20, '{"subject":"pathway"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('975c295c-a5b8-5549-b2e4-d590f299e137', 'agenda_item_kind', 'extension', 'Prolongation', 'Extension', 30, '{"subject":"pathway"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4f89e9d9-7098-5f7b-af54-6883c5f721ce', 'agenda_item_kind', 'suspension', 'Suspension', 'Suspension', 40, '{"subject":"pathway"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f7e93534-1f51-52e5-994c-eb8f0aea6a77', 'agenda_item_kind', 'exit_proposal', 'Proposition de sortie', 'Exit proposal', 50, '{"subject":"pathway"}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('5143360a-0898-583f-b0f1-3a9e2a98a077', 'agenda_item_kind', 'information', 'Information', 'Information', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Outcomes of a commission's decision (R4.4); an alternative is due on refusal (R4.5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('3c13e1f7-678e-5f56-90bd-9eb6f0848e9b', 'decision_outcome', 'admitted', 'Admis', 'Admitted', 10, '{"for":"admission","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('08075851-2fb5-51f7-844e-d41705e4a2d0', 'decision_outcome', 'admitted_pending_department', 'Admis, dans l’attente du département', 'Admitted, pending the département', 20, '{"for":"admission","alternative_required":false,"set_by_server":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6b6ad603-4a7c-549c-8817-e77222da6e01', 'decision_outcome', 'refused', 'Refusé', 'Refused', 30, '{"for":"admission","alternative_required":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('319c684a-79eb-516d-afbc-b299bfef0e5d', 'decision_outcome', 'adjourned', 'Ajourné', 'Adjourned', 40, '{"for":"admission","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8c464055-fb43-53fc-9996-f800bfd35542', 'decision_outcome', 'redirected', 'Réorienté vers un autre dispositif', 'Redirected', 50, '{"for":"admission","alternative_required":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('218b8df1-bb1f-556d-b05c-101b6b4c8c55', 'decision_outcome', 'continue', 'Poursuite du parcours', 'Continue', 60, '{"for":"pathway","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d6e30058-6fc2-557f-b906-f54e43e50a39', 'decision_outcome', 'reorient', 'Réorientation du parcours', 'Reorient', 70, '{"for":"pathway","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b97af33e-e8df-5879-a00d-13b858f237c9', 'decision_outcome', 'suspend', 'Suspension', 'Suspend', 80, '{"for":"pathway","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('07b987fc-cdc2-52e4-8726-8519a370954b', 'decision_outcome', 'extend', 'Prolongation', 'Extend', 90, '{"for":"pathway","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d7665c24-86e0-562c-abd7-edb46e0e666d', 'decision_outcome', 'close', 'Clôture', 'Close', 100, '{"for":"pathway","alternative_required":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Outcomes of a reception (§ 4.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('899769d8-b08f-5e18-bcf2-194a310741d3', 'reception_outcome', 'attended', 'Présent', 'Attended', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f2a1da92-2e9f-5919-a006-24a916ab8018', 'reception_outcome', 'no_show', 'Absent', 'No-show', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a4c87a4a-542b-59ca-9984-78e84ef5c68f', 'reception_outcome', 'excused', 'Absence excusée', 'Excused', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Half-days of a reception slot (S3.10).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('b3c0a74b-4309-5b34-9b00-6c2add135ad9', 'half_day', 'am', 'Matin', 'Morning', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4906e7da-5825-514f-84ce-f591f60f04c8', 'half_day', 'pm', 'Après-midi', 'Afternoon', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Voices of a commission's members (R4.1).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('7eb4f71e-c674-5ab9-b435-2072ce400c66', 'member_voice', 'vote', 'Voix délibérative', 'Vote', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('68253e69-1c5a-5194-a844-d4e5128fa814', 'member_voice', 'advice', 'Voix consultative', 'Advice', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Opinion of the département on an RSA recipient (R4.6).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('27136cce-c3c7-550e-b20d-2ecda57f8a48', 'department_opinion', 'none', 'Sans objet', 'Not applicable', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('67bd324b-0fc5-51be-aac1-68d573d29ee6', 'department_opinion', 'pending', 'En attente', 'Pending', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7ba86036-6a4a-5371-b5d3-952774cc549a', 'department_opinion', 'favourable', 'Favorable', 'Favourable', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9226f60d-6874-5a40-b1f1-07082cc0c667', 'department_opinion', 'unfavourable', 'Défavorable', 'Unfavourable', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Authorisation of a partner structure (R3.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('4bea4475-7439-50eb-be1c-b1f24bb3fd61', 'authorisation', 'pending', 'En attente', 'Pending', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d798e65a-dcbf-5912-8fa6-e01c6590a492', 'authorisation', 'validated', 'Habilitée', 'Validated', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('db05f9b1-f4b7-5043-94b3-56b6ca620169', 'authorisation', 'refused', 'Refusée', 'Refused', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('1533f828-d916-582a-bfc4-e296725e88ff', 'authorisation', 'not_required', 'Non requise', 'Not required', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Where a situation was learnt (R7.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('784ef2b6-0616-545c-b741-8e2830c2e774', 'situation_source', 'participant', 'Participant', 'Participant', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('dd794376-6bcf-59b3-9995-88323c86c5c1', 'situation_source', 'register', 'Fichier administratif', 'Register', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7f5a2d0e-83be-5eb7-8982-cd1cb2632c98', 'situation_source', 'employer_document', 'Document de l’employeur', 'Employer’s document', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('96fe7a8b-fab8-5a11-a204-4b1615c81b3b', 'situation_source', 'referent_statement', 'Déclaration du référent', 'Referent’s statement', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('cf396b15-2ab6-5de2-b4f9-766b11bc2fb5', 'situation_source', 'estimate', 'Estimation', 'Estimate', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Answers about disability (§ 10.2); unknown, declined and no are three values.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('f6623991-be88-5ae2-bc7d-76f357c056f7', 'disability_answer', 'yes', 'Oui', 'Yes', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('2f501150-d9d9-54af-82e6-05e401a18e28', 'disability_answer', 'no', 'Non', 'No', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3f9a5331-6bef-556c-b47b-b4485d3caacb', 'disability_answer', 'declined', 'Ne souhaite pas répondre', 'Does not wish to answer', 30, '{"declined":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('4e63e46e-89b1-5df9-8834-11520a19ac20', 'disability_answer', 'unknown', 'Non renseigné', 'Unknown', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Classes of nationality (G5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('c5046e00-82c2-5565-8dd9-2e1f71951cea', 'nationality_class', 'french', 'Française', 'French', 10, '{"third_country":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('20849fd0-a649-5f8b-ba08-1bd358ba85f7', 'nationality_class', 'eu', 'Autre pays de l’Union européenne', 'Other EU country', 20, '{"third_country":false}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('224b49e9-897f-58d6-ae35-d41ccac91255', 'nationality_class', 'third_country', 'Pays tiers', 'Third country', 30, '{"third_country":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('6f5047b2-c6b6-5d2e-aa19-58caec8775e2', 'nationality_class', 'stateless', 'Apatride', 'Stateless', 40, '{"third_country":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('d39a72e2-62e6-513f-9269-f322e9555b55', 'nationality_class', 'declined', 'Ne souhaite pas répondre', 'Does not wish to answer', 50, '{"declined":true}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('48739ac9-3988-547c-8730-f95521dd566a', 'nationality_class', 'unknown', 'Non renseignée', 'Unknown', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of engagement contracts (S3.22).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('a800c03a-4635-588f-bdab-fd3fdc4e1fd6', 'engagement_contract_kind', 'plie', 'Contrat d’accompagnement PLIE', 'PLIE support contract', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('3f804555-3f6f-5dba-9cdd-dff4f92cbd50', 'engagement_contract_kind', 'cer', 'Contrat d’engagements réciproques (CER)', 'Reciprocal engagement contract (CER)', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('98e8da2c-ee4a-52ee-83e9-f0de3d710a19', 'engagement_contract_kind', 'contrat_engagement', 'Contrat d’engagement (loi plein emploi)', 'Engagement contract (full employment act)', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of stage reviews (S3.24, S3.27).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('f4c6f829-c8c5-533a-b5fd-11048be82518', 'stage_review_kind', 'referent', 'Avec le référent', 'With the referent', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('f87b2243-4096-5e61-a133-6d299a639b43', 'stage_review_kind', 'tripartite', 'Tripartite', 'Tripartite', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('350d5b89-5afc-50d2-9cd8-d0a21554fb6d', 'stage_review_kind', 'collective', 'Collective', 'Collective', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- State of an expected document (S0.16).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('491642df-a3af-5709-bad3-2c3ed8fd97c6', 'document_state', 'expected', 'Attendu', 'Expected', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('fcd55a59-a94a-51a9-a807-113c070dd09e', 'document_state', 'received', 'Reçu', 'Received', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of meetings (§ 2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('794c1e6f-2db9-5eac-a1cc-676a190d147b', 'meeting_kind', 'team', 'Réunion d’équipe', 'Team meeting', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('b8d982a1-5b76-5380-a050-708ca52051e5', 'meeting_kind', 'referent', 'Réunion de référents', 'Meeting of referents', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('aef864ec-dfbc-517b-af3f-21c96db6641c', 'meeting_kind', 'operational_technical', 'Comité technique opérationnel', 'Operational technical committee', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('a33af211-a590-59d2-94ec-e69e88048e97', 'meeting_kind', 'institutional', 'Réunion institutionnelle', 'Institutional meeting', 40, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('125332f5-41e8-5ed5-bb7d-3c930ff371c5', 'meeting_kind', 'network', 'Réseau', 'Network', 50, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('0de3ca48-ca4e-57ae-95f7-944baea3c74a', 'meeting_kind', 'partner_training', 'Formation des partenaires', 'Partner training', 60, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('31002227-3ad6-598e-a07a-5439cfad19b3', 'meeting_kind', 'clause', 'Clauses d’insertion', 'Social clauses', 70, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of opportunities (S3.18).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('0cf45d49-a426-5d60-abfc-d9c624524652', 'opportunity_kind', 'job', 'Emploi', 'Job', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('cc4154d1-4fb6-58b5-9fda-e99dff9a94a7', 'opportunity_kind', 'training', 'Formation', 'Training', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('922ee6f2-1bd9-5e19-9b80-1a6d757ee8b8', 'opportunity_kind', 'integration', 'Insertion', 'Integration', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Kinds of signatures (§ 6.5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('e2d4eccb-70ac-5886-a452-0b387083dd1a', 'signature_kind', 'handwritten_scan', 'Signature manuscrite numérisée', 'Scanned handwritten signature', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('7306c76d-49f1-5034-b53f-fbe824bb6bf0', 'signature_kind', 'electronic', 'Signature électronique', 'Electronic signature', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

-- Who signs (§ 6.5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  ('fbaf90a5-4ae7-5759-982c-5ff6cb685e72', 'signer_type', 'participant', 'Participant', 'Participant', 10, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('8684802a-aefc-5ccc-a720-e2c254a53852', 'signer_type', 'staff', 'Salarié', 'Staff member', 20, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
  ('9a8ca1bb-e849-5dec-bd8b-57c29d8e5987', 'signer_type', 'third_party', 'Tiers', 'Third party', 30, '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z');

create function reference_codes_kept() returns trigger language plpgsql as $$
begin
  raise exception 'a reference code is never deleted: end its validity' using errcode = 'restrict_violation';
end $$;
create trigger reference_codes_kept before delete on reference_codes
  for each row execute function reference_codes_kept();

-- After the load, because the owner is under the policies too.
alter table reference_codes enable row level security;
alter table reference_codes force row level security;
create policy reference_codes_read on reference_codes for select using (
  plie_id is null
  or plie_id = nullif(current_setting('app.plie', true), '')::uuid
  or current_setting('app.system', true) = 'on'
);
create policy reference_codes_write on reference_codes for all using (
  plie_id = nullif(current_setting('app.plie', true), '')::uuid
  or current_setting('app.system', true) = 'on'
);
