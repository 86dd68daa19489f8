#!/usr/bin/env bash
# What the lives of this folder share; they source it. A life goes through months: `at` moves the clock of the server
# that scripts/examples has started (scripts/clock.c), and everybody signs in anew on each of its days.
#
#   scripts/examples examples/life-single-parent.sh
set -euo pipefail
shopt -s inherit_errexit

url=${JALON_URL:?the address of a server that scripts/examples has started}
accounts=${JALON_ACCOUNTS:?the file of accounts that jalon seed has written}
clock=${EXAMPLE_CLOCK:?the file of the clock: scripts/examples gives one}
export TZ=Europe/Paris

desk=$(mktemp -d)
trap 'rm -rf -- "$desk"' EXIT

say() { printf '\n%s\n' "$*"; }
of() { jq -r "$1" <<<"$2"; }

# is WHAT EXPECTED GOT: what was expected, else the life ends here
is() {
    if [[ $2 != "$3" ]]; then
        printf 'surprise: %s is «%s», not «%s»\n' "$1" "$3" "$2" >&2
        exit 1
    fi
}

# -- the calendar ----------------------------------------------------------------------------------------------------

# day N: so many days after the Monday on which the life begins
day() { date -d "$monday + $1 days" +%F; }

# instant DAY TIME: a time of the clock in Paris, as the wire writes it
instant() { date -u -d "@$(date -d "$1 $2" +%s)" +%FT%TZ; }

# at DAY [TIME]: the day has come
at() {
    today=$1
    local ahead=$(($(date -d "$1 ${2:-09:00}" +%s) - $(date +%s)))
    printf '%s\n' "$ahead" >"$clock.new"
    mv -- "$clock.new" "$clock"
    rm -f -- "$desk"/token-*
}

monday=$(date -d "$(date +%F) + $((8 - $(date +%u))) days" +%F)

# -- who calls -------------------------------------------------------------------------------------------------------

# account ROLE [N]: the Nth account with that role, as the seed wrote it down
account() {
    jq -c --arg role "$1" --argjson n "${2:-0}" '[.plies[0].users[] | select(.role == $role)][$n]' "$accounts"
}

# token WHO: an access token for an account (`referent`, `referent:2`) or a partner's machine (`machine`, `machine:1`)
token() {
    local role=${1%%:*} n=0 file=$desk/token-$1
    [[ $1 != *:* ]] || n=${1##*:}
    if [[ ! -s $file ]]; then
        if [[ $role == machine ]]; then
            curl --silent --show-error --fail "$url/v1/auth/token" --data grant_type=client_credentials \
                --user "$(jq -r --argjson n "$n" '.plies[0].clients[$n] | "\(.client_id):\(.client_secret)"' "$accounts")"
        else
            account "$role" "$n" | jq '{email, password}' | curl --silent --show-error --fail \
                "$url/v1/auth/sessions" --header 'Content-Type: application/json' --data @-
        fi | jq -r .access_token >"$file"
    fi
    printf '%s' "$(<"$file")"
}

# -- requests --------------------------------------------------------------------------------------------------------

# ask WHO METHOD PATH [BODY [VERSION]]: the body of the answer, whatever it is, then its status on a line of its own
ask() {
    local args=(--silent --show-error --request "$2" --write-out '\n%{http_code}'
        --header "Authorization: Bearer $(token "$1")" --header 'Accept-Language: en')
    [[ -z ${4:-} ]] || args+=(--header 'Content-Type: application/json' --data "$4")
    [[ -z ${5:-} ]] || args+=(--header "If-Match: \"$5\"")
    curl "${args[@]}" "$url$3"
}

# call WHO METHOD PATH [BODY [VERSION]]: the body of a 2xx; anything else ends the life
call() {
    local answer status
    answer=$(ask "$@")
    status=${answer##*$'\n'}
    if [[ $status != 2* ]]; then
        printf 'surprise: %s %s by %s answered %s\n' "$2" "$3" "$1" "${answer//$'\n'/ }" >&2
        return 1
    fi
    printf '%s' "${answer%$'\n'*}"
}

get() { call "$1" GET "$2"; }
post() { call "$1" POST "$2" "${3-}"; }

# version WHO PATH: the version that a change has to name
version() { get "$1" "$2" | jq .version; }

patch() { call "$1" PATCH "$2" "$3" "$(version "$1" "$2")"; }

# verb WHO PATH VERB [BODY]: the object in its next state
verb() { call "$1" POST "$2/$3" "${4:-"{}"}" "$(version "$1" "$2")"; }

# refused STATUS CODE WHO METHOD PATH [BODY [VERSION]]: the problem, when it is the one that was expected
refused() {
    local status=$1 code=$2 answer
    shift 2
    answer=$(ask "$@")
    is "the answer to $2 $3 by $1" "$status" "${answer##*$'\n'}"
    answer=${answer%$'\n'*}
    is "the code of $2 $3 by $1" "$code" "$(of .code "$answer")"
    printf '%s' "$answer"
}

# refused_verb STATUS CODE WHO PATH VERB [BODY]: as verb, but refused; prints the codes of what is missing or wrong
refused_verb() {
    refused "$1" "$2" "$3" POST "$4/$5" "${6:-"{}"}" "$(version "$3" "$4")" |
        jq -r '[.errors[]?.code] | unique | join(", ")'
}

# -- what every life does --------------------------------------------------------------------------------------------

# orient MACHINE FIRST_NAME BORN CRITERIA: a partner's machine pushes somebody of the first territory
orient() {
    post "$1" /v1/orientations "$(jq -n --arg first "$2" --arg last "$last_name" --arg born "$3" --argjson criteria "$4" \
        --arg territory "$(jq -r '.plies[0].ids.territories[0]' "$accounts")" --arg run "$run-$today" '{
        external_id: $run, prescriber: {name: "Dominique Lenoir", email: "d.lenoir@partenaire.example"},
        candidate: {first_name: $first, last_name: $last, birth_date: $born, gender: "woman", phone: "0612345678",
            address: {line: "3 rue des Lilas", postcode: "38000", commune_code: "38185"}},
        motives: ["reinforced_support"], criteria: $criteria, orientation_type: "socio_pro",
        data_protection_commitment: true, territory_id: $territory}')"
}

# receive ORIENTATION: triage today, reception tomorrow, with the signature of the person
receive() {
    local path=/v1/orientations/$1 slot weekday date
    verb "$officer" "$path" triage >/dev/null
    date=$(date -d "$today + 1 day" +%F) weekday=$(date -d "$today + 1 day" +%u)
    slot=$(get "$officer" '/v1/reception-slots?limit=200' | jq -r --argjson weekday "$weekday" --arg ids \
        "$(jq -c '.plies[0].ids.slots' "$accounts")" '($ids | fromjson) as $known
        | [.items[] | select(.weekday == $weekday and (.id | IN($known[:5][])))][0].id')
    verb "$officer" "$path" book-reception "{\"slot_id\": \"$slot\", \"date\": \"$date\"}" >/dev/null
    at "$date"
    verb "$officer" "$path" record-reception \
        '{"outcome": "attended", "signature": {"kind": "handwritten_scan"}}' >/dev/null
}

# file_of ORIENTATION: the entry file that was opened for it
file_of() {
    get "$assistant" '/v1/entry-files?status=in_preparation&limit=200' |
        jq -r --arg orientation "$1" '[.items[] | select(.orientation_id == $orientation)][0].id'
}

# fill_in FILE CRITERION: what the person and the referent write together, with evidence of ten days ago
fill_in() {
    patch "$referent" "/v1/entry-files/$1" "$(jq -n --arg today "$today" --arg criterion "$2" \
        --arg issued "$(date -d "$today - 10 days" +%F)" '{
        diagnosis: {project_maturity: "idea", autonomy_level: 2, summary: "Projet à préciser.", target_rome: ["K2204"]},
        criteria: [{criterion: $criterion, issued_on: $issued}],
        barriers: [{theme: "mobility", severity: 2}, {theme: "language", severity: 1}],
        objectives: [{text: "Trouver une solution de mobilité", theme: "mobility"}],
        consent_to_enter: {given_on: $today}, signed_by_candidate: true, signed_by_prescriber: true,
        notices: [{kind: "privacy", version: "1", given_on: $today, channel: "in_person"},
                  {kind: "esf", version: "1", given_on: $today, channel: "in_person"}]}')" >/dev/null
}

# situation PERSON STATUS [MEMBERS]: what is so today, as the person says
situation() {
    post "$referent" "/v1/participants/$1/situations" "$(jq -n --arg today "$today" --arg status "$2" \
        --argjson more "${3:-"{}"}" '{as_of: $today, labour_status: $status, in_education: false, isced: 2,
        source: "participant"} + $more')" >/dev/null
}

# session FILE: a session of the commission in nine days, on whose agenda the file stands
session() {
    local made
    made=$(post "$officer" /v1/commission-sessions "$(jq -n --arg chair "$(account territorial_officer | jq -r .id)" \
        --arg commission "$(jq -r '.plies[0].ids.commissions[0]' "$accounts")" \
        --arg at "$(instant "$(date -d "$today + 9 days" +%F)" 14:00)" \
        '{commission_id: $commission, starts_at: $at, place: "Salle des conseils", chair_id: $chair}')" | jq -r .id)
    verb "$referent" "/v1/entry-files/$1" submit "{\"session_id\": \"$made\"}" >/dev/null
    printf '%s' "$made"
}

# decide SESSION FILE: the commission sits and admits; the minutes are validated. Prints the decision
decide() {
    local path=/v1/commission-sessions/$1 item decided
    verb "$officer" "$path" convene >/dev/null
    verb "$officer" "$path" hold "$(jq -n --arg officer "$(account territorial_officer | jq -r .id)" \
        --arg director "$(account director | jq -r .id)" \
        '{attendance: [{user_id: $officer, present: true}, {user_id: $director, present: true}]}')" >/dev/null
    item=$(get "$officer" "$path/agenda-items" |
        jq -r --arg file "$2" '[.items[] | select(.entry_file_id == $file)][0].id')
    decided=$(verb "$officer" "/v1/agenda-items/$item" decide "{\"outcome\": \"admitted\",
        \"motive\": \"Critères remplis, projet à construire\", \"effective_on\": \"$today\"}" | jq .decision)
    verb "$officer" "$path" validate-minutes >/dev/null
    printf '%s' "$decided"
}

# assign PATHWAY REFERENT: the one who follows, from today
assign() {
    verb "$officer" "/v1/pathways/$1" assign-referent \
        "{\"referent_id\": \"$2\", \"starts_on\": \"$today\", \"reason\": \"Entrée dans le PLIE\"}"
}

# enter MACHINE FIRST_NAME BORN: orientation, reception, file, commission and referent in one go. Leaves the ids in
# `person` and `pathway`
enter() {
    local orientation file session
    orientation=$(orient "$1" "$2" "$3" '["detld"]' | jq -r .id)
    receive "$orientation"
    person=$(verb "$officer" "/v1/orientations/$orientation" open-entry-file \
        "{\"referent_id\": \"$referent_id\", \"confirm_new\": true}" | jq -r .participant_id)
    file=$(file_of "$orientation")
    admit "$orientation" "$file"
}

# admit ORIENTATION FILE: the file is filled in and decided, the referent assigned
admit() {
    local session
    situation "$person" unemployed_24m_plus '{"unemployment_months": 30, "registered_ft": true}'
    fill_in "$2" detld
    verb "$referent" "/v1/entry-files/$2" complete >/dev/null
    session=$(session "$2")
    at "$(date -d "$today + 9 days" +%F)" 14:30
    decide "$session" "$2" >/dev/null
    is 'the orientation' admitted "$(get "$officer" "/v1/orientations/$1" | jq -r .status)"
    pathway=$(get "$officer" "/v1/pathways?participant_id=$person&status=admitted" | jq -r '.items[0].id')
    is 'the pathway' active "$(assign "$pathway" "$referent_id" | jq -r .status)"
}

# meet TYPE REPORT: an interview of today in person, held; prints it
meet() {
    post "$referent" "/v1/pathways/$pathway/interviews" "$(jq -n --arg type "$1" --arg report "$2" \
        --arg starts "$(instant "$today" 08:00)" --arg ends "$(instant "$today" 08:45)" '{type: $type,
        modality: "in_person", starts_at: $starts, ends_at: $ends, outcome: "held", report: $report}')"
}

# sign INTERVIEW: the person signs what was held
sign() {
    verb "$referent" "/v1/interviews/$(of .id "$1")" sign "$(jq -n --arg person "$person" \
        --arg at "$(instant "$today" 08:45)" --arg hash "$(of .facts_hash "$1")" '{kind: "electronic",
        signer: {type: "participant", id: $person}, signed_at: $at, facts_hash: $hash, method: "tablette"}')" >/dev/null
}

# stage TYPE ORIGIN PURPOSE: proposed, accepted, planned and begun today; PURPOSE is JSON. Prints its id
stage() {
    local id
    id=$(post "$referent" "/v1/pathways/$pathway/stages" "$(jq -n --arg type "$1" --arg origin "$2" \
        --argjson purpose "$3" '{type: $type, resource_origin: $origin} + $purpose')" | jq -r .id)
    verb "$referent" "/v1/stages/$id" accept >/dev/null
    verb "$referent" "/v1/stages/$id" plan "{\"planned_starts_on\": \"$today\"}" >/dev/null
    verb "$referent" "/v1/stages/$id" start "{\"started_on\": \"$today\"}" >/dev/null
    printf '%s' "$id"
}

# complete STAGE RESULT VIEW: over today, with its review
complete() {
    is 'the stage' completed "$(verb "$referent" "/v1/stages/$1" complete "$(jq -n --arg today "$today" \
        --arg result "$2" --arg view "$3" '{ended_on: $today, review: {held_on: $today, result: $result,
        participant_view: $view, kind: "tripartite"}}')" | jq -r .status)"
}

# alerts: the timers that alert about the person, each with its day
alerts() {
    get "$officer" '/v1/alerts?limit=200' | jq -r --arg person "$person" \
        '[.items[] | select(.participant_id == $person) | "\(.kind) \(.due_on) \(.stage)"] | join("; ")'
}

# ends: what is left of the life: the timeline, the proof file, the alerts
ends() {
    local page next="/v1/participants/$person/timeline?limit=200" events='[]'
    while [[ -n $next ]]; do
        page=$(get "$officer" "$next")
        events=$(jq -n --argjson events "$events" --argjson page "$page" '$events + $page.items')
        next=$(of ".next_cursor // empty | \"/v1/participants/$person/timeline?limit=200&cursor=\" + ." "$page")
    done
    say 'The timeline, the first and the last of its events'
    jq -r 'reverse | (.[:8][], {at: "…", summary: "\(length - 16) events between"}, .[-8:][])
        | "  \(.at[:10])  \(.summary)"' <<<"$events"
    is 'that the timeline goes back in time' true "$(jq '[.[].at] | . == (sort | reverse)' <<<"$events")"
    say 'The proof file'
    page=$(get "$officer" "/v1/participants/$person/proof-file")
    of '.pieces[] | "  \(.piece): \(.state)"' "$page"
    is 'what is missing of the proof file' '' \
        "$(of '[.pieces[] | select(.state | IN("complete", "not_applicable") | not).piece] | join(", ")' "$page")"
    say 'The alerts about the person'
    local left
    left=$(alerts)
    echo "  ${left:-none}"
}

run=$(date +%s%N)
last_name=Essai$(printf '%s' "${run: -7}" | tr 0-9 a-j)
officer=territorial_officer assistant=assistant
referent=referent
referent_id=$(jq -r '.plies[0].ids.referents[0]' "$accounts")
at "$monday"
