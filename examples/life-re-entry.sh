#!/usr/bin/env bash
# A life: a job that is lost, a referent who hands over, an exit into a short contract, and the return: one person, two
# pathways, the second linked to the first. A year of the calendar, in seconds (examples/life.sh).
# shellcheck source=examples/life.sh
source "$(dirname "$0")/life.sh"

say "1. $today: Rosa is oriented by the mission locale, received, admitted and followed"
enter machine:3 Rosa 1985-07-02
first=$pathway
sign "$(meet diagnosis 'Caissière pendant six ans ; veut retrouver un poste.')"

at "$(day 60)"
say "2. $today: a permanent job; its six months of follow-up begin"
job=$(post "$referent" "/v1/pathways/$pathway/employment-contracts" "{\"employer\": {\"name\": \"Supérette du Pont\"},
    \"type\": \"cdi\", \"starts_on\": \"$today\", \"weekly_minutes\": 2100, \"document_state\": \"received\"}" | jq -r .id)
verb "$referent" "/v1/pathways/$pathway" start-job-follow-up "{\"employment_contract_id\": \"$job\"}" >/dev/null
at "$(day 90)"
post "$referent" "/v1/pathways/$pathway/follow-up-checks" \
    "{\"on\": \"$today\", \"reached\": \"yes\", \"still_employed\": true, \"channel\": \"phone\"}" >/dev/null
echo "$today: still in the job"

at "$(day 105)"
say "3. $today: the trial period is broken off. She is supported again, with timers that begin anew"
back=$(verb "$referent" "/v1/pathways/$pathway" return-from-job "{\"on\": \"$today\", \"reason\": \"Fin de période d'essai\"}")
is 'the pathway' active "$(of .status "$back")"
is 'the milestone five months after the return' "$(date -d "$today + 5 months" +%F)" "$(of .next_milestone_due_on "$back")"
is 'the last day of the job' "$today" \
    "$(get "$referent" "/v1/pathways/$pathway/employment-contracts/$job" | jq -r .broken_on)"
refused_verb 409 illegal_transition "$referent" "/v1/pathways/$pathway" return-from-job \
    "{\"on\": \"$today\", \"reason\": \"Encore\"}" >/dev/null

at "$(day 110)"
say "4. $today: her referent changes posts and hands her over, first in rehearsal"
former=$referent
next=referent:2
next_id=$(jq -r '.plies[0].ids.referents[2]' "$accounts")
handover() {
    post director "/v1/referents/$referent_id/handover${1:-}" "{\"to_referent_id\": \"$next_id\",
        \"pathway_ids\": [\"$pathway\"], \"effective_on\": \"$(day 111)\", \"reason\": \"Changement de poste\"}"
}
is 'how many a rehearsal would hand over' 1 "$(handover '?dry_run=true' | jq '.pathways | length')"
is 'the referent after a rehearsal' "$referent_id" "$(get director "/v1/pathways/$pathway" | jq -r .referent.id)"
handover >/dev/null
is 'the referent until tomorrow' "$referent_id" "$(get director "/v1/pathways/$pathway" | jq -r .referent.id)"
at "$(day 111)"
is 'the referent' "$next_id" "$(get director "/v1/pathways/$pathway" | jq -r .referent.id)"
get director "/v1/pathways/$pathway/assignments?sort=starts_on" |
    jq -r '.items[] | "from \(.starts_on) to \(.ends_on // "now"): \(.referent.first_name // .referent_id)"'

at "$(day 140)"
say "5. $today: for thirty days the former referent still reads, and changes nothing"
is 'what the former referent reads' "$person" "$(get "$former" "/v1/participants/$person" | jq -r .id)"
is 'whom the former referent follows' 0 "$(get "$former" "/v1/pathways?participant_id=$person" | jq '.items | length')"
refused 403 forbidden "$former" POST "/v1/pathways/$pathway/objectives" \
    "{\"text\": \"Refaire le CV\", \"set_on\": \"$today\"}" >/dev/null
at "$(day 141)"
refused 404 not_found "$former" GET "/v1/participants/$person" >/dev/null
echo "$today: the thirty days are over, and for the former referent the file is there no more"
referent=$next referent_id=$next_id

at "$(day 150)" 10:00
say "6. $today: a contract of four months. It is no positive exit, but she wants to go (§ 5.7)"
sign "$(meet closing 'CDD de quatre mois ; ne souhaite plus de suivi pour le moment.')"
assessed=$(get "$referent" "/v1/pathways/$pathway/exit-assessment")
is 'whether a positive exit would hold' false "$(of .qualifies "$assessed")"
verb "$referent" "/v1/pathways/$pathway" propose-exit "{\"reason\": \"short_job\", \"on\": \"$today\"}" >/dev/null
exited=$(verb "$officer" "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}")
is 'the exit' 'exited other' "$(of '"\(.status) \(.exit.category)"' "$exited")"
situation "$person" employee
is 'the pathway' closed "$(verb "$referent" "/v1/pathways/$pathway" close | jq -r .status)"

at "$(day 280)"
say "7. $today: the contract is over. The mission locale sends her again; Jalon knows the person, the partner is not told"
orientation=$(orient machine:3 Rosa 1985-07-02 '["detld"]' | jq -r .id)
receive "$orientation"
problem=$(refused 409 duplicate "$officer" POST "/v1/orientations/$orientation/open-entry-file" \
    "{\"referent_id\": \"$referent_id\"}" "$(version "$officer" "/v1/orientations/$orientation")")
is 'the candidate whom Jalon takes her for' "$person" "$(of '.candidates[0].id' "$problem")"
verb "$officer" "/v1/orientations/$orientation" open-entry-file \
    "{\"referent_id\": \"$referent_id\", \"participant_id\": \"$person\"}" >/dev/null
is 'what the partner is told of the person' null "$(get machine:3 "/v1/orientations/$orientation" | jq -r .participant_id)"
admit "$orientation" "$(file_of "$orientation")"

say "8. $today: a second pathway of the same person, linked to the first, which does not change any more"
second=$(get "$referent" "/v1/pathways/$pathway")
is 'the former pathway' "$first" "$(of .previous_pathway_id "$second")"
is 'the person' "$person" "$(of .participant_id "$second")"
is 'the pathways of the person' 'active closed' "$(get "$officer" "/v1/pathways?participant_id=$person" |
    jq -r '[.items[].status] | sort | join(" ")')"
refused_verb 409 illegal_transition "$officer" "/v1/pathways/$first" assign-referent \
    "{\"referent_id\": \"$referent_id\", \"starts_on\": \"$today\", \"reason\": \"Retour\"}" >/dev/null
echo "pathway $(of .id "$second") after $(of .previous_pathway_id "$second")"

ends
