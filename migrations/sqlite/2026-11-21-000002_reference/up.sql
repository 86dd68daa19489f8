-- Code lists (domain § 5): national rows have no PLIE; a PLIE's own row adds a code or takes the
-- place of the national one. Codes are kept in data for ever, so no row is ever deleted.
-- `sort` leaves room between the national codes; validity days are inclusive.
create table reference_codes (
  id blob primary key not null check (length(id) = 16),
  list text not null check (length(list) between 1 and 60 and list not glob '*[^a-z0-9_]*'),
  code text not null check (length(code) between 1 and 60 and code not glob '*[^a-z0-9_]*'),
  plie_id blob references plies (id) check (length(plie_id) = 16),
  label_fr text not null check (length(label_fr) between 1 and 200),
  label_en text not null check (length(label_en) between 1 and 200),
  sort integer not null,
  valid_from text check (valid_from is date(valid_from, '+0 days')),
  valid_to text check (valid_to is date(valid_to, '+0 days')),
  attrs text not null default '{}' check (json_valid(attrs) and json_type(attrs) = 'object'),
  version integer not null default 1 check (version >= 1),
  created_at integer not null,
  updated_at integer not null,
  check (valid_from is null or valid_to is null or valid_from <= valid_to)
) strict;
create unique index reference_codes_national on reference_codes (list, code) where plie_id is null;
-- Nulls are distinct, so this one binds the rows of a PLIE only; partial, no upsert could name it in both databases.
create unique index reference_codes_own on reference_codes (plie_id, list, code);

-- Gender (§ 7.2); the ESF of 2014-2020 knows the first two only.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'c2a04d38c6625d79a69bb1108aae9d35', 'gender', 'woman', 'Femme', 'Woman', 10, '{"esf_2014":true}', 1795219200000000, 1795219200000000),
  (x'd80af87c3697539ea35d3c380a1d3f7b', 'gender', 'man', 'Homme', 'Man', 20, '{"esf_2014":true}', 1795219200000000, 1795219200000000),
  (x'a2fa8211c9b65d3bad003d44d0aa7ff6', 'gender', 'non_binary', 'Non binaire', 'Non-binary', 30, '{"esf_2014":false}', 1795219200000000, 1795219200000000);

-- Eligibility criteria (§ 5.1), age of the proof in months (§ 4.3).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'59043a6046605590aa644d633700b78c', 'criterion', 'rsa', 'Bénéficiaire du RSA', 'RSA (minimum income) recipient', 10, '{"level":1,"evidence":"attestation RSA","evidence_en":"RSA certificate","validity_months":3}', 1795219200000000, 1795219200000000),
  (x'1cbf1e7b4240544799ab3b2679e79fbd', 'criterion', 'ass', 'Allocataire de l’ASS', 'ASS (end-of-unemployment-insurance allowance) recipient', 20, '{"level":1,"evidence":"attestation ASS","evidence_en":"ASS certificate","validity_months":3}', 1795219200000000, 1795219200000000),
  (x'2415a24cc0c5557da9541dc79f2af751', 'criterion', 'aah', 'Allocataire de l’AAH', 'AAH (disabled adults’ allowance) recipient', 30, '{"level":1,"evidence":"attestation AAH","evidence_en":"AAH certificate","validity_months":3,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'faeba200bc005bc99e065026447fadea', 'criterion', 'detld', 'Demandeur d’emploi de très longue durée (24 mois et plus)', 'Very long-term jobseeker (24 months or more)', 40, '{"level":1,"evidence":"avis de situation ou attestation France Travail","evidence_en":"France Travail statement or certificate","validity_months":3,"unemployment_months_from":24}', 1795219200000000, 1795219200000000),
  (x'103b5c40ec6d5156b6104f122097ae72', 'criterion', 'deld', 'Demandeur d’emploi de longue durée (12 à 24 mois)', 'Long-term jobseeker (12 to 24 months)', 50, '{"level":2,"evidence":"attestation France Travail","evidence_en":"France Travail certificate","validity_months":3,"unemployment_months_from":12,"unemployment_months_below":24}', 1795219200000000, 1795219200000000),
  (x'35d432f27bfe5b93b5662dfd573596bf', 'criterion', 'level3_or_below', 'Niveau 3 (CAP, BEP) ou infra', 'Level 3 (CAP, BEP) or below', 60, '{"level":2,"evidence":"diplôme ou attestation sur l’honneur","evidence_en":"diploma or sworn statement"}', 1795219200000000, 1795219200000000),
  (x'17deb6497c5154038f4b642c77528fa6', 'criterion', 'senior_50', 'Senior (50 ans et plus)', 'Senior (aged 50 or over)', 70, '{"level":2,"evidence":"pièce d’identité","evidence_en":"identity document","age_from":50}', 1795219200000000, 1795219200000000),
  (x'5409bff4692a5af494e7b491ba37cf0b', 'criterion', 'youth_under_26', 'Jeune (moins de 26 ans)', 'Young person (under 26)', 80, '{"level":2,"evidence":"pièce d’identité","evidence_en":"identity document","age_below":26}', 1795219200000000, 1795219200000000),
  (x'e889a02fa24c5faaae9e1982bb272210', 'criterion', 'ase', 'Sortant de l’aide sociale à l’enfance', 'Leaving child welfare care (ASE)', 90, '{"level":2,"evidence":"attestation ASE","evidence_en":"ASE certificate","validity_months":12}', 1795219200000000, 1795219200000000),
  (x'd49d8ccbbd3c5e1cbdc1e25600880644', 'criterion', 'rqth', 'Travailleur handicapé (RQTH/BOETH)', 'Recognised disabled worker (RQTH/BOETH)', 100, '{"level":2,"evidence":"décision en cours de validité","evidence_en":"decision in force","valid_on_the_day":true,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'8b5c3c0738475f4a92d328a8e3de1314', 'criterion', 'single_parent', 'Parent isolé', 'Single parent', 110, '{"level":2,"evidence":"attestation CAF ou MSA","evidence_en":"CAF or MSA certificate","validity_months":3}', 1795219200000000, 1795219200000000),
  (x'3b80d8e9fea45a91a86970a4a47e30a8', 'criterion', 'homeless_or_hosted', 'Personne sans hébergement, hébergée ou ayant un parcours de rue', 'Homeless, hosted, or with a history of street life', 120, '{"level":2,"evidence":"domiciliation ou déclaration d’un travailleur social","evidence_en":"registered postal address or social worker’s statement"}', 1795219200000000, 1795219200000000),
  (x'6b3931f61e405dc1bbc5fc025ba5d25b', 'criterion', 'refugee', 'Réfugié, protection subsidiaire ou temporaire, demandeur d’asile', 'Refugee, subsidiary or temporary protection, asylum seeker', 130, '{"level":2,"evidence":"titre de séjour ou récépissé","evidence_en":"residence permit or receipt","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'b3ed809e5fc0511aa19d03d8e03aad77', 'criterion', 'rural_frr', 'Résident en ZRR/FRR', 'Resident of a rural revitalisation area (ZRR/FRR)', 140, '{"level":2,"evidence":"justificatif de domicile","evidence_en":"proof of address","validity_months":6}', 1795219200000000, 1795219200000000),
  (x'8878e3cee60452cfb32858bba6f37d07', 'criterion', 'qpv', 'Résident en QPV', 'Resident of a priority urban district (QPV)', 150, '{"level":2,"evidence":"justificatif de domicile","evidence_en":"proof of address","validity_months":6}', 1795219200000000, 1795219200000000),
  (x'8d69431d0efe504eb73fea7ae196803f', 'criterion', 'justice', 'Sortant de détention ou sous main de justice', 'Leaving detention or under a court measure', 160, '{"level":2,"evidence":"billet de sortie ou attestation","evidence_en":"release slip or certificate","validity_months":6,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'2c1849aff6cb50de921f2bdeaa90c06f', 'criterion', 'french_below_a1', 'Maîtrise du français inférieure à A1', 'Command of French below A1', 170, '{"level":2,"evidence":"évaluation FLE","evidence_en":"assessment of French as a foreign language","validity_months":6}', 1795219200000000, 1795219200000000),
  (x'96a964b4dc2a56c2a7bb538b1408dfd8', 'criterion', 'mobility_issue', 'Problème de mobilité', 'Mobility difficulty', 180, '{"level":2,"evidence":"diagnostic mobilité","evidence_en":"mobility assessment","validity_months":6}', 1795219200000000, 1795219200000000),
  (x'adc566a5b56258e2bdbb026c29e0fa22', 'criterion', 'exclusion_risk', 'Personne exposée à un risque d’exclusion durable du marché du travail', 'Person at risk of lasting exclusion from the labour market', 190, '{"local":true,"evidence":"avis motivé du prescripteur","evidence_en":"reasoned opinion of the prescriber"}', 1795219200000000, 1795219200000000),
  (x'5b046240b2e95e3882649f836193eda6', 'criterion', 'mous', 'Personne suivie par la MOUS (habitat précaire, squats, campements)', 'Person followed by the MOUS (precarious housing, squats, camps)', 200, '{"local":true,"evidence":"liste MOUS","evidence_en":"MOUS list"}', 1795219200000000, 1795219200000000),
  (x'1b3b4a99012a536d97c966cc47df45d4', 'criterion', 'migrant', 'Public migrant (FLE à visée professionnelle)', 'Migrant (French as a foreign language for work)', 210, '{"local":true,"sensitive":true}', 1795219200000000, 1795219200000000);

-- Barriers to work (§ 5.2); social ones are what social workers see (S3.21).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'7ae472ecaaba5046b51c21d97ad0ced2', 'barrier', 'housing', 'Logement', 'Housing', 10, '{"social":true,"di_category":["logement-hebergement"]}', 1795219200000000, 1795219200000000),
  (x'b4ab9761db285b1da217452e838dea14', 'barrier', 'employment', 'Emploi (accès, recherche)', 'Employment (access, search)', 20, '{"social":false,"di_category":["trouver-un-emploi","preparer-sa-candidature"]}', 1795219200000000, 1795219200000000),
  (x'32d82813075e54d297bafca5463ce871', 'barrier', 'training', 'Formation, qualification', 'Training, qualification', 30, '{"social":false,"di_category":["se-former"]}', 1795219200000000, 1795219200000000),
  (x'1fe1a8afbb935b9791f4f728d501ebc6', 'barrier', 'administrative', 'Difficultés administratives ou juridiques', 'Administrative or legal difficulties', 40, '{"social":true,"di_category":["difficultes-administratives-ou-juridiques"]}', 1795219200000000, 1795219200000000),
  (x'701f577e8bfa5f5f939ca7c6c2034b2d', 'barrier', 'financial', 'Difficultés financières', 'Financial difficulties', 50, '{"social":true,"di_category":["difficultes-financieres"]}', 1795219200000000, 1795219200000000),
  (x'c4c6b3dcfae457b08dbe45d1f1bfde08', 'barrier', 'mobility', 'Mobilité', 'Mobility', 60, '{"social":false,"di_category":["mobilite"]}', 1795219200000000, 1795219200000000),
  (x'8f16921902fb5002b016d74ba5214473', 'barrier', 'health', 'Santé (sans diagnostic médical)', 'Health (no medical diagnosis)', 70, '{"social":true,"sensitive":true,"di_category":["sante"]}', 1795219200000000, 1795219200000000),
  (x'4d1cc32e619e5869b035df53112731fd', 'barrier', 'family', 'Contraintes familiales, garde d’enfants', 'Family constraints, childcare', 80, '{"social":true,"di_category":["famille"]}', 1795219200000000, 1795219200000000),
  (x'87495354702f55feb3830097dfeabf5e', 'barrier', 'language', 'Maîtrise de la langue, lecture, écriture, calcul', 'Language, reading, writing, arithmetic', 90, '{"social":false,"di_category":["lecture-ecriture-calcul"]}', 1795219200000000, 1795219200000000),
  (x'20da0f33d0d55fb790e5a2beac81a257', 'barrier', 'digital', 'Numérique', 'Digital skills and access', 100, '{"social":false,"di_category":["numerique"]}', 1795219200000000, 1795219200000000),
  (x'6102a57f6e0b53b2ab390095d857954c', 'barrier', 'project', 'Projet professionnel à définir', 'Career project to be defined', 110, '{"social":false,"di_category":["choisir-un-metier","creer-une-entreprise"]}', 1795219200000000, 1795219200000000),
  (x'4dd05b4d6efe55da9158df88ecc4f54e', 'barrier', 'remobilisation', 'Confiance en soi, isolement', 'Self-confidence, isolation', 120, '{"social":false,"di_category":["remobilisation"]}', 1795219200000000, 1795219200000000),
  (x'f9e88802f94c59ffa21b64ac9c0e558b', 'barrier', 'equipment', 'Équipement et alimentation', 'Equipment and food', 130, '{"social":true,"di_category":["equipement-et-alimentation"]}', 1795219200000000, 1795219200000000);

-- Families of stage types (§ 5.3).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'cc287a684e8b5f4693dae2c2bea7bae6', 'stage_family', 'guidance', 'Orientation et remobilisation', 'Guidance and remobilisation', 10, '{}', 1795219200000000, 1795219200000000),
  (x'af658293171651078493ff2951597a05', 'stage_family', 'barrier', 'Levée de freins', 'Lifting of barriers', 20, '{}', 1795219200000000, 1795219200000000),
  (x'17d499ad94785aa3a893f2a6b0d518dc', 'stage_family', 'training', 'Formation', 'Training', 30, '{}', 1795219200000000, 1795219200000000),
  (x'7d101134cd675cc396bbbc40f61407b8', 'stage_family', 'work_placement', 'Mise en situation de travail', 'Work placement', 40, '{}', 1795219200000000, 1795219200000000),
  (x'a89649f96e0251f78718a5134662019c', 'stage_family', 'integration_work', 'Emploi d’insertion', 'Integration employment', 50, '{}', 1795219200000000, 1795219200000000),
  (x'ef25dfaf02155ff0b9f715b83ef52ac2', 'stage_family', 'ordinary_work', 'Emploi ordinaire', 'Ordinary employment', 60, '{}', 1795219200000000, 1795219200000000);

-- Stage types (§ 5.3); the referent's own support is not a stage.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'6575110688f656aaa877b384ab02c8cb', 'stage_type', 'assessment', 'Bilan, diagnostic, orientation', 'Assessment, diagnosis, guidance', 10, '{"family":"guidance"}', 1795219200000000, 1795219200000000),
  (x'8fdc36291dda5475a550928cb6dbc7b9', 'stage_type', 'remobilisation', 'Remobilisation, redynamisation', 'Remobilisation', 20, '{"family":"guidance"}', 1795219200000000, 1795219200000000),
  (x'20c14c78d7b651f1ac6a01b2c2edc492', 'stage_type', 'career_project', 'Élaboration ou confirmation du projet professionnel', 'Defining or confirming the career project', 30, '{"family":"guidance"}', 1795219200000000, 1795219200000000),
  (x'7d8229c1f00156ad8c57ec5566a0ee08', 'stage_type', 'barrier_lifting', 'Levée de frein (mobilité, garde d’enfants, santé, logement…)', 'Lifting a barrier (mobility, childcare, health, housing…)', 40, '{"family":"barrier"}', 1795219200000000, 1795219200000000),
  (x'366a60cb5e715259931289984bb65865', 'stage_type', 'digital_inclusion', 'Inclusion numérique', 'Digital inclusion', 50, '{"family":"barrier"}', 1795219200000000, 1795219200000000),
  (x'ccdd297a2676573694a65fb4a249b18e', 'stage_type', 'psychological_support', 'Accompagnement psychologique', 'Psychological support', 60, '{"family":"barrier","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'545f25bb640b5929884687b18c6f75c3', 'stage_type', 'vocational_french', 'FLE à visée professionnelle', 'French as a foreign language for work', 70, '{"family":"training"}', 1795219200000000, 1795219200000000),
  (x'33d0ade32e6d53c5803d263730183959', 'stage_type', 'basic_skills', 'Remise à niveau, savoirs de base', 'Refresher course, basic skills', 80, '{"family":"training"}', 1795219200000000, 1795219200000000),
  (x'7fff8e2a970153ec96295dc7dc20e188', 'stage_type', 'prequalifying_training', 'Formation pré-qualifiante', 'Pre-qualifying training', 90, '{"family":"training"}', 1795219200000000, 1795219200000000),
  (x'e6b8bae0264c5b0499cae99e123e4cbf', 'stage_type', 'qualifying_training', 'Formation qualifiante', 'Qualifying training', 100, '{"family":"training"}', 1795219200000000, 1795219200000000),
  (x'44cc7394fbf25deab2a74a1e8ea8d7b2', 'stage_type', 'certifying_training', 'Formation certifiante ou diplômante, VAE', 'Certifying or degree training, validation of experience', 110, '{"family":"training"}', 1795219200000000, 1795219200000000),
  (x'2c1b050531c750548e3215e4a798d396', 'stage_type', 'immersion', 'PMSMP, immersion, mise en situation', 'Work immersion placement (PMSMP)', 120, '{"family":"work_placement"}', 1795219200000000, 1795219200000000),
  (x'24cf70a0d20854e4b07fdb5d34eaa22e', 'stage_type', 'siae_job', 'Emploi en SIAE (ACI, EI, ETTI, AI, EITI)', 'Job in a work-integration structure (SIAE)', 130, '{"family":"integration_work"}', 1795219200000000, 1795219200000000),
  (x'73b48964ecb351a7b8e943167b7634da', 'stage_type', 'subsidised_job', 'Contrat aidé (PEC, CIE)', 'Subsidised job (PEC, CIE)', 140, '{"family":"integration_work"}', 1795219200000000, 1795219200000000),
  (x'a031617ff17a5b27b3fb41e48f047b69', 'stage_type', 'clause_job', 'Emploi sur clause d’insertion', 'Job under a social clause', 150, '{"family":"integration_work"}', 1795219200000000, 1795219200000000),
  (x'8baaf8cb0ae45044bd7ca308b5b6d83a', 'stage_type', 'temporary_job', 'Intérim ou CDD court', 'Agency work or short fixed-term job', 160, '{"family":"ordinary_work"}', 1795219200000000, 1795219200000000),
  (x'842012aab6cf5fcda2ef20a1ea9789cc', 'stage_type', 'employer_matching', 'Mise en relation avec une entreprise, job dating', 'Introduction to an employer, job dating', 170, '{"family":"ordinary_work"}', 1795219200000000, 1795219200000000),
  (x'fcae33b56c395b6db342c0b2d1a66dcb', 'stage_type', 'business_project', 'Accompagnement à la création d’activité', 'Support to business creation', 180, '{"family":"ordinary_work"}', 1795219200000000, 1795219200000000);

-- Where the resource of a stage comes from (§ 5.4, S3.16).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'0d2de9db90945092854e7db45c435dba', 'resource_origin', 'ordinary_law', 'Droit commun', 'Ordinary-law measures', 10, '{}', 1795219200000000, 1795219200000000),
  (x'25393f9057d759f486d827e9f2456974', 'resource_origin', 'plie_programming', 'Programmation du PLIE', 'PLIE programming', 20, '{}', 1795219200000000, 1795219200000000),
  (x'b2effefe2fca58d1b163429d07c76a6f', 'resource_origin', 'social_clause', 'Clauses d’insertion', 'Social clauses', 30, '{}', 1795219200000000, 1795219200000000),
  (x'405dc99c28445fe7bacccf27525cc2c7', 'resource_origin', 'siae', 'Insertion par l’activité économique', 'Work-integration structures', 40, '{}', 1795219200000000, 1795219200000000),
  (x'72a19976b2ed5e6cab83660f4408b50a', 'resource_origin', 'employer_contact', 'Contact entreprise', 'Employer contact', 50, '{}', 1795219200000000, 1795219200000000),
  (x'4baa3d9124ae5a1695d79f6a5c3395a6', 'resource_origin', 'network', 'Réseaux', 'Networks', 60, '{}', 1795219200000000, 1795219200000000),
  (x'78c20762bb4e5d2eb42d1f7c37691a9a', 'resource_origin', 'region', 'Programme régional', 'Regional programme', 70, '{}', 1795219200000000, 1795219200000000),
  (x'90f6be33aa7956d991847790ef62f89d', 'resource_origin', 'france_travail', 'France Travail', 'France Travail', 80, '{}', 1795219200000000, 1795219200000000),
  (x'f4ec21cacd79561e83a00e70f56972c8', 'resource_origin', 'department', 'Département', 'Département', 90, '{}', 1795219200000000, 1795219200000000),
  (x'2c6eae46424454419fe2595140389284', 'resource_origin', 'other', 'Autre', 'Other', 100, '{}', 1795219200000000, 1795219200000000);

-- Employment contract types (§ 5.5); positive = may count as a positive outcome by default.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'5d42d2132e855f93ac4ba2699d2cf7b0', 'contract_type', 'cdi', 'CDI', 'Permanent contract (CDI)', 10, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"min_time_share"}', 1795219200000000, 1795219200000000),
  (x'024ed717b8835b8195b8a3b95c4cf291', 'contract_type', 'cdi_temp_agency', 'CDI intérimaire', 'Permanent agency contract', 20, '{"class":"ordinary","ordinary_law":true,"positive":true}', 1795219200000000, 1795219200000000),
  (x'b28b7f119dde59e5bc5e62366eb1ccdb', 'contract_type', 'cdd', 'CDD', 'Fixed-term contract (CDD)', 30, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"min_fixed_term"}', 1795219200000000, 1795219200000000),
  (x'4fe956cde294568fa7b9858390faa864', 'contract_type', 'cddu', 'CDD d’usage', 'Customary fixed-term contract', 40, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"missions_6_months"}', 1795219200000000, 1795219200000000),
  (x'4f530f27fbb6536b9762f380060321c1', 'contract_type', 'seasonal', 'Contrat saisonnier', 'Seasonal contract', 50, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"seasonal_8_of_12"}', 1795219200000000, 1795219200000000),
  (x'daaf2b4d308e558f98104fb2d0113e79', 'contract_type', 'interim', 'Contrat de mission intérimaire', 'Agency assignment', 60, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"missions_6_months"}', 1795219200000000, 1795219200000000),
  (x'75f5fb11a3af57869f3bfc2d0ebd0160', 'contract_type', 'public_service', 'Titulaire ou contractuel de la fonction publique', 'Civil servant or public-service contract', 70, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"as_cdi_or_cdd"}', 1795219200000000, 1795219200000000),
  (x'33e06415765652a7b6c49820743e5a15', 'contract_type', 'apprenticeship', 'Contrat d’apprentissage', 'Apprenticeship contract', 80, '{"class":"ordinary","ordinary_law":true,"positive":true}', 1795219200000000, 1795219200000000),
  (x'fd2cb65f3b3d54fd991636d8308cb0ed', 'contract_type', 'professionalisation', 'Contrat de professionnalisation', 'Professionalisation contract', 90, '{"class":"ordinary","ordinary_law":true,"positive":true}', 1795219200000000, 1795219200000000),
  (x'd7c8d1ca56a45bf09171c1651737ccb5', 'contract_type', 'self_employed', 'Création ou reprise d’entreprise, micro-entreprise', 'Business creation or takeover, micro-enterprise', 100, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"registration"}', 1795219200000000, 1795219200000000),
  (x'ee1a2ee948b0500aa3d460ffa095b662', 'contract_type', 'pec', 'Parcours emploi compétences (CUI-CAE)', 'Subsidised job with skills pathway (PEC, CUI-CAE)', 110, '{"class":"subsidised","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000),
  (x'ae7b77ba841d519595d8934a882168ef', 'contract_type', 'cie', 'Contrat initiative emploi (CUI-CIE)', 'Subsidised private-sector job (CIE)', 120, '{"class":"subsidised","ordinary_law":false,"positive":true}', 1795219200000000, 1795219200000000),
  (x'b8f6b6e5b83a54d09a66c2c3df474cb6', 'contract_type', 'cddi', 'CDD d’insertion', 'Integration fixed-term contract (CDDI)', 130, '{"class":"integration","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000),
  (x'02eba0432298532e8525366e322899b3', 'contract_type', 'cdi_inclusion', 'CDI inclusion', 'Inclusion permanent contract', 140, '{"class":"integration","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000),
  (x'ffd5993e1bb853259caa3ae954467ca4', 'contract_type', 'cdd_tremplin', 'CDD tremplin (entreprise adaptée)', 'Springboard contract (adapted enterprise)', 150, '{"class":"integration","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000),
  (x'f27d0795242456e5bd90b747a865235f', 'contract_type', 'ai_job', 'Mise à disposition par une association intermédiaire', 'Assignment by an intermediary association', 160, '{"class":"integration","ordinary_law":false,"positive":false,"positive_rule":"ai_long_term_senior"}', 1795219200000000, 1795219200000000),
  (x'519cd1046f98585b916dacd6a39506a2', 'contract_type', 'cesu', 'Emploi chez un particulier (CESU)', 'Job in a private household (CESU)', 170, '{"class":"ordinary","ordinary_law":true,"positive":true,"positive_rule":"min_time_share"}', 1795219200000000, 1795219200000000),
  (x'ceedaecad4505e2290147ece22488426', 'contract_type', 'civic_service', 'Service civique', 'Civic service', 180, '{"class":"none","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000),
  (x'15f1138b23ad5cdea78d1bba22c750de', 'contract_type', 'volunteer', 'Bénévolat', 'Volunteering', 190, '{"class":"none","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000),
  (x'133554af7f73565997699613a6e2d74b', 'contract_type', 'internship', 'Stage', 'Internship', 200, '{"class":"none","ordinary_law":false,"positive":false}', 1795219200000000, 1795219200000000);

-- Interview types (§ 5.6).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'cd48718f5f875b7894344c7f9960092f', 'interview_type', 'reception', 'Accueil', 'Reception', 10, '{}', 1795219200000000, 1795219200000000),
  (x'2be0b7e4ab7b568ab5d5d792ea690965', 'interview_type', 'diagnosis', 'Diagnostic', 'Diagnosis', 20, '{}', 1795219200000000, 1795219200000000),
  (x'32f2f5fc6df95537878e599a68047bf8', 'interview_type', 'follow_up', 'Suivi mensuel', 'Monthly follow-up', 30, '{}', 1795219200000000, 1795219200000000),
  (x'b28127bb4a7759ac8a6c78456b572c5a', 'interview_type', 'milestone', 'Jalon (5 mois)', 'Milestone (5 months)', 40, '{}', 1795219200000000, 1795219200000000),
  (x'53dacc973a13593391b279dceca1cd4e', 'interview_type', 'stage_point', 'Point d’étape', 'Stage point', 50, '{}', 1795219200000000, 1795219200000000),
  (x'299b911ed3ef53778d69b15aad683761', 'interview_type', 'action_review', 'Bilan d’action', 'Action review', 60, '{}', 1795219200000000, 1795219200000000),
  (x'd516583014065f11ba958d05e6943dc6', 'interview_type', 'tripartite', 'Entretien tripartite', 'Tripartite interview', 70, '{}', 1795219200000000, 1795219200000000),
  (x'60c3e9231a3f5aab8f4d586b92c1e25c', 'interview_type', 'job_follow_up', 'Suivi en emploi', 'Follow-up in employment', 80, '{}', 1795219200000000, 1795219200000000),
  (x'd0658feb13f359bca71b8422680cf8d2', 'interview_type', 'rsa_contract', 'Contrat d’engagement RSA', 'RSA engagement contract', 90, '{}', 1795219200000000, 1795219200000000),
  (x'e01b8202856e5a898f63211c64d10cd5', 'interview_type', 'closing', 'Sortie', 'Closing', 100, '{}', 1795219200000000, 1795219200000000),
  (x'a44eecec35f25554abebaf8b9e482223', 'interview_type', 'collective', 'Temps collectif', 'Collective session', 110, '{}', 1795219200000000, 1795219200000000);

-- Interview modalities (§ 5.6); physical ones need a signature (S3.33).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'2e1de03e41e55868b94a81af6ae76962', 'modality', 'in_person', 'En présence', 'In person', 10, '{"physical":true,"ft_code":"PHYSIQUE"}', 1795219200000000, 1795219200000000),
  (x'816b7e1f8a945e898d62e1353b6dfd24', 'modality', 'phone', 'Téléphone', 'Phone', 20, '{"physical":false,"ft_code":"TELEPHONE"}', 1795219200000000, 1795219200000000),
  (x'ff5b4b105402539281192b91f02a7630', 'modality', 'video', 'Visioconférence', 'Video call', 30, '{"physical":false,"ft_code":"VISIO"}', 1795219200000000, 1795219200000000),
  (x'1a635570559757e694bc8664486c77be', 'modality', 'email_sms', 'Courriel ou SMS', 'E-mail or text message', 40, '{"physical":false}', 1795219200000000, 1795219200000000),
  (x'30ea8a95dd325366a4902f8d5f22b0f0', 'modality', 'home_or_outside', 'À domicile ou à l’extérieur', 'At home or outside', 50, '{"physical":true,"ft_code":"PHYSIQUE"}', 1795219200000000, 1795219200000000);

-- Interview outcomes (§ 5.6); only held ones count for the monthly rule (T1).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'417cb4cc47f95b2dafd2172fb8d1061c', 'interview_outcome', 'planned', 'Prévu', 'Planned', 10, '{"ft_code":"PRIS"}', 1795219200000000, 1795219200000000),
  (x'd6ebf7397d5851f6b9cca58aee8ef053', 'interview_outcome', 'held', 'Effectué', 'Held', 20, '{"ft_code":"EFFECTUE"}', 1795219200000000, 1795219200000000),
  (x'c3066dfe3ab659afad788617f071f924', 'interview_outcome', 'no_show', 'Absent', 'No-show', 30, '{"ft_code":"ABSENT"}', 1795219200000000, 1795219200000000),
  (x'2be7a1e81ae557429678e71efa70b172', 'interview_outcome', 'excused', 'Absence excusée', 'Excused', 40, '{}', 1795219200000000, 1795219200000000),
  (x'29c8228331b45127804cd1a7e5f55ea2', 'interview_outcome', 'cancelled_by_service', 'Annulé par le service', 'Cancelled by the service', 50, '{"ft_code":"ANNULE"}', 1795219200000000, 1795219200000000),
  (x'f6060b59cb025b32b02ad797aa715d96', 'interview_outcome', 'rescheduled', 'Reporté', 'Rescheduled', 60, '{"ft_code":"MODIFIE"}', 1795219200000000, 1795219200000000);

-- Who asked for the interview (§ 5.6).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'2217ea912c6555aa93bac1157a9db49a', 'interview_initiator', 'participant', 'Participant', 'Participant', 10, '{"ft_code":"USAGER"}', 1795219200000000, 1795219200000000),
  (x'4e1300627301575eaeb1a45caf777efc', 'interview_initiator', 'service', 'Service', 'Service', 20, '{"ft_code":"PARTENAIRE"}', 1795219200000000, 1795219200000000);

-- Categories of exit (§ 5.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'9cffa7c624e650d6b93049524069c7f5', 'exit_category', 'positive', 'Sortie positive', 'Positive exit', 10, '{}', 1795219200000000, 1795219200000000),
  (x'7a8f19b118855906b1b8df6849925342', 'exit_category', 'neutral', 'Sortie neutre', 'Neutral exit', 20, '{}', 1795219200000000, 1795219200000000),
  (x'aeb988f5f4d3559a983c08ad8a87e2b4', 'exit_category', 'other', 'Autre sortie', 'Other exit', 30, '{}', 1795219200000000, 1795219200000000),
  (x'4afe5722d6c05f878dd566322a451fb0', 'exit_category', 'excluded', 'Hors statistiques', 'Left out of statistics', 40, '{}', 1795219200000000, 1795219200000000);

-- Exit reasons with category and what validates them (§ 5.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'e7941e0c53ab5cf8bbc4f27f53da85eb', 'exit_reason', 'job_cdi', 'Emploi en CDI', 'Job under a permanent contract', 10, '{"category":"positive","evidence":"contrat et preuve de présence","evidence_en":"contract and proof of presence","months":6}', 1795219200000000, 1795219200000000),
  (x'b7c7159c37ee56d1ab9181009463a978', 'exit_reason', 'job_cdd_over_6m', 'Emploi en CDD de plus de 6 mois', 'Job under a fixed-term contract over 6 months', 20, '{"category":"positive","evidence":"contrat et preuve de présence","evidence_en":"contract and proof of presence","months":6}', 1795219200000000, 1795219200000000),
  (x'3132073d81b55f2a838b84d5cd2c1696', 'exit_reason', 'job_interim_6m', 'Intérim cumulé sur 6 mois', 'Agency work adding up to 6 months', 30, '{"category":"positive","evidence":"bulletins de salaire ou certificats de travail","evidence_en":"payslips or certificates","months":6,"local":true}', 1795219200000000, 1795219200000000),
  (x'809def6407285b9794a976463cc885cd', 'exit_reason', 'job_seasonal', 'Emploi saisonnier (8 mois ou plus sur 12)', 'Seasonal work (8 months or more in 12)', 40, '{"category":"positive","evidence":"bulletins de salaire ou certificats de travail","evidence_en":"payslips or certificates","months":8,"local":true}', 1795219200000000, 1795219200000000),
  (x'8cb5da1395a05b6a9d3da18a9f7618ad', 'exit_reason', 'business_creation', 'Création ou reprise d’entreprise', 'Business creation or takeover', 50, '{"category":"positive","evidence":"immatriculation","evidence_en":"registration","months":6}', 1795219200000000, 1795219200000000),
  (x'4289fff192ff542d89b00c53818148e3', 'exit_reason', 'qualifying_training', 'Formation qualifiante validée', 'Validated qualifying training', 60, '{"category":"positive","evidence":"diplôme, titre ou certificat, ou formation de plus de 9 mois suivie depuis 6 mois","evidence_en":"diploma, title or certificate, or 6 months into a course over 9 months"}', 1795219200000000, 1795219200000000),
  (x'8b6bceeefdca57788b642928f369b8a4', 'exit_reason', 'moved_away', 'Déménagement hors du territoire', 'Moved out of the area', 70, '{"category":"neutral"}', 1795219200000000, 1795219200000000),
  (x'3452a56b7f5a54c7b106d7f9965a050b', 'exit_reason', 'retired', 'Retraite', 'Retirement', 80, '{"category":"neutral"}', 1795219200000000, 1795219200000000),
  (x'612519c30e425da6bacacd28bc01b233', 'exit_reason', 'deceased', 'Décès', 'Death', 90, '{"category":"neutral"}', 1795219200000000, 1795219200000000),
  (x'ff23e255d63757cca7d02a7110b22fd1', 'exit_reason', 'health', 'Raisons de santé durables, invalidité', 'Lasting health reasons, invalidity', 100, '{"category":"neutral","category_local":true,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'2383ee6fb2315a21945e58ce7f6eff43', 'exit_reason', 'reoriented', 'Réorientation vers un dispositif plus adapté', 'Redirected to a better suited scheme', 110, '{"category":"other","requires":"target_structure"}', 1795219200000000, 1795219200000000),
  (x'0bb418bdca3d5dc6b3d59e917c6f59b9', 'exit_reason', 'dropped_out', 'Abandon', 'Dropped out', 120, '{"category":"other","requires":"last_contact"}', 1795219200000000, 1795219200000000),
  (x'f7cc850f45c45c4ba7e3bf6c9131d054', 'exit_reason', 'no_contact', 'Perdu de vue', 'Lost contact', 130, '{"category":"other","requires":"contact_attempts","attempts":3}', 1795219200000000, 1795219200000000),
  (x'184bf6f6e0d3561d902c4bf72a9b24f4', 'exit_reason', 'non_compliance', 'Non-respect des engagements', 'Commitments not kept', 140, '{"category":"other","requires":"commission_decision"}', 1795219200000000, 1795219200000000),
  (x'f6120e8efdcb51108b57ea400728a236', 'exit_reason', 'max_duration', 'Fin de durée maximale sans solution', 'Maximum duration reached without a solution', 150, '{"category":"other"}', 1795219200000000, 1795219200000000),
  (x'5c3ca703c00d58f7a85ad494da2dfdaa', 'exit_reason', 'short_job', 'Emploi de 6 mois ou moins, ou SIAE, sans suite', 'Job of 6 months or less, or SIAE job, without follow-on', 160, '{"category":"other"}', 1795219200000000, 1795219200000000),
  (x'04dd61353ac55095822f6ca4c889dbe2', 'exit_reason', 'not_eligible_anymore', 'Perte d’éligibilité ou du titre de séjour', 'No longer eligible, or residence permit lost', 170, '{"category":"other"}', 1795219200000000, 1795219200000000),
  (x'00dd4739242f5d48a74523d668be9ce7', 'exit_reason', 'entered_by_error', 'Saisie par erreur', 'Entered by error', 180, '{"category":"excluded","requires":"data_manager"}', 1795219200000000, 1795219200000000);

-- Motives of an orientation (§ 5.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'6a744166367758439d8f7c2c4cb44186', 'motive', 'reinforced_support', 'Accompagnement renforcé', 'Reinforced support', 10, '{}', 1795219200000000, 1795219200000000),
  (x'8f6355cb085150d7a596fd7efc15a4d1', 'motive', 'job_search', 'Recherche d’emploi', 'Job search', 20, '{}', 1795219200000000, 1795219200000000),
  (x'8a39025b16e25968a7bbbf75ce37bd5c', 'motive', 'training_project', 'Projet de formation', 'Training project', 30, '{}', 1795219200000000, 1795219200000000),
  (x'ce8b3410213654809e0958d283885c85', 'motive', 'barriers', 'Levée de freins', 'Lifting of barriers', 40, '{}', 1795219200000000, 1795219200000000),
  (x'6942b9b462c3509cb251856c34722a0a', 'motive', 'rsa_contract', 'Contrat d’engagement RSA', 'RSA engagement contract', 50, '{}', 1795219200000000, 1795219200000000),
  (x'49fcf77340685b1b8bc0e4de9d4f2d98', 'motive', 'siae_follow_up', 'Sortie de SIAE', 'Leaving a work-integration structure', 60, '{}', 1795219200000000, 1795219200000000),
  (x'a3271ad43ed755038846d0b51269738b', 'motive', 'clause', 'Clause d’insertion', 'Social clause', 70, '{}', 1795219200000000, 1795219200000000),
  (x'3469bfea03155224a2c740e0c4f2db72', 'motive', 'mous', 'MOUS', 'MOUS scheme', 80, '{}', 1795219200000000, 1795219200000000),
  (x'44daa6b205af509f9b83532c22722e49', 'motive', 'language', 'Maîtrise de la langue', 'Language', 90, '{}', 1795219200000000, 1795219200000000),
  (x'b6a2ab3677b454b6a873576da510f8bf', 'motive', 'post_youth_programme', 'Relais de la mission locale', 'Handover from the mission locale', 100, '{}', 1795219200000000, 1795219200000000);

-- Legal orientation type of RSA recipients (§ 5.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'd3445933bca1595692ea8116a0bd6da3', 'orientation_type', 'social', 'Sociale', 'Social', 10, '{}', 1795219200000000, 1795219200000000),
  (x'7d9cfceba81c5eab86c1fce690953055', 'orientation_type', 'socio_pro', 'Socio-professionnelle', 'Social and professional', 20, '{}', 1795219200000000, 1795219200000000),
  (x'f238f3a6d41d5e1ca1c36abb3819665b', 'orientation_type', 'pro', 'Professionnelle', 'Professional', 30, '{}', 1795219200000000, 1795219200000000);

-- Reasons of refusal, redirection or withdrawal of an orientation (§ 5.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'66e5f42d736451a3a663a9dc4fe0f4cc', 'refusal_reason', 'not_reachable', 'Injoignable', 'Not reachable', 10, '{}', 1795219200000000, 1795219200000000),
  (x'fadd870fbe1d5e18a1272612d68559ca', 'refusal_reason', 'did_not_come', 'Ne s’est pas présenté', 'Did not come', 20, '{}', 1795219200000000, 1795219200000000),
  (x'3917878b12fd57e48a40194e99dd2894', 'refusal_reason', 'hired_elsewhere', 'A trouvé un emploi', 'Hired elsewhere', 30, '{}', 1795219200000000, 1795219200000000),
  (x'23e0c8b1d61c5dda98aa0c5ad30db26a', 'refusal_reason', 'in_training', 'En formation', 'In training', 40, '{}', 1795219200000000, 1795219200000000),
  (x'44088061c04653b58cbd666d14fe1fcf', 'refusal_reason', 'not_eligible', 'Non éligible', 'Not eligible', 50, '{}', 1795219200000000, 1795219200000000),
  (x'dc7a83f805b75f618080db0f3dee1654', 'refusal_reason', 'outside_area', 'Hors territoire', 'Outside the area', 60, '{}', 1795219200000000, 1795219200000000),
  (x'40faba0f0ce85e509fbfe0820e49d4db', 'refusal_reason', 'not_voluntary', 'Ne souhaite pas l’accompagnement', 'Does not wish the support', 70, '{}', 1795219200000000, 1795219200000000),
  (x'2d6cae81a3295a9894032b534b4c2215', 'refusal_reason', 'already_followed', 'Déjà suivi par un accompagnement renforcé', 'Already followed by another reinforced support', 80, '{}', 1795219200000000, 1795219200000000),
  (x'9d6e5212ecae57289615314d2e139c19', 'refusal_reason', 'not_available', 'Non disponible', 'Not available', 90, '{}', 1795219200000000, 1795219200000000),
  (x'a4b498a7f51b5d14b6023388a99557f2', 'refusal_reason', 'other_scheme_better', 'Autre dispositif plus adapté', 'Another scheme suits better', 100, '{}', 1795219200000000, 1795219200000000),
  (x'70ba14dc34f85a209f65c785e70651e7', 'refusal_reason', 'incomplete_file', 'Dossier incomplet', 'Incomplete file', 110, '{}', 1795219200000000, 1795219200000000),
  (x'84a4c7c786d75f8b96fe40fd21a50614', 'refusal_reason', 'no_place', 'Pas de place', 'No place left', 120, '{}', 1795219200000000, 1795219200000000),
  (x'32bc195a56435dc49223fddfc70d73e8', 'refusal_reason', 'duplicate', 'Doublon', 'Duplicate', 130, '{}', 1795219200000000, 1795219200000000),
  (x'd2b5bff2c04758989b7c620e332d3627', 'refusal_reason', 'other', 'Autre', 'Other', 140, '{}', 1795219200000000, 1795219200000000);

-- Reasons of suspension (§ 5.9).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'1979eff477f55589a950ecec1c871878', 'suspension_reason', 'sickness', 'Maladie', 'Sickness', 10, '{"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'8c2a687b55525ba4a6ec090dd0742c70', 'suspension_reason', 'maternity_parental', 'Maternité, congé parental', 'Maternity, parental leave', 20, '{}', 1795219200000000, 1795219200000000),
  (x'9607a2a51ea35136a7869f0accc55b50', 'suspension_reason', 'family', 'Raisons familiales', 'Family reasons', 30, '{}', 1795219200000000, 1795219200000000),
  (x'20e224b9a73859f2bf27c08a0d608418', 'suspension_reason', 'incarceration', 'Incarcération', 'Incarceration', 40, '{"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'180b9cfb6e945144b42e338c823fba17', 'suspension_reason', 'training_long', 'Formation longue', 'Long training', 50, '{}', 1795219200000000, 1795219200000000),
  (x'f39000d156d65fe8aef25fa59a7d5d6f', 'suspension_reason', 'job_short', 'Emploi court', 'Short job', 60, '{}', 1795219200000000, 1795219200000000),
  (x'8bbc07011f3351bcab55a3ed105da20a', 'suspension_reason', 'siae_contract', 'Contrat en SIAE', 'Contract in a work-integration structure', 70, '{}', 1795219200000000, 1795219200000000),
  (x'3026eb0b23425237952efb5b05a9c9c2', 'suspension_reason', 'abroad', 'Séjour à l’étranger', 'Stay abroad', 80, '{}', 1795219200000000, 1795219200000000),
  (x'fc1204ee36fd5463b8bd9c5bce018c86', 'suspension_reason', 'care_program', 'Parcours de soins', 'Course of care', 90, '{"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'24075516a4c05e4f925ce0e716a95f46', 'suspension_reason', 'waiting_stage', 'Veille (attente d’étape)', 'Waiting for a stage', 100, '{}', 1795219200000000, 1795219200000000),
  (x'85668499399f573e957038e8df398710', 'suspension_reason', 'other', 'Autre', 'Other', 110, '{}', 1795219200000000, 1795219200000000);

-- Kinds of partner structures (§ 5.10); sensitive ones are not shown to third parties.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'fa26691081db518d8fe503e921d7a15d', 'partner_kind', 'ft', 'France Travail', 'France Travail (public employment service)', 10, '{"group":"prescriber","ft_code":"FT"}', 1795219200000000, 1795219200000000),
  (x'4ab72d5a849a5bb7969b8ca1bfe1ba0c', 'partner_kind', 'ml', 'Mission locale', 'Mission locale (local youth employment service)', 20, '{"group":"prescriber","ft_code":"ML"}', 1795219200000000, 1795219200000000),
  (x'f1847231312e5973a354a7cadcabdf6f', 'partner_kind', 'cap_emploi', 'Cap emploi', 'Cap emploi (disability employment service)', 30, '{"group":"prescriber","ft_code":"CE"}', 1795219200000000, 1795219200000000),
  (x'024049feb605514481c6f3d63876b321', 'partner_kind', 'dept', 'Service social du conseil départemental', 'Social service of the département', 40, '{"group":"prescriber","ft_code":"CD"}', 1795219200000000, 1795219200000000),
  (x'b4125c823bd95bdf8a3c745e5b5313ce', 'partner_kind', 'odc', 'Organisme délégataire d’un conseil départemental (RSA)', 'Body delegated by a département (RSA)', 50, '{"group":"prescriber","ft_code":"DCD"}', 1795219200000000, 1795219200000000),
  (x'847cbfa8611b56ef8916cabe83f83013', 'partner_kind', 'ccas', 'Centre communal ou intercommunal d’action sociale (CCAS, CIAS)', 'Municipal social action centre (CCAS, CIAS)', 60, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'02cfd298ed60501bbb21bbb0820b9e18', 'partner_kind', 'caf', 'Caisse d’allocations familiales (CAF)', 'Family allowance fund (CAF)', 70, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'db45bb375d8b5526a3461c82c10ac470', 'partner_kind', 'msa', 'Mutualité sociale agricole (MSA)', 'Agricultural social insurance (MSA)', 80, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'ed4cd60cbd5b5d9aa2003e2a9c37341f', 'partner_kind', 'plie', 'Plan local pour l’insertion et l’emploi (PLIE)', 'Local plan for integration and employment (PLIE)', 90, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'c6aebb4fd2745b41bd2f7d64f6030ec5', 'partner_kind', 'afpa', 'Agence nationale pour la formation professionnelle des adultes (AFPA)', 'National adult vocational training agency (AFPA)', 100, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'f03d90d8ba7a5e8391419c5c570eb379', 'partner_kind', 'chrs', 'Centre d’hébergement et de réinsertion sociale (CHRS)', 'Shelter and social rehabilitation centre (CHRS)', 110, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'f130fbd0c8cf50d1b2af3824b040a16d', 'partner_kind', 'chu', 'Centre d’hébergement d’urgence (CHU)', 'Emergency shelter (CHU)', 120, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'2ab7447bd70753b49533af1c2e859a65', 'partner_kind', 'cada', 'Centre d’accueil de demandeurs d’asile (CADA)', 'Reception centre for asylum seekers (CADA)', 130, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'1b306f3ae7ff5a35985ee71604cd8a95', 'partner_kind', 'cph', 'Centre provisoire d’hébergement (CPH)', 'Temporary accommodation centre for refugees (CPH)', 140, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'bfe617948179531b80d9eb3b5866a31b', 'partner_kind', 'huda', 'Hébergement d’urgence pour demandeurs d’asile (HUDA)', 'Emergency accommodation for asylum seekers (HUDA)', 150, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'0fbbb5109e025dbc8a84e062c7cc0794', 'partner_kind', 'rs_fjt', 'Résidence sociale, foyer de jeunes travailleurs (FJT)', 'Social residence, young workers’ hostel (FJT)', 160, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'0757514a6d7154e28bd7f5aa0e818e1a', 'partner_kind', 'pension', 'Pension de famille, résidence accueil', 'Boarding house for vulnerable people', 170, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'05517474cfa45d42b36f583b0bc89991', 'partner_kind', 'oil', 'Opérateur d’intermédiation locative', 'Rental intermediation operator', 180, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'1688fd7269aa560e9525afdd35f592c1', 'partner_kind', 'spip', 'Service pénitentiaire d’insertion et de probation (SPIP)', 'Prison integration and probation service (SPIP)', 190, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'1a9e6ad311965527a4c74b52164c584d', 'partner_kind', 'pjj', 'Protection judiciaire de la jeunesse (PJJ)', 'Judicial protection of youth (PJJ)', 200, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'3e94fff391e450a28e01f567202c0631', 'partner_kind', 'ase', 'Aide sociale à l’enfance (ASE)', 'Child welfare service (ASE)', 210, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'7322daf18b5c5f928bb6ce0a2b142ce9', 'partner_kind', 'csapa', 'Centre de soins, d’accompagnement et de prévention en addictologie (CSAPA)', 'Addiction care, support and prevention centre (CSAPA)', 220, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'c9b33d8a20175a13a144dc1c5f3c0577', 'partner_kind', 'caarud', 'Centre d’accueil et d’accompagnement à la réduction des risques pour usagers de drogues (CAARUD)', 'Harm reduction centre for drug users (CAARUD)', 230, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'8e5d2ce69a525229869f7f002fc70ce1', 'partner_kind', 'cidff', 'Centre d’information sur les droits des femmes et des familles (CIDFF)', 'Information centre on women’s and family rights (CIDFF)', 240, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'bdb936266c415f3ab0bfee8dd9cb6c0a', 'partner_kind', 'prevention', 'Service ou club de prévention', 'Street prevention service or club', 250, '{"group":"prescriber","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'88493c9d8720562da33f595a21a4ff0a', 'partner_kind', 'e2c', 'École de la deuxième chance (E2C)', 'Second chance school (E2C)', 260, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'a7a45133c6505c908c48aa1d8d3a3d25', 'partner_kind', 'epide', 'Établissement pour l’insertion dans l’emploi (EPIDE)', 'Residential youth employment centre (EPIDE)', 270, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'd334ae2892fa58beace57ec8ccd4265d', 'partner_kind', 'pij_bij', 'Point ou bureau information jeunesse (PIJ, BIJ)', 'Youth information point (PIJ, BIJ)', 280, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'f3fed05367eb5f0a9ff8a65d4e2a34c4', 'partner_kind', 'oacas', 'Organisme d’accueil communautaire et d’activités solidaires (OACAS)', 'Community reception and solidarity activity body (OACAS)', 290, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'79be23ee5c935ff68c8255afd6563e38', 'partner_kind', 'cava', 'Centre d’adaptation à la vie active (CAVA)', 'Centre for adaptation to working life (CAVA)', 300, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'd8e082482abb5039a3f1ebf1c1239d90', 'partner_kind', 'ohpd', 'Organisme habilité par le préfet de département', 'Body authorised by the prefect of the département', 310, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'584ce3fe776654b98950d51adfd9a5c8', 'partner_kind', 'ocasf', 'Organisme mentionné au 8° du I de l’article L. 312-1 du code de l’action sociale et des familles', 'Body named in art. L. 312-1, I, 8° of the social action and families code', 320, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'3ebccc53b9bc5199b17e7611fbdfb48d', 'partner_kind', 'orienteur', 'Orienteur', 'Orienting structure without authorisation', 330, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'1fdebd654d2a545c9deaef4bcd62ea41', 'partner_kind', 'other', 'Autre', 'Other', 340, '{"group":"prescriber"}', 1795219200000000, 1795219200000000),
  (x'9df1068e9c4954d882feefbd62c9473c', 'partner_kind', 'aci', 'Atelier et chantier d’insertion (ACI)', 'Integration workshop (ACI)', 350, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'7a245ed5a8cb51d6a255fb0f4cee618e', 'partner_kind', 'ai', 'Association intermédiaire (AI)', 'Intermediary association (AI)', 360, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'2eae3958d93950268becaa06410480bc', 'partner_kind', 'ei', 'Entreprise d’insertion (EI)', 'Integration enterprise (EI)', 370, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'c9e3eb960c9b5cd69e2b67b88011dbe7', 'partner_kind', 'etti', 'Entreprise de travail temporaire d’insertion (ETTI)', 'Integration temporary work agency (ETTI)', 380, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'5953fa37c5095522a52fbdf28b9edf91', 'partner_kind', 'eiti', 'Entreprise d’insertion par le travail indépendant (EITI)', 'Integration through self-employment enterprise (EITI)', 390, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'0ce6206f9632595c98428b5d132b9649', 'partner_kind', 'geiq', 'Groupement d’employeurs pour l’insertion et la qualification (GEIQ)', 'Employers’ group for integration and qualification (GEIQ)', 400, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'30a9f1176f775b56b4f8c800db227268', 'partner_kind', 'opcs', 'Organisation porteuse de la clause sociale', 'Organisation carrying the social clause', 410, '{"group":"siae"}', 1795219200000000, 1795219200000000),
  (x'a89885e6d21852eeac0605e5ff4badf4', 'partner_kind', 'maison_emploi', 'Maison de l’emploi', 'Employment house', 420, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'5f6bac2b34f959159a669d9750a5c4bb', 'partner_kind', 'municipality', 'Commune', 'Municipality', 430, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'f0c871a2788a56cfafcdbd9d461526f3', 'partner_kind', 'epci', 'Intercommunalité (EPCI)', 'Grouping of municipalities (EPCI)', 440, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'332e5a792c725160aa86be73be2acb51', 'partner_kind', 'region', 'Région', 'Region', 450, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'9993529cfc275cbfa6b354a873eccf44', 'partner_kind', 'state_service', 'Service de l’État', 'State service', 460, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'07f27d45669255d197c2d8a5bf36d9e2', 'partner_kind', 'training_body', 'Organisme de formation', 'Training body', 470, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'2caeeef03f61562b8c24cce0c155ed5e', 'partner_kind', 'employer', 'Employeur', 'Employer', 480, '{"group":"other"}', 1795219200000000, 1795219200000000),
  (x'16898954f2815020a0ab3fde0d6168f8', 'partner_kind', 'association', 'Association', 'Association', 490, '{"group":"other"}', 1795219200000000, 1795219200000000);

-- Funds and cofunders (§ 5.11).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'03640ffb7d4558a98892366599e5491d', 'fund', 'esf_2014', 'FSE 2014-2020', 'ESF 2014-2020', 10, '{"eu":true,"programme_period":"2014-2020"}', 1795219200000000, 1795219200000000),
  (x'f6d3ef5642c450e2824075ec3e41497a', 'fund', 'yei', 'Initiative pour l’emploi des jeunes (IEJ)', 'Youth Employment Initiative (YEI)', 20, '{"eu":true,"programme_period":"2014-2020"}', 1795219200000000, 1795219200000000),
  (x'bd8444e48bbb5270acf3024d566dfae7', 'fund', 'react_eu', 'REACT-EU', 'REACT-EU', 30, '{"eu":true,"programme_period":"2014-2020"}', 1795219200000000, 1795219200000000),
  (x'f1d3525e60f359df96438e84f34500ac', 'fund', 'esf_plus', 'FSE+ 2021-2027', 'ESF+ 2021-2027', 40, '{"eu":true,"programme_period":"2021-2027"}', 1795219200000000, 1795219200000000),
  (x'206b6db999485c30ac32ae1f2c90686d', 'fund', 'jtf', 'Fonds pour une transition juste (FTJ)', 'Just Transition Fund (JTF)', 50, '{"eu":true,"programme_period":"2021-2027"}', 1795219200000000, 1795219200000000),
  (x'c36f331f498752b3962556ea48bb4547', 'fund', 'local_epci', 'Intercommunalité', 'Grouping of municipalities', 60, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'6246f193f7085645915740d4bf55fdba', 'fund', 'department', 'Département', 'Département', 70, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'a8ef096897eb532cb9efbe06967485f2', 'fund', 'state', 'État', 'State', 80, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'4acca0f659ab5a3c9b1a340f64b8a7a3', 'fund', 'region', 'Région', 'Region', 90, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'7483686e1e2457a98135af9d03484242', 'fund', 'municipality', 'Commune', 'Municipality', 100, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'6dc39284bdc55063a257827b45cdd1b0', 'fund', 'france_travail', 'France Travail', 'France Travail', 110, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'888b226537b35263b5571ab267a3745f', 'fund', 'own_funds', 'Autofinancement', 'Own funds', 120, '{"eu":false}', 1795219200000000, 1795219200000000),
  (x'fdddb99d9eba537eacc449a70b65c591', 'fund', 'private', 'Financement privé', 'Private funding', 130, '{"eu":false}', 1795219200000000, 1795219200000000);

-- Ways of justifying costs (§ 5.11).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'0b4277b3740757cbb53b10b5d81b49c2', 'cost_option', 'real_costs', 'Coûts réels', 'Real costs', 10, '{"kind":"real_costs"}', 1795219200000000, 1795219200000000),
  (x'2b8949378402500095c10f1b1def0caa', 'cost_option', 'flat_15_indirect', 'Forfait de 15 % des frais de personnel directs pour les coûts indirects', 'Flat rate of 15% of direct staff costs for indirect costs', 20, '{"kind":"flat_rate","rate_percent":15,"base":"direct_staff"}', 1795219200000000, 1795219200000000),
  (x'6859f4affdc05cc9901b605b8ea2b58f', 'cost_option', 'flat_7_indirect', 'Forfait de 7 % des coûts directs pour les coûts indirects', 'Flat rate of 7% of direct costs for indirect costs', 30, '{"kind":"flat_rate","rate_percent":7,"base":"direct"}', 1795219200000000, 1795219200000000),
  (x'88e325b6b23e58df820b2ca5480ce0d1', 'cost_option', 'flat_25_indirect', 'Forfait de 25 % des coûts directs pour les coûts indirects', 'Flat rate of 25% of direct costs for indirect costs', 40, '{"kind":"flat_rate","rate_percent":25,"base":"direct"}', 1795219200000000, 1795219200000000),
  (x'3ce4dc84c004581f863bd57a1834a552', 'cost_option', 'flat_20_staff', 'Forfait de 20 % des autres coûts directs pour les frais de personnel', 'Flat rate of 20% of other direct costs for staff costs', 50, '{"kind":"flat_rate","rate_percent":20,"base":"direct_without_staff"}', 1795219200000000, 1795219200000000),
  (x'b62f3fecfe035b8aab9462c2eb9828b0', 'cost_option', 'flat_40_residual', 'Forfait de 40 % des frais de personnel directs pour les autres coûts', 'Flat rate of 40% of direct staff costs for all other costs', 60, '{"kind":"flat_rate","rate_percent":40,"base":"direct_staff"}', 1795219200000000, 1795219200000000),
  (x'1065908ec07a5de5b66192e50f1e1ec5', 'cost_option', 'unit_cost_hour_1720', 'Coût unitaire horaire (base de 1 720 heures)', 'Hourly unit cost (1,720-hour base)', 70, '{"kind":"unit_cost"}', 1795219200000000, 1795219200000000),
  (x'af45744fab5d58da97bf893ce9d7cddc', 'cost_option', 'unit_cost_other', 'Autre coût unitaire', 'Other unit cost', 80, '{"kind":"unit_cost"}', 1795219200000000, 1795219200000000),
  (x'ac8cb2ff4a3b5eb0a911f7c955bcf728', 'cost_option', 'lump_sum', 'Montant forfaitaire', 'Lump sum', 90, '{"kind":"lump_sum"}', 1795219200000000, 1795219200000000);

-- How staff time on an operation is justified (§ 6.1).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'0a5e71a2b0855f7abda7f8a3e9d864f0', 'cost_mode', 'fixed_percentage', 'Pourcentage fixe par mois (lettre de mission)', 'Fixed percentage per month (mission letter)', 10, '{}', 1795219200000000, 1795219200000000),
  (x'014d70bd5a715a75a2b7ae23ca78d3e8', 'cost_mode', 'actual_hours', 'Heures réelles (feuilles de temps)', 'Actual hours (timesheets)', 20, '{}', 1795219200000000, 1795219200000000),
  (x'a085592cc71458b4afb44d1466274fcc', 'cost_mode', 'hourly_rate', 'Taux horaire', 'Hourly rate', 30, '{}', 1795219200000000, 1795219200000000),
  (x'c834601d42e151398ca01a0fb95bdbbc', 'cost_mode', 'none', 'Aucune (personnel au forfait)', 'None (staff under a flat rate)', 40, '{}', 1795219200000000, 1795219200000000);

-- Highest level attained (§ 5.12).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'5c11b1d5084a5ee385a24e4f628b60e2', 'education_level', 'none', 'Jamais scolarisé, aucune formation', 'Never schooled, no training', 10, '{"isced":0,"old_level":"VI","ft_codes":["AFS"]}', 1795219200000000, 1795219200000000),
  (x'0058b4bb707956e9ad999730dbc60d21', 'education_level', 'primary', 'Primaire', 'Primary', 20, '{"isced":1,"old_level":"VI","ft_codes":["CP4"]}', 1795219200000000, 1795219200000000),
  (x'6c63d7c223b351178fe5be1b9fe01b67', 'education_level', 'lower_secondary', 'Collège, brevet, troisième ; seconde ou première sans diplôme', 'Lower secondary; upper secondary without diploma', 30, '{"isced":2,"old_level":"V bis / VI","ft_codes":["CFG","C3A","C12"]}', 1795219200000000, 1795219200000000),
  (x'f0640bfd8fbb53d78cceee0661d1a943', 'education_level', 'cap_bep', 'CAP, BEP ou équivalent', 'CAP, BEP or equivalent (vocational certificate)', 40, '{"isced":3,"french_level":3,"old_level":"V","ft_codes":["NV5"]}', 1795219200000000, 1795219200000000),
  (x'f2ecdb6532ea538c840088bd227652be', 'education_level', 'bac', 'Baccalauréat, brevet professionnel', 'Baccalauréat, professional certificate (BP)', 50, '{"isced":3,"french_level":4,"old_level":"IV","ft_codes":["NV4"]}', 1795219200000000, 1795219200000000),
  (x'dc0bbd6b03ae5b39bb7a84650f33bdae', 'education_level', 'post_secondary', 'Capacité en droit, DAEU', 'Post-secondary non-tertiary (law certificate, DAEU)', 60, '{"isced":4,"french_level":4,"old_level":"IV","ft_codes":[]}', 1795219200000000, 1795219200000000),
  (x'2b60e2c355ec522bbc7ecf6ed32b5a75', 'education_level', 'bac_plus_2', 'BTS, DUT, DEUG', 'Two years of higher education (BTS, DUT, DEUG)', 70, '{"isced":5,"french_level":5,"old_level":"III","ft_codes":["NV3"]}', 1795219200000000, 1795219200000000),
  (x'79f64cb864db5330bcd2723c0c7e9c4a', 'education_level', 'bac_plus_3_4', 'Licence, maîtrise', 'Bachelor’s level (licence, maîtrise)', 80, '{"isced":6,"french_level":6,"old_level":"II","ft_codes":["NV2"]}', 1795219200000000, 1795219200000000),
  (x'b9e9c2fb349a524dadbb4508dfd6273b', 'education_level', 'bac_plus_5', 'Master, diplôme d’ingénieur', 'Master’s level, engineering degree', 90, '{"isced":7,"french_level":7,"old_level":"I","ft_codes":["NV1"]}', 1795219200000000, 1795219200000000),
  (x'e6e53afe6aa55a058bcb6a3c671af702', 'education_level', 'doctorate', 'Doctorat', 'Doctorate', 100, '{"isced":8,"french_level":8,"old_level":"I","ft_codes":[]}', 1795219200000000, 1795219200000000);

-- Labour-market classes of the ESF (§ 7.2): one of three.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'5d4dd8f5b6bf57ec93acb686056a0f03', 'esf_class', 'employed', 'En emploi', 'Employed', 10, '{}', 1795219200000000, 1795219200000000),
  (x'099c8861a87e595dbba25838f99bad2f', 'esf_class', 'unemployed', 'Au chômage', 'Unemployed', 20, '{}', 1795219200000000, 1795219200000000),
  (x'e5394dbc53175285b31180a7f0d35fd8', 'esf_class', 'inactive', 'Inactif', 'Inactive', 30, '{}', 1795219200000000, 1795219200000000);

-- Labour-market status (§ 5.13) with its ESF class.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'17056c43a01154c184a40c9a01f294d1', 'labour_status', 'employee', 'Salarié', 'Employee', 10, '{"esf_class":"employed"}', 1795219200000000, 1795219200000000),
  (x'4f1bc30958fb5aedaa9a9ebae65e12c8', 'labour_status', 'self_employed', 'Indépendant', 'Self-employed', 20, '{"esf_class":"employed"}', 1795219200000000, 1795219200000000),
  (x'e6f8be5b04fd56f0bf3b6443602a8f65', 'labour_status', 'subsidised', 'Contrat aidé', 'Subsidised job', 30, '{"esf_class":"employed"}', 1795219200000000, 1795219200000000),
  (x'307ef9cc1e3652e5bad82a6491313998', 'labour_status', 'siae', 'Salarié en SIAE', 'Job in a work-integration structure', 40, '{"esf_class":"employed"}', 1795219200000000, 1795219200000000),
  (x'96f69627c85457269afe056948242bd2', 'labour_status', 'apprentice', 'Apprenti', 'Apprentice', 50, '{"esf_class":"employed"}', 1795219200000000, 1795219200000000),
  (x'bc7f5c50a74d50cf86cfe1f95e88fe79', 'labour_status', 'unemployed_lt_6m', 'Sans emploi depuis moins de 6 mois', 'Unemployed for less than 6 months', 60, '{"esf_class":"unemployed","unemployment_months_from":0,"unemployment_months_below":6}', 1795219200000000, 1795219200000000),
  (x'3d9af2c7782457d28972e0a102a57e19', 'labour_status', 'unemployed_6_12m', 'Sans emploi depuis 6 à 12 mois', 'Unemployed for 6 to 12 months', 70, '{"esf_class":"unemployed","unemployment_months_from":6,"unemployment_months_below":12}', 1795219200000000, 1795219200000000),
  (x'd660d1d4c2945a27a4fd7423cb3c9f19', 'labour_status', 'unemployed_12_24m', 'Sans emploi depuis 12 à 24 mois', 'Unemployed for 12 to 24 months', 80, '{"esf_class":"unemployed","unemployment_months_from":12,"unemployment_months_below":24}', 1795219200000000, 1795219200000000),
  (x'32e0e2870901509dabc4156262946615', 'labour_status', 'unemployed_24m_plus', 'Sans emploi depuis 24 mois ou plus', 'Unemployed for 24 months or more', 90, '{"esf_class":"unemployed","unemployment_months_from":24}', 1795219200000000, 1795219200000000),
  (x'cfc9423e21cb53148c1acb21ce88cfdc', 'labour_status', 'inactive_in_education', 'Inactif, en études ou en formation', 'Inactive, in education or training', 100, '{"esf_class":"inactive","in_education":true}', 1795219200000000, 1795219200000000),
  (x'e4ee7db221175534af1477371f98eb3f', 'labour_status', 'inactive_not_in_education', 'Inactif, ni en études ni en formation', 'Inactive, not in education or training', 110, '{"esf_class":"inactive","in_education":false}', 1795219200000000, 1795219200000000);

-- Housing situation (§ 5.14); exclusion as counted for EECO16 and CO18.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'f293d4bf1b8f55c68d3127e2c4921f47', 'housing', 'owner', 'Propriétaire, copropriétaire', 'Owner or co-owner', 10, '{"housing_exclusion":false}', 1795219200000000, 1795219200000000),
  (x'45a49fb3e32d59adab9a6bf6deb6582b', 'housing', 'social_tenant', 'Locataire HLM', 'Social housing tenant', 20, '{"housing_exclusion":false}', 1795219200000000, 1795219200000000),
  (x'8a0e357fcafb5f28936378fb4019b395', 'housing', 'private_tenant', 'Locataire ou sous-locataire non HLM', 'Private tenant or subtenant', 30, '{"housing_exclusion":false}', 1795219200000000, 1795219200000000),
  (x'f02addaf64795622ae4973bb95b186cd', 'housing', 'free', 'Logé gratuitement', 'Housed free of charge', 40, '{"housing_exclusion":false}', 1795219200000000, 1795219200000000),
  (x'7452c5435f655aee89bc9eb5382121aa', 'housing', 'hotel_furnished', 'Chambre d’hôtel ou meublé', 'Hotel or furnished room', 50, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'a24594e771e557ccb38b928508ef688b', 'housing', 'hosted', 'Hébergé par la famille ou des amis', 'Hosted by family or friends', 60, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'434186a0a5fe50c599e30d832c058dba', 'housing', 'shelter', 'Foyer ou centre d’hébergement (FJT, CHRS…)', 'Hostel or accommodation centre (FJT, CHRS…)', 70, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'f8f8b5db0c90586d873867924f536d04', 'housing', 'emergency', 'Accueil ou hébergement d’urgence', 'Emergency reception or shelter', 80, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'c7d7a5f52ac35a888c92075c8b15f07a', 'housing', 'mobile', 'Hébergement mobile (caravane, péniche)', 'Mobile home (caravan, barge)', 90, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'dc37160201965d96972912f985b82a67', 'housing', 'makeshift', 'Logement de fortune', 'Makeshift dwelling', 100, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'b3a5d242e979589688495ea9cd8deb14', 'housing', 'squat_camp', 'Squat, campement', 'Squat, camp', 110, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'4999916894a8574688372aa67b224817', 'housing', 'roofless', 'Sans abri', 'Roofless', 120, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'4cc3d0e194fc5e2c88f54e71cdf75e74', 'housing', 'eviction_pending', 'Expulsion en cours', 'Eviction pending', 130, '{"housing_exclusion":true}', 1795219200000000, 1795219200000000),
  (x'ba34852b498355beb6c7f87c58c8ab0b', 'housing', 'other', 'Autre', 'Other', 140, '{}', 1795219200000000, 1795219200000000),
  (x'e8c9720efebf50e3b31d3a149ef5a634', 'housing', 'not_stated', 'Ne souhaite pas répondre', 'Does not wish to answer', 150, '{"declined":true}', 1795219200000000, 1795219200000000);

-- Task categories of time records (§ 5.15): P one participant, G a list, O operation, N outside. Absences are a list of their own.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'37245fea65d95488ae66a2653ae9c38b', 'task', 'reception', 'Accueil sur flux', 'Walk-in reception', 10, '{"attribution":"P","attributions":["P","G"],"signature_required":true,"linked_types":["orientation"]}', 1795219200000000, 1795219200000000),
  (x'cab5327836085360a24880f1a789b395', 'task', 'diagnosis', 'Diagnostic, dossier d’entrée', 'Diagnosis, entry file', 20, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["entry_file"]}', 1795219200000000, 1795219200000000),
  (x'9e7b4cd715435234ae17438e48670619', 'task', 'interview_in_person', 'Entretien individuel en face à face', 'Individual interview in person', 30, '{"attribution":"P","attributions":["P"],"signature_required":true,"linked_types":["interview"]}', 1795219200000000, 1795219200000000),
  (x'0e868f289a2f544799bc89d964cc0674', 'task', 'interview_remote', 'Entretien par téléphone ou visioconférence', 'Interview by phone or video', 40, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["interview"]}', 1795219200000000, 1795219200000000),
  (x'4df69381205a57a7ae8caf25cf86eda6', 'task', 'milestone', 'Jalon des 5 mois', 'Five-month milestone', 50, '{"attribution":"P","attributions":["P"],"signature_required":true,"linked_types":["milestone_review"]}', 1795219200000000, 1795219200000000),
  (x'807f6261e9ce56efa7204d427d450621', 'task', 'stage_building', 'Recherche et montage d’étape', 'Finding and setting up a stage', 60, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["stage"]}', 1795219200000000, 1795219200000000),
  (x'd835bcf6a07c530eb8597b2d851be7ad', 'task', 'stage_review', 'Point ou bilan d’étape, tripartite', 'Stage point or review, tripartite', 70, '{"attribution":"P","attributions":["P"],"signature_required":true,"linked_types":["stage_review"]}', 1795219200000000, 1795219200000000),
  (x'fa54e8a9eeeb5978a652231f913a1f00', 'task', 'employer_contact', 'Contact employeur pour un participant', 'Employer contact for a participant', 80, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["employer_contact"]}', 1795219200000000, 1795219200000000),
  (x'09b37882bc2551ca846700a6a68d6fbe', 'task', 'opportunity', 'Transmission d’offre, appui à la candidature', 'Passing on an offer, help with an application', 90, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["opportunity_notice"]}', 1795219200000000, 1795219200000000),
  (x'8a1100f1ebc75e22b5a7c9cf818025cb', 'task', 'job_follow_up', 'Suivi dans l’emploi', 'Follow-up in employment', 100, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["follow_up_check"]}', 1795219200000000, 1795219200000000),
  (x'df54471a374458dfa6b7c1968fa1b627', 'task', 'file_update', 'Mise à jour du dossier, compte rendu', 'Updating the file, report', 110, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["participant"]}', 1795219200000000, 1795219200000000),
  (x'c644844139ef5102b1c715aaecae947d', 'task', 'partner_contact', 'Échange avec un partenaire ou un travailleur social sur un participant', 'Exchange with a partner or social worker about a participant', 120, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["liaison_note"]}', 1795219200000000, 1795219200000000),
  (x'81f100bbbfb455fdaf997453b20ca42e', 'task', 'rsa_contract', 'Contrat d’engagement RSA', 'RSA engagement contract', 130, '{"attribution":"P","attributions":["P"],"signature_required":false,"linked_types":["engagement_contract"]}', 1795219200000000, 1795219200000000),
  (x'490af056287752f59691af25c79a7f99', 'task', 'commission_item', 'Présentation en CLAS', 'Presentation to the commission', 140, '{"attribution":"P","attributions":["P","G"],"signature_required":false,"linked_types":["agenda_item"]}', 1795219200000000, 1795219200000000),
  (x'1fbe714608e550078d91db78b051a776', 'task', 'quarterly_review', 'Point trimestriel département, France Travail', 'Quarterly review with the département and France Travail', 150, '{"attribution":"G","attributions":["G"],"signature_required":false,"linked_types":["quarterly_review"]}', 1795219200000000, 1795219200000000),
  (x'8fcb461d0bba57daaf42eb40cea55863', 'task', 'collective_session', 'Temps collectif', 'Collective session', 160, '{"attribution":"G","attributions":["G"],"signature_required":true,"linked_types":["collective_session"]}', 1795219200000000, 1795219200000000),
  (x'dfb3d41662915b2881afbc806522028a', 'task', 'action_review', 'Bilan collectif d’action', 'Collective review of an action', 170, '{"attribution":"G","attributions":["G"],"signature_required":true,"linked_types":["action"]}', 1795219200000000, 1795219200000000),
  (x'0862d210128c51be9f54c393cf807397', 'task', 'event_with_participants', 'Événement avec des participants', 'Event with participants', 180, '{"attribution":"G","attributions":["G"],"signature_required":false,"linked_types":["event"]}', 1795219200000000, 1795219200000000),
  (x'c92ca7341e385c3fa6c52352fcabb48c', 'task', 'referent_meeting', 'Réunion de référents, animation', 'Meeting of referents', 190, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":["meeting"]}', 1795219200000000, 1795219200000000),
  (x'7d82247ca034597c939ec128bcb43dc6', 'task', 'network', 'Réseau, veille juridique, partenariat général', 'Network, legal watch, general partnership', 200, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":["meeting"]}', 1795219200000000, 1795219200000000),
  (x'3cf5402ab84e5a4fa14984d0d7c0e8cc', 'task', 'employer_prospecting', 'Prospection non nominative', 'Prospecting employers for no one in particular', 210, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":["employer"]}', 1795219200000000, 1795219200000000),
  (x'bba6d2b981e856ebac213fdbe58cd643', 'task', 'esf_admin', 'Gestion FSE : agenda, émargements, bilan', 'ESF management: agenda, signatures, report', 220, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":[]}', 1795219200000000, 1795219200000000),
  (x'82d7776c16cd51839ec17e5783bcc7cf', 'task', 'team_admin', 'Administratif d’équipe', 'Team administration', 230, '{"attribution":"O","attributions":["O"],"signature_required":false,"linked_types":[],"capped":true}', 1795219200000000, 1795219200000000),
  (x'ec4fc5de02ab5bd687a6172fada9a2a4', 'task', 'training_staff', 'Formation du salarié', 'Training of the employee', 240, '{"attribution":"O","attributions":["O","N"],"signature_required":false,"linked_types":[]}', 1795219200000000, 1795219200000000),
  (x'84b5f7975611587c98d1ebb41f27ac1c', 'task', 'travel', 'Déplacement', 'Travel', 250, '{"attribution":"O","attributions":["O","P","G"],"signature_required":false,"linked_types":[],"inherits":true}', 1795219200000000, 1795219200000000),
  (x'9e616aa1705655479c0f1b40905115e7', 'task', 'other_operation', 'Autre opération, autre mission', 'Other operation, other mission', 260, '{"attribution":"N","attributions":["N"],"signature_required":false,"linked_types":[]}', 1795219200000000, 1795219200000000);

-- Absences (§ 5.15); always outside the operation.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'0ad07c4dace454138929d97b2697cf64', 'absence_kind', 'leave', 'Congé', 'Leave', 10, '{"attribution":"N"}', 1795219200000000, 1795219200000000),
  (x'7317eab850fd50c3b3268b948f63313e', 'absence_kind', 'sick', 'Arrêt maladie', 'Sick leave', 20, '{"attribution":"N","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'16bbc36ed6575c8fb3bca1486d8a7966', 'absence_kind', 'public_holiday', 'Jour férié', 'Public holiday', 30, '{"attribution":"N"}', 1795219200000000, 1795219200000000),
  (x'bbb2426140b75ec1b6ad98ac0d751600', 'absence_kind', 'rtt', 'RTT', 'Working-time reduction day (RTT)', 40, '{"attribution":"N"}', 1795219200000000, 1795219200000000),
  (x'3fef1bf42abc54d391cc08dc717074e9', 'absence_kind', 'strike', 'Grève', 'Strike', 50, '{"attribution":"N","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'd220fdb01b185152be78fdfd153357e5', 'absence_kind', 'union', 'Mandat syndical', 'Union duties', 60, '{"attribution":"N","sensitive":true}', 1795219200000000, 1795219200000000),
  (x'950216dd0c8c5d418d38e3d7e8ef6057', 'absence_kind', 'training', 'Formation', 'Training', 70, '{"attribution":"N"}', 1795219200000000, 1795219200000000);

-- Places of a time record (§ 6.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'945f4668f0ac57cc8a677e1c3a4ec4cb', 'time_place', 'site', 'Site du PLIE', 'PLIE site', 10, '{}', 1795219200000000, 1795219200000000),
  (x'b5dea11d123350579b7bfd71e4c85c59', 'time_place', 'employer', 'Chez un employeur', 'At an employer’s', 20, '{}', 1795219200000000, 1795219200000000),
  (x'd93c9cebb9465c05bfdaf7a6d0325c71', 'time_place', 'home', 'Au domicile du participant', 'At the participant’s home', 30, '{}', 1795219200000000, 1795219200000000),
  (x'52a425b5bb215d5baadb510fb3e4c174', 'time_place', 'remote', 'À distance, télétravail', 'Remote', 40, '{}', 1795219200000000, 1795219200000000),
  (x'9eaa6e127747591db2aef8ffe01503eb', 'time_place', 'other', 'Autre', 'Other', 50, '{}', 1795219200000000, 1795219200000000);

-- Modalities of a time record (§ 6.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'3ed07454fb935af8829f3acb56221d61', 'time_modality', 'in_person', 'En présence', 'In person', 10, '{"physical":true}', 1795219200000000, 1795219200000000),
  (x'520513af042c50b19b3d1b8436adba23', 'time_modality', 'phone', 'Téléphone', 'Phone', 20, '{"physical":false}', 1795219200000000, 1795219200000000),
  (x'51f4174b73fe53bcb1bead395ac2ecfc', 'time_modality', 'video', 'Visioconférence', 'Video call', 30, '{"physical":false}', 1795219200000000, 1795219200000000),
  (x'1f1ea7734c5c579ba305b40121df709f', 'time_modality', 'desk', 'Travail au bureau', 'Desk work', 40, '{"physical":false}', 1795219200000000, 1795219200000000),
  (x'93f88ca691425728b2453093a33f761a', 'time_modality', 'travel', 'Déplacement', 'Travel', 50, '{"physical":false}', 1795219200000000, 1795219200000000);

-- Level of French, CEFR (§ 10.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'8e4ba75ecf645c9998a77eef52218d77', 'french_level', 'below_a1', 'Inférieur à A1', 'Below A1', 10, '{}', 1795219200000000, 1795219200000000),
  (x'0d70c96c85ef5e88907b5069871a54bb', 'french_level', 'a1', 'A1 (découverte)', 'A1 (breakthrough)', 20, '{}', 1795219200000000, 1795219200000000),
  (x'1330cdf0c884517e9011c4eac4282a02', 'french_level', 'a2', 'A2 (intermédiaire)', 'A2 (waystage)', 30, '{}', 1795219200000000, 1795219200000000),
  (x'85194e85c5cc5a80a2770e2eb811a619', 'french_level', 'b1', 'B1 (seuil)', 'B1 (threshold)', 40, '{}', 1795219200000000, 1795219200000000),
  (x'66ef2a711f2950e789bde8371cc048a1', 'french_level', 'b2', 'B2 (avancé)', 'B2 (vantage)', 50, '{}', 1795219200000000, 1795219200000000),
  (x'9215f48d20805d28b36f589f314be24a', 'french_level', 'c1', 'C1 (autonome)', 'C1 (effective operational proficiency)', 60, '{}', 1795219200000000, 1795219200000000),
  (x'b961b1edaf5255b6a833ef259e6fc9c1', 'french_level', 'c2', 'C2 (maîtrise)', 'C2 (mastery)', 70, '{}', 1795219200000000, 1795219200000000);

-- Maturity of the career project (S3.11).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'1547af51c1ee53aa9e67997694e80290', 'project_maturity', 'none', 'Pas de projet', 'No project', 10, '{}', 1795219200000000, 1795219200000000),
  (x'99db69983dea503296c6982112af766e', 'project_maturity', 'idea', 'Idée', 'Idea', 20, '{}', 1795219200000000, 1795219200000000),
  (x'060ce212a9f15604ab0896ba7b370b53', 'project_maturity', 'defined', 'Défini', 'Defined', 30, '{}', 1795219200000000, 1795219200000000),
  (x'dd977a0fc83455b8a13cb8fcf36660fe', 'project_maturity', 'validated', 'Validé', 'Validated', 40, '{}', 1795219200000000, 1795219200000000);

-- Minimum incomes and allowances received (§ 7.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'05e538fae58b585d99d41ad2d9dc9b38', 'minimum_income', 'rsa', 'Revenu de solidarité active (RSA)', 'Minimum income (RSA)', 10, '{"minimum":true}', 1795219200000000, 1795219200000000),
  (x'38abdc51f7ca51bcbe1c66086a6d00f6', 'minimum_income', 'ass', 'Allocation de solidarité spécifique (ASS)', 'Specific solidarity allowance (ASS)', 20, '{"minimum":true}', 1795219200000000, 1795219200000000),
  (x'832bee6b7aed5de7bfc74a0ac5b585e1', 'minimum_income', 'aah', 'Allocation aux adultes handicapés (AAH)', 'Disabled adults’ allowance (AAH)', 30, '{"minimum":true,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'708557999661588ca496b810c4a27571', 'minimum_income', 'ada', 'Allocation pour demandeur d’asile (ADA)', 'Asylum seeker’s allowance (ADA)', 40, '{"minimum":true,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'32940c9c262b5ab88a34a12d2ccd322e', 'minimum_income', 'aspa', 'Allocation de solidarité aux personnes âgées (ASPA)', 'Solidarity allowance for the elderly (ASPA)', 50, '{"minimum":true}', 1795219200000000, 1795219200000000),
  (x'99fc61342fe75dfb97d917df2ce0a722', 'minimum_income', 'asi', 'Allocation supplémentaire d’invalidité (ASI)', 'Supplementary invalidity allowance (ASI)', 60, '{"minimum":true,"sensitive":true}', 1795219200000000, 1795219200000000),
  (x'b6df6c8884495728b144eff7400357ef', 'minimum_income', 'are', 'Allocation d’aide au retour à l’emploi (ARE)', 'Unemployment insurance benefit (ARE)', 70, '{"minimum":false}', 1795219200000000, 1795219200000000),
  (x'c392213c9a695d75b2be3d0f10774a4d', 'minimum_income', 'none', 'Aucune', 'None', 80, '{"minimum":false}', 1795219200000000, 1795219200000000),
  (x'9f6988cfa18e5fc3ab143d6ff55da4bb', 'minimum_income', 'declined', 'Ne souhaite pas répondre', 'Does not wish to answer', 90, '{"minimum":false,"declined":true}', 1795219200000000, 1795219200000000);

-- Channels of a contact, a notice or an offer.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'151fc062ace15e7db63082d035578fd1', 'channel', 'in_person', 'En main propre, en présence', 'In person', 10, '{}', 1795219200000000, 1795219200000000),
  (x'7ff1ab5a4bf853e5859d5af27aa38903', 'channel', 'phone', 'Téléphone', 'Phone', 20, '{}', 1795219200000000, 1795219200000000),
  (x'185e0f9c9c385decaa20ca712c5caca2', 'channel', 'email', 'Courriel', 'E-mail', 30, '{}', 1795219200000000, 1795219200000000),
  (x'b2c58bf871405603b5a1a3d79e60b4ab', 'channel', 'post', 'Courrier', 'Post', 40, '{}', 1795219200000000, 1795219200000000),
  (x'15da75cd159c5cbeb731ead39264d274', 'channel', 'video', 'Visioconférence', 'Video call', 50, '{}', 1795219200000000, 1795219200000000),
  (x'9d731df43a7d5dee84b3a1da2b033849', 'channel', 'sms', 'SMS', 'Text message', 60, '{}', 1795219200000000, 1795219200000000);

-- Information notices handed to the person (§ 9.1, G2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'73f81dd998f35cb0b5d88c57e447481b', 'notice_kind', 'privacy', 'Information sur les données personnelles', 'Privacy notice', 10, '{}', 1795219200000000, 1795219200000000),
  (x'03c3bed37d065a938bdee71d8e731b18', 'notice_kind', 'esf', 'Information sur le financement européen', 'Notice of European funding', 20, '{}', 1795219200000000, 1795219200000000);

-- Results of an objective (S3.26).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'00727975e01559319e6da3dfe37dbfc5', 'objective_result', 'open', 'En cours', 'Open', 10, '{}', 1795219200000000, 1795219200000000),
  (x'6fe45ad2775d5b25a3541ce42965ef92', 'objective_result', 'achieved', 'Atteint', 'Achieved', 20, '{}', 1795219200000000, 1795219200000000),
  (x'3a129ebe390f576f92014118bc45e91d', 'objective_result', 'partly', 'Partiellement atteint', 'Partly achieved', 30, '{}', 1795219200000000, 1795219200000000),
  (x'17ea6cea59d75c79903aa0d18d2b8b88', 'objective_result', 'not_achieved', 'Non atteint', 'Not achieved', 40, '{"reason_required":true}', 1795219200000000, 1795219200000000),
  (x'b724e973299f5f639f52447b576e3985', 'objective_result', 'dropped', 'Abandonné', 'Dropped', 50, '{}', 1795219200000000, 1795219200000000);

-- Kinds of items on a commission's agenda (R4.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'bfb989f9e4225f65849aefea98f1d631', 'agenda_item_kind', 'admission', 'Admission', 'Admission', 10, '{"subject":"entry_file"}', 1795219200000000, 1795219200000000),
  (x'712c343fc4db5bec9b927faf6b1d355c', 'agenda_item_kind', 'pathway_review', 'Examen de parcours', 'Pathway review', 20, '{"subject":"pathway"}', 1795219200000000, 1795219200000000),
  (x'975c295ca5b85549b2e4d590f299e137', 'agenda_item_kind', 'extension', 'Prolongation', 'Extension', 30, '{"subject":"pathway"}', 1795219200000000, 1795219200000000),
  (x'4f89e9d970985f7baf546883c5f721ce', 'agenda_item_kind', 'suspension', 'Suspension', 'Suspension', 40, '{"subject":"pathway"}', 1795219200000000, 1795219200000000),
  (x'f7e935341f5152e5994ceb8f0aea6a77', 'agenda_item_kind', 'exit_proposal', 'Proposition de sortie', 'Exit proposal', 50, '{"subject":"pathway"}', 1795219200000000, 1795219200000000),
  (x'5143360a0898583fb0f13a9e2a98a077', 'agenda_item_kind', 'information', 'Information', 'Information', 60, '{}', 1795219200000000, 1795219200000000);

-- Outcomes of a commission's decision (R4.4); an alternative is due on refusal (R4.5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'3c13e1f7678e5f5690bd9eb6f0848e9b', 'decision_outcome', 'admitted', 'Admis', 'Admitted', 10, '{"for":"admission","alternative_required":false}', 1795219200000000, 1795219200000000),
  (x'080758512fb551f7844ed41705e4a2d0', 'decision_outcome', 'admitted_pending_department', 'Admis, dans l’attente du département', 'Admitted, pending the département', 20, '{"for":"admission","alternative_required":false,"set_by_server":true}', 1795219200000000, 1795219200000000),
  (x'6b6ad6034a7c549c8817e77222da6e01', 'decision_outcome', 'refused', 'Refusé', 'Refused', 30, '{"for":"admission","alternative_required":true}', 1795219200000000, 1795219200000000),
  (x'319c684a79eb516dafbcb299bfef0e5d', 'decision_outcome', 'adjourned', 'Ajourné', 'Adjourned', 40, '{"for":"admission","alternative_required":false}', 1795219200000000, 1795219200000000),
  (x'8c464055fb4353fc9996f800bfd35542', 'decision_outcome', 'redirected', 'Réorienté vers un autre dispositif', 'Redirected', 50, '{"for":"admission","alternative_required":true}', 1795219200000000, 1795219200000000),
  (x'218b8df1bb1f556db05c101b6b4c8c55', 'decision_outcome', 'continue', 'Poursuite du parcours', 'Continue', 60, '{"for":"pathway","alternative_required":false}', 1795219200000000, 1795219200000000),
  (x'd6e300586fc2557fb906f54e43e50a39', 'decision_outcome', 'reorient', 'Réorientation du parcours', 'Reorient', 70, '{"for":"pathway","alternative_required":false}', 1795219200000000, 1795219200000000),
  (x'b97af33ee8df5879a00d13b858f237c9', 'decision_outcome', 'suspend', 'Suspension', 'Suspend', 80, '{"for":"pathway","alternative_required":false}', 1795219200000000, 1795219200000000),
  (x'07b987fccdc252e487268519a370954b', 'decision_outcome', 'extend', 'Prolongation', 'Extend', 90, '{"for":"pathway","alternative_required":false}', 1795219200000000, 1795219200000000),
  (x'd7665c2486e0562cabd7edb46e0e666d', 'decision_outcome', 'close', 'Clôture', 'Close', 100, '{"for":"pathway","alternative_required":false}', 1795219200000000, 1795219200000000);

-- Outcomes of a reception (§ 4.2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'899769d8b08f5e18bcf2194a310741d3', 'reception_outcome', 'attended', 'Présent', 'Attended', 10, '{}', 1795219200000000, 1795219200000000),
  (x'f2a1da922e9f5919a00624a916ab8018', 'reception_outcome', 'no_show', 'Absent', 'No-show', 20, '{}', 1795219200000000, 1795219200000000),
  (x'a4c87a4a542b59ca998478e84ef5c68f', 'reception_outcome', 'excused', 'Absence excusée', 'Excused', 30, '{}', 1795219200000000, 1795219200000000);

-- Half-days of a reception slot (S3.10).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'b3c0a74b43095b349b006c2add135ad9', 'half_day', 'am', 'Matin', 'Morning', 10, '{}', 1795219200000000, 1795219200000000),
  (x'4906e7da5825514f84cef591f60f04c8', 'half_day', 'pm', 'Après-midi', 'Afternoon', 20, '{}', 1795219200000000, 1795219200000000);

-- Voices of a commission's members (R4.1).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'7eb4f71ec6745ab9b4352072ce400c66', 'member_voice', 'vote', 'Voix délibérative', 'Vote', 10, '{}', 1795219200000000, 1795219200000000),
  (x'68253e691c5a5194a844d4e5128fa814', 'member_voice', 'advice', 'Voix consultative', 'Advice', 20, '{}', 1795219200000000, 1795219200000000);

-- Opinion of the département on an RSA recipient (R4.6).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'27136ccec3c7550eb20d2ecda57f8a48', 'department_opinion', 'none', 'Sans objet', 'Not applicable', 10, '{}', 1795219200000000, 1795219200000000),
  (x'67bd324b0fc551beaac168d573d29ee6', 'department_opinion', 'pending', 'En attente', 'Pending', 20, '{}', 1795219200000000, 1795219200000000),
  (x'7ba860366a4a5371b5d3952774cc549a', 'department_opinion', 'favourable', 'Favorable', 'Favourable', 30, '{}', 1795219200000000, 1795219200000000),
  (x'9226f60d68745a40b1f107082cc0c667', 'department_opinion', 'unfavourable', 'Défavorable', 'Unfavourable', 40, '{}', 1795219200000000, 1795219200000000);

-- Authorisation of a partner structure (R3.7).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'4bea4475743950ebbe1cb1f24bb3fd61', 'authorisation', 'pending', 'En attente', 'Pending', 10, '{}', 1795219200000000, 1795219200000000),
  (x'd798e65adcbf59128fa6e01c6590a492', 'authorisation', 'validated', 'Habilitée', 'Validated', 20, '{}', 1795219200000000, 1795219200000000),
  (x'db05f9b1f4b7504394b356b6ca620169', 'authorisation', 'refused', 'Refusée', 'Refused', 30, '{}', 1795219200000000, 1795219200000000),
  (x'1533f828d916582abfc4e296725e88ff', 'authorisation', 'not_required', 'Non requise', 'Not required', 40, '{}', 1795219200000000, 1795219200000000);

-- Where a situation was learnt (R7.8).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'784ef2b60616545cb7418e2830c2e774', 'situation_source', 'participant', 'Participant', 'Participant', 10, '{}', 1795219200000000, 1795219200000000),
  (x'dd7943766bcf59b3999588323c86c5c1', 'situation_source', 'register', 'Fichier administratif', 'Register', 20, '{}', 1795219200000000, 1795219200000000),
  (x'7f5a2d0e83be5eb78982cd1cb2632c98', 'situation_source', 'employer_document', 'Document de l’employeur', 'Employer’s document', 30, '{}', 1795219200000000, 1795219200000000),
  (x'96fe7a8bfab85a11a2044b1615c81b3b', 'situation_source', 'referent_statement', 'Déclaration du référent', 'Referent’s statement', 40, '{}', 1795219200000000, 1795219200000000),
  (x'cf396b152ab65de2b4f9766b11bc2fb5', 'situation_source', 'estimate', 'Estimation', 'Estimate', 50, '{}', 1795219200000000, 1795219200000000);

-- Answers about disability (§ 10.2); unknown, declined and no are three values.
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'f6623991be885ae2bc7d76f357c056f7', 'disability_answer', 'yes', 'Oui', 'Yes', 10, '{}', 1795219200000000, 1795219200000000),
  (x'2f501150d9d954af82e605e401a18e28', 'disability_answer', 'no', 'Non', 'No', 20, '{}', 1795219200000000, 1795219200000000),
  (x'3f9a53316bef556cb47bb4485d3caacb', 'disability_answer', 'declined', 'Ne souhaite pas répondre', 'Does not wish to answer', 30, '{"declined":true}', 1795219200000000, 1795219200000000),
  (x'4e63e46e89b15df9883411520a19ac20', 'disability_answer', 'unknown', 'Non renseigné', 'Unknown', 40, '{}', 1795219200000000, 1795219200000000);

-- Classes of nationality (G5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'c5046e0082c255658dd92e1f71951cea', 'nationality_class', 'french', 'Française', 'French', 10, '{"third_country":false}', 1795219200000000, 1795219200000000),
  (x'20849fd0a6495f8bba081bd358ba85f7', 'nationality_class', 'eu', 'Autre pays de l’Union européenne', 'Other EU country', 20, '{"third_country":false}', 1795219200000000, 1795219200000000),
  (x'224b49e9897f58d6ae35d41ccac91255', 'nationality_class', 'third_country', 'Pays tiers', 'Third country', 30, '{"third_country":true}', 1795219200000000, 1795219200000000),
  (x'6f5047b2c6b65d2eaa1958caec8775e2', 'nationality_class', 'stateless', 'Apatride', 'Stateless', 40, '{"third_country":true}', 1795219200000000, 1795219200000000),
  (x'd39a72e262e6513f9269f322e9555b55', 'nationality_class', 'declined', 'Ne souhaite pas répondre', 'Does not wish to answer', 50, '{"declined":true}', 1795219200000000, 1795219200000000),
  (x'48739ac93988547c8730f95521dd566a', 'nationality_class', 'unknown', 'Non renseignée', 'Unknown', 60, '{}', 1795219200000000, 1795219200000000);

-- Kinds of engagement contracts (S3.22).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'a800c03a4635588fbdabfd3fdc4e1fd6', 'engagement_contract_kind', 'plie', 'Contrat d’accompagnement PLIE', 'PLIE support contract', 10, '{}', 1795219200000000, 1795219200000000),
  (x'3f8045553f6f5dba9cdddff4f92cbd50', 'engagement_contract_kind', 'cer', 'Contrat d’engagements réciproques (CER)', 'Reciprocal engagement contract (CER)', 20, '{}', 1795219200000000, 1795219200000000),
  (x'98e8da2cee4a52ee83e9f0de3d710a19', 'engagement_contract_kind', 'contrat_engagement', 'Contrat d’engagement (loi plein emploi)', 'Engagement contract (full employment act)', 30, '{}', 1795219200000000, 1795219200000000);

-- Kinds of stage reviews (S3.24, S3.27).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'f4c6f829c8c5533ab5fd11048be82518', 'stage_review_kind', 'referent', 'Avec le référent', 'With the referent', 10, '{}', 1795219200000000, 1795219200000000),
  (x'f87b224340965e61a1336d299a639b43', 'stage_review_kind', 'tripartite', 'Tripartite', 'Tripartite', 20, '{}', 1795219200000000, 1795219200000000),
  (x'350d5b895afc50d29cd8d0a21554fb6d', 'stage_review_kind', 'collective', 'Collective', 'Collective', 30, '{}', 1795219200000000, 1795219200000000);

-- State of an expected document (S0.16).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'491642dfa3af5709bad32c3ed8fd97c6', 'document_state', 'expected', 'Attendu', 'Expected', 10, '{}', 1795219200000000, 1795219200000000),
  (x'fcd55a59a94a51a9a807113c070dd09e', 'document_state', 'received', 'Reçu', 'Received', 20, '{}', 1795219200000000, 1795219200000000);

-- Kinds of meetings (§ 2).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'794c1e6f2db95eaca1cc676a190d147b', 'meeting_kind', 'team', 'Réunion d’équipe', 'Team meeting', 10, '{}', 1795219200000000, 1795219200000000),
  (x'b8d982a15b765380a050708ca52051e5', 'meeting_kind', 'referent', 'Réunion de référents', 'Meeting of referents', 20, '{}', 1795219200000000, 1795219200000000),
  (x'aef864ecdfbc517baf3f21c96db6641c', 'meeting_kind', 'operational_technical', 'Comité technique opérationnel', 'Operational technical committee', 30, '{}', 1795219200000000, 1795219200000000),
  (x'a33af211a59059d294ece69e88048e97', 'meeting_kind', 'institutional', 'Réunion institutionnelle', 'Institutional meeting', 40, '{}', 1795219200000000, 1795219200000000),
  (x'125332f541e85ed5bb7d3c930ff371c5', 'meeting_kind', 'network', 'Réseau', 'Network', 50, '{}', 1795219200000000, 1795219200000000),
  (x'0de3ca48ca4e57ae95f7944baea3c74a', 'meeting_kind', 'partner_training', 'Formation des partenaires', 'Partner training', 60, '{}', 1795219200000000, 1795219200000000),
  (x'310022273ad6598ea07a5439cfad19b3', 'meeting_kind', 'clause', 'Clauses d’insertion', 'Social clauses', 70, '{}', 1795219200000000, 1795219200000000);

-- Kinds of opportunities (S3.18).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'0cf45d49a4265d60abfcd9c624524652', 'opportunity_kind', 'job', 'Emploi', 'Job', 10, '{}', 1795219200000000, 1795219200000000),
  (x'cc4154d14fb658b59fdae99dff9a94a7', 'opportunity_kind', 'training', 'Formation', 'Training', 20, '{}', 1795219200000000, 1795219200000000),
  (x'922ee6f21bd95e199b801a6d757ee8b8', 'opportunity_kind', 'integration', 'Insertion', 'Integration', 30, '{}', 1795219200000000, 1795219200000000);

-- Kinds of signatures (§ 6.5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'e2d4eccb70ac5886a4520b387083dd1a', 'signature_kind', 'handwritten_scan', 'Signature manuscrite numérisée', 'Scanned handwritten signature', 10, '{}', 1795219200000000, 1795219200000000),
  (x'7306c76d49f15034b53ffbe824bb6bf0', 'signature_kind', 'electronic', 'Signature électronique', 'Electronic signature', 20, '{}', 1795219200000000, 1795219200000000);

-- Who signs (§ 6.5).
insert into reference_codes (id, list, code, label_fr, label_en, sort, attrs, created_at, updated_at) values
  (x'fbaf90a54ae75759982c5ff6cb685e72', 'signer_type', 'participant', 'Participant', 'Participant', 10, '{}', 1795219200000000, 1795219200000000),
  (x'8684802aaefc5ccca720e2c254a53852', 'signer_type', 'staff', 'Salarié', 'Staff member', 20, '{}', 1795219200000000, 1795219200000000),
  (x'9a8ca1bbe8495decbd8b57c29d8e5987', 'signer_type', 'third_party', 'Tiers', 'Third party', 30, '{}', 1795219200000000, 1795219200000000);

create trigger reference_codes_kept before delete on reference_codes begin
  select raise(abort, 'a reference code is never deleted: end its validity');
end;
