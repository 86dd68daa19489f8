#!/usr/bin/env bash
# A life: somebody falls ill, her pathway is suspended, and she moves away before it is taken up again: a neutral exit,
# which nobody is blamed for and no rate counts. Seven months of the calendar, in seconds (examples/life.sh).
# shellcheck source=examples/life.sh
source "$(dirname "$0")/life.sh"

say "1. $today: Inès is oriented by the CCAS, received, admitted and followed"
enter machine:2 Inès 1979-03-21
state=$(get "$referent" "/v1/pathways/$pathway")
echo "$today: next interview due on $(of .next_interview_due_on "$state"), next milestone on $(of .next_milestone_due_on "$state")"
milestone_before=$(of .next_milestone_due_on "$state")

at "$(day 20)" 10:00
say "2. $today: they meet, and plan a course for the driving licence"
sign "$(meet diagnosis 'Permis suspendu ; douleurs au dos, rendez-vous pris.')"
objective=$(get "$referent" "/v1/pathways/$pathway/objectives?result=open" | jq -r '.items[0].id')
stage=$(post "$referent" "/v1/pathways/$pathway/stages" \
    "{\"type\": \"barrier_lifting\", \"resource_origin\": \"plie_programming\", \"objective_ids\": [\"$objective\"]}" | jq -r .id)
verb "$referent" "/v1/stages/$stage" accept >/dev/null
verb "$referent" "/v1/stages/$stage" plan "{\"planned_starts_on\": \"$(day 70)\"}" >/dev/null

at "$(day 45)"
say "3. $today: she is ill. The pathway is suspended and its timers stand still"
refused_verb 422 rule_suspension_length "$referent" "/v1/pathways/$pathway" suspend "{\"reason\": \"sickness\",
    \"starts_on\": \"$today\", \"planned_end_on\": \"$(day 500)\"}" >/dev/null
suspended=$(verb "$referent" "/v1/pathways/$pathway" suspend \
    "{\"reason\": \"sickness\", \"starts_on\": \"$today\", \"planned_end_on\": \"$(day 225)\"}")
is 'the pathway' suspended "$(of .status "$suspended")"
is 'the timers of a suspended pathway' 'null null' \
    "$(of '"\(.next_interview_due_on) \(.next_milestone_due_on)"' "$suspended")"

at "$(day 150)"
say "4. $today: three months without a meeting, and no alert; had she come back today, the milestone would be later"
is 'the alerts about a suspended person' '' "$(alerts)"
resumed=$(verb "$referent" "/v1/pathways/$pathway" 'resume?dry_run=true' "{\"on\": \"$today\"}")
shifted=$(date -d "$milestone_before + 105 days" +%F)
is 'the milestone after 105 days of suspension' "$shifted" "$(of .next_milestone_due_on "$resumed")"
is 'the pathway after a rehearsal' suspended "$(get "$referent" "/v1/pathways/$pathway" | jq -r .status)"
echo "milestone: $milestone_before, then $shifted"

at "$(day 165)"
say "5. $today: she moves to her sister's, out of the area; the support goes on, with its reason (S2.2)"
patch "$referent" "/v1/participants/$person" "{\"address\": {\"line\": \"8 quai Arloing\", \"postcode\": \"69009\",
    \"commune_code\": \"69389\", \"valid_from\": \"$today\"}}" >/dev/null
moved=$(patch "$referent" "/v1/pathways/$pathway" \
    '{"out_of_area_reason": "Hébergée par sa sœur le temps des soins ; le suivi continue pour ne pas le rompre."}')
is 'the pathway' suspended "$(of .status "$moved")"
of .out_of_area_reason "$moved"
# the officer's territory is where people live: from now on the director sees her, and the officer no more
refused 404 not_found "$officer" GET "/v1/pathways/$pathway" >/dev/null
officer=director

at "$(day 200)"
say "6. $today: she stays there. Nobody leaves a suspension for being out of sight, but whoever moves may go at once"
is 'why no exit is validated that nobody proposed' '' \
    "$(refused_verb 409 conflict_no_exit_proposed director "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}")"
propose() { verb "$referent" "/v1/pathways/$pathway" propose-exit "{\"reason\": \"$1\", \"on\": \"$today\"}"; }
is 'the category of an exit without news' other "$(propose no_contact | jq -r .exit.category)"
is 'why she is not struck off while she is ill' 'contact_attempts, suspension_not_over' \
    "$(refused_verb 409 conflict_suspended director "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}")"
is 'the category of moving away' neutral "$(propose moved_away | jq -r .exit.category)"
exited=$(verb director "/v1/pathways/$pathway" validate-exit "{\"on\": \"$today\"}")
is 'the exit' 'exited moved_away neutral' "$(of '"\(.status) \(.exit.reason) \(.exit.category)"' "$exited")"
echo "$(of .exit.category "$exited") exit on $(of .exit.on "$exited")"

say '7. The file is closed: the course that never began is cancelled, the situation at the exit is known'
is 'what keeps it open' 'esf_exit_data, open_stage' \
    "$(refused_verb 409 conflict_not_closable "$referent" "/v1/pathways/$pathway" close)"
is 'the stage' cancelled "$(verb "$referent" "/v1/stages/$stage" cancel | jq -r .status)"
situation "$person" inactive_not_in_education
is 'the pathway' closed "$(verb "$referent" "/v1/pathways/$pathway" close | jq -r .status)"

ends
is 'the alerts about somebody whose file is closed' '' "$(alerts)"
