#!/usr/bin/env bash
# A life: a mother who brings her children up alone on RSA, from the social worker of the département to a permanent
# job that she has held for six months. Two years of the calendar, in seconds (examples/life.sh).
# shellcheck source=examples/life.sh
source "$(dirname "$0")/life.sh"

say "1. $today: the social service of the département orients Leïla"
orientation=$(orient machine:1 Leïla 1992-09-14 '["rsa", "single_parent"]' | jq -r .id)
echo "the orientation is $(get machine:1 "/v1/orientations/$orientation" | jq -r .status)"
receive "$orientation"
echo "received on $today, after $(get "$officer" "/v1/orientations/$orientation" | jq .waiting_days) day"

say '2. With her referent she makes the entry file; nobody can call it complete before it is'
opened=$(verb "$officer" "/v1/orientations/$orientation" open-entry-file \
    "{\"referent_id\": \"$referent_id\", \"confirm_new\": true}")
person=$(of .participant_id "$opened")
file=$(file_of "$orientation")
echo "missing: $(refused_verb 422 validation_failed "$referent" "/v1/entry-files/$file" complete)"
situation "$person" inactive_not_in_education \
    '{"minimum_incomes": ["rsa"], "single_parent": true, "housing_situation": "social_tenant"}'
fill_in "$file" rsa
# alone of what was missing (R4.6)
refused_verb 422 rule_department_opinion "$referent" "/v1/entry-files/$file" complete >/dev/null
patch "$referent" "/v1/entry-files/$file" '{"department_opinion": "pending"}' >/dev/null
is 'the file' complete "$(verb "$referent" "/v1/entry-files/$file" complete | jq -r .status)"
session=$(session "$file")

at "$(day 11)" 14:30
say "3. $today: the commission admits her, but for the département (R4.6)"
decision=$(decide "$session" "$file")
is 'the decision' admitted_pending_department "$(of .status "$decision")"
is 'pathways before the département has spoken' 0 \
    "$(get "$officer" "/v1/pathways?participant_id=$person" | jq '.items | length')"
is 'what the partner reads' entry_file_opened "$(get machine:1 "/v1/orientations/$orientation" | jq -r .status)"

at "$(day 18)"
say "4. $today: the département confirms; the pathway opens and Leïla has one referent"
decision=$(verb "$officer" "/v1/decisions/$(of .id "$decision")" confirm-department '{"opinion": "favourable"}')
is 'the decision' effective "$(of .status "$decision")"
is 'what the partner reads' admitted "$(get machine:1 "/v1/orientations/$orientation" | jq -r .status)"
pathway=$(of .pathway_id "$decision")
assigned=$(assign "$pathway" "$referent_id")
is 'the pathway' active "$(of .status "$assigned")"
is 'whether her referent is that of RSA too' true "$(of .rsa_referent "$assigned")"
echo "next interview due on $(of .next_interview_due_on "$assigned"), next milestone on $(of .next_milestone_due_on "$assigned")"
post "$referent" "/v1/pathways/$pathway/engagement-contracts" "{\"kind\": \"contrat_engagement\", \"signed_on\": \"$today\",
    \"starts_on\": \"$today\", \"ends_on\": \"$(day 800)\", \"weekly_hours\": 15}" >/dev/null

at "$(day 25)" 10:00
say "5. $today: the diagnosis. Who will look after the children comes first"
interview=$(meet diagnosis 'Deux enfants de 4 et 7 ans ; aucune solution de garde. Veut travailler dans le nettoyage.')
sign "$interview"
childcare=$(post "$referent" "/v1/pathways/$pathway/objectives" \
    "{\"text\": \"Trouver une solution de garde\", \"theme\": \"family\", \"set_on\": \"$today\"}" | jq -r .id)
family=$(post "$referent" "/v1/pathways/$pathway/barriers" \
    "{\"theme\": \"family\", \"severity\": 3, \"opened_on\": \"$today\"}" | jq -r .id)
mobility=$(get "$referent" "/v1/pathways/$pathway/objectives?result=open" |
    jq -r --arg childcare "$childcare" '[.items[] | select(.id != $childcare)][0].id')
remobilisation=$(stage remobilisation plie_programming "{\"objective_ids\": [\"$childcare\"], \"barrier_ids\": [\"$family\"]}")

at "$(day 80)" 18:00
say "6. $today: nobody has met her for a calendar month, and Jalon says so until they meet"
alerting=$(alerts)
[[ $alerting == *t1_interview* ]] || is 'the alerts about her' 't1_interview …' "$alerting"
echo "alerts: $alerting"
sign "$(meet follow_up 'La crèche a donné son accord ; les ateliers se passent bien.')"
is 'the alerts about her once they have met' '' "$(alerts)"
# S3.24
refused_verb 422 rule_stage_review "$referent" "/v1/stages/$remobilisation" complete "{\"ended_on\": \"$today\"}" >/dev/null
complete "$remobilisation" 'Rythme retrouvé, ponctualité' 'Je me sens prête à apprendre.'
patch "$referent" "/v1/pathways/$pathway/barriers/$family" "{\"lifted_on\": \"$today\"}" >/dev/null

at "$(get "$referent" "/v1/pathways/$pathway" | jq -r .next_milestone_due_on)" 12:00
say "7. $today: the milestone of five months judges every open objective"
interview=$(meet milestone 'Bilan des cinq mois.')
sign "$interview"
results="[{\"objective_id\": \"$childcare\", \"result\": \"achieved\"}, {\"objective_id\": \"$mobility\", \"result\": \"not_achieved\"}]"
milestone() {
    jq -n --arg today "$today" --argjson results "$1" --argjson fresh "$2" --arg interview "$(of .id "$interview")" \
        '{held_on: $today, interview_id: $interview, results: $results, new_objectives: $fresh}'
}
problem=$(refused 422 validation_failed "$referent" POST "/v1/pathways/$pathway/milestones" "$(milestone "$results" '[]')")
is 'what a missed objective calls for (S3.26)' 'rule_new_objectives, rule_reason' \
    "$(of '[.errors[].code] | sort | join(", ")' "$problem")"
results=$(jq -c '.[1].reason = "Code de la route hors de portée : la langue d'"'"'abord"' <<<"$results")
held=$(post "$referent" "/v1/pathways/$pathway/milestones" \
    "$(milestone "$results" '[{"text": "Atteindre le niveau A2 en français", "theme": "language"}]')")
held=$(verb "$referent" "/v1/pathways/$pathway/milestones/$(of .id "$held")" validate)
is 'the milestone' validated "$(of .status "$held")"
language=$(of '.new_objective_ids[0]' "$held")
echo "next milestone due on $(of .next_due_on "$held")"

at "$(day 180)"
say "8. $today: French for work"
french=$(stage vocational_french region "{\"objective_ids\": [\"$language\"], \"hours\": 240}")
at "$(get "$referent" "/v1/pathways/$pathway" | jq -r .next_milestone_due_on)" 12:00
complete "$french" 'Niveau A2 validé' "Je parle avec la maîtresse de mon fils."
interview=$(meet milestone 'Bilan des dix mois.')
sign "$interview"
held=$(post "$referent" "/v1/pathways/$pathway/milestones" \
    "$(milestone "[{\"objective_id\": \"$language\", \"result\": \"achieved\"}]" '[{"text": "Un premier contrat de travail"}]')")
is 'the milestone' validated "$(verb "$referent" "/v1/pathways/$pathway/milestones/$(of .id "$held")" validate | jq -r .status)"
job=$(of '.new_objective_ids[0]' "$held")

at "$(day 340)"
say "9. $today: a CDDI in a work-integration structure. It is a stage, not the job that ends a pathway (S3.14)"
siae=$(stage siae_job siae "{\"objective_ids\": [\"$job\"], \"rome\": \"K2204\"}")
contract() {
    post "$referent" "/v1/pathways/$pathway/employment-contracts" "$(jq -n --argjson more "$1" --arg today "$today" \
        '{starts_on: $today, rome: "K2204", document_state: "received"} + $more')" | jq -r .id
}
cddi=$(contract "{\"employer\": {\"name\": \"Les Jardins\"}, \"type\": \"cddi\", \"ends_on\": \"$(day 460)\", \"weekly_minutes\": 1560}")
refused_verb 422 rule_contract_never_counts "$referent" "/v1/pathways/$pathway" start-job-follow-up \
    "{\"employment_contract_id\": \"$cddi\"}" >/dev/null

at "$(day 455)"
say "10. $today: the CDDI leads to a CDI of 30 hours; the six months of follow-up begin"
complete "$siae" 'Autonome sur un chantier' 'On me propose de rester.'
cdi=$(contract '{"employer": {"name": "Propreté des Alpes"}, "type": "cdi", "weekly_minutes": 1800}')
started=$today
followed=$(verb "$referent" "/v1/pathways/$pathway" start-job-follow-up "{\"employment_contract_id\": \"$cdi\"}")
is 'the pathway' in_job_follow_up "$(of .status "$followed")"
is 'the timer of interviews while the job is followed' null "$(of .next_interview_due_on "$followed")"
check() {
    post "$referent" "/v1/pathways/$pathway/follow-up-checks" "$(jq -n --arg today "$today" --argjson more "${1:-"{}"}" \
        '{on: $today, reached: "yes", still_employed: true, channel: "phone"} + $more')" >/dev/null
    echo "$today: still in the job"
}
at "$(day 485)"
check
at "$(day 546)"
check

say "11. $today: three months are not six"
exit_of() {
    jq -n --arg today "$today" --argjson evidence "$1" '{reason: "job_cdi", on: $today, evidence_document_ids: $evidence}'
}
verb "$referent" "/v1/pathways/$pathway" propose-exit "$(exit_of '[]')" >/dev/null
missing=$(refused_verb 409 conflict_exit_not_proved "$officer" "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}")
is 'what is missing' 'days_missing, proof_of_presence' "$missing"

at "$(date -d "$started + 6 months + 3 days" +%F)" 10:00
say "12. $today: six months, a payslip, and the officer validates a positive exit"
sign "$(meet closing "Six mois en poste. L'employeur est content ; elle aussi.")"
unsigned=$(meet job_follow_up "Point avec l'employeur.")
printf '%%PDF-1.7\n%% bulletin de paie\n%%%%EOF\n' >"$desk/payslip.pdf"
payslip=$(curl --silent --show-error --fail "$url/v1/documents" --header "Authorization: Bearer $(token "$referent")" \
    --form kind=exit_proof --form "participant_id=$person" \
    --form "file=@$desk/payslip.pdf;type=application/pdf" | jq -r .id)
check "{\"evidence_document_id\": \"$payslip\"}"
assessed=$(get "$referent" "/v1/pathways/$pathway/exit-assessment")
is 'whether the exit qualifies' 'true permanent_job' "$(of '"\(.qualifies) \(.rule)"' "$assessed")"
verb "$referent" "/v1/pathways/$pathway" propose-exit "$(exit_of "[\"$payslip\"]")" >/dev/null
refused_verb 403 forbidden "$referent" "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}" >/dev/null
exited=$(verb "$officer" "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}")
is 'the exit' 'exited job_cdi positive' "$(of '"\(.status) \(.exit.reason) \(.exit.category)"' "$exited")"

say '13. The file is closed once nothing is owed'
is 'what keeps it open' 'esf_exit_data, unsigned_interview' \
    "$(refused_verb 409 conflict_not_closable "$referent" "/v1/pathways/$pathway" close)"
sign "$unsigned"
situation "$person" employee
closed=$(verb "$referent" "/v1/pathways/$pathway" close)
is 'the pathway' closed "$(of .status "$closed")"
refused 409 conflict_pathway_closed "$assistant" POST "/v1/pathways/$pathway/objectives" \
    "{\"text\": \"Encore un\", \"set_on\": \"$today\"}" >/dev/null
echo "$(of .exit.category "$closed") exit on $(of .exit.on "$closed"), validated on $(of .exit.validated_on "$closed")"

ends
is 'the alerts about somebody whose file is closed' '' "$(alerts)"
