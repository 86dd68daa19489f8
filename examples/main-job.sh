#!/usr/bin/env bash
# The main job, from a partner's orientation to a signed month, in curl and jq.
#
#   JALON_URL=http://127.0.0.1:8080 JALON_ACCOUNTS=accounts.json examples/main-job.sh
#
# JALON_ACCOUNTS is what `jalon seed --out` wrote, or `jalon demo` (jalon-demo-data/demo.json). Each run orients
# somebody new and signs the oldest month that the referent has not signed.
set -euo pipefail

url=${JALON_URL:-http://127.0.0.1:8080}
accounts=${JALON_ACCOUNTS:-jalon-demo-data/demo.json}
run=$(date +%s%N)
export TZ=Europe/Paris

say() { printf '\n%s\n' "$*"; }
of() { jq -r "$1" <<<"$2"; }

# account ROLE [N]: e-mail, password and id of the Nth account with that role
account() {
    jq -r --arg role "$1" --argjson n "${2:-0}" \
        '[.plies[0].users[] | select(.role == $role)][$n] | "\(.email)\t\(.password)\t\(.id)"' "$accounts"
}

# call METHOD PATH TOKEN [BODY] [VERSION]: the body of a 2xx; a problem ends the run
call() {
    local method=$1 path=$2 token=$3 body=${4:-} version=${5:-} answer status
    local args=(--silent --show-error --request "$method" --write-out '\n%{http_code}'
        --header "Authorization: Bearer $token" --header 'Accept-Language: en')
    [[ -z $body ]] || args+=(--header 'Content-Type: application/json' --data "$body")
    [[ -z $version ]] || args+=(--header "If-Match: \"$version\"")
    answer=$(curl "${args[@]}" "$url$path")
    status=${answer##*$'\n'} answer=${answer%$'\n'*}
    if [[ $status != 2* ]]; then
        printf '%s %s answered %s: %s\n' "$method" "$path" "$status" "$answer" >&2
        return 1
    fi
    printf '%s' "$answer"
}

# sign_in ROLE [N]: an access token
sign_in() {
    local email password rest
    IFS=$'\t' read -r email password rest < <(account "$@")
    jq -n --arg email "$email" --arg password "$password" '{email: $email, password: $password}' |
        curl --silent --show-error --fail "$url/v1/auth/sessions" --header 'Content-Type: application/json' --data @- |
        jq -r .access_token
}

today=$(date +%F)
weekday=$(date +%u)

say '1. A partner machine asks for a token and pushes an orientation'
client=$(jq -r '.plies[0].clients[0].client_id' "$accounts")
secret=$(jq -r '.plies[0].clients[0].client_secret' "$accounts")
partner=$(curl --silent --show-error --fail "$url/v1/auth/token" --user "$client:$secret" \
    --data grant_type=client_credentials | jq -r .access_token)
territory=$(jq -r '.plies[0].ids.territories[1]' "$accounts")
name=$(printf '%s' "${run: -7}" | tr 0-9 a-j)
orientation=$(call POST /v1/orientations "$partner" "$(jq -n --arg run "$run" --arg name "Essai$name" --arg territory "$territory" '{
    external_id: $run, prescriber: {name: "Dominique Lenoir", email: "d.lenoir@partenaire.example"},
    candidate: {first_name: "Camille", last_name: $name, birth_date: "1988-04-12", gender: "woman", phone: "0612345678",
        address: {line: "3 rue des Lilas", postcode: "38130", commune_code: "38151"}},
    motives: ["reinforced_support"], criteria: ["detld"], territory_id: $territory, data_protection_commitment: true}')")
orientation_id=$(of .id "$orientation")
echo "orientation $orientation_id is $(of .status "$orientation")"

say '2. The territorial officer receives the person on the half-day of welcome'
officer=$(sign_in territorial_officer 1)
orientation=$(call POST "/v1/orientations/$orientation_id/triage" "$officer" '{}' "$(of .version "$orientation")")
site=$(call GET '/v1/sites?limit=200' "$officer" |
    jq -r --arg territory "$territory" '[.items[] | select(.territory_id == $territory)][0].id')
slot=$(call GET "/v1/reception-slots?limit=200&site_id=$site" "$officer" |
    jq --argjson weekday "$weekday" '[.items[] | select(.weekday == $weekday)][0] // empty')
[[ -n $slot ]] || slot=$(call POST /v1/reception-slots "$(sign_in data_manager)" \
    "{\"site_id\": \"$site\", \"weekday\": $weekday, \"half_day\": \"am\", \"capacity\": 20, \"valid_from\": \"$today\"}")
orientation=$(call POST "/v1/orientations/$orientation_id/book-reception" "$officer" \
    "{\"slot_id\": \"$(of .id "$slot")\", \"date\": \"$today\"}" "$(of .version "$orientation")")
orientation=$(call POST "/v1/orientations/$orientation_id/record-reception" "$officer" \
    '{"outcome": "attended"}' "$(of .version "$orientation")")

say '3. The referent and the person make the entry file'
referent=$(sign_in referent 1)
IFS=$'\t' read -r _ _ referent_user < <(account referent 1)
referent_id=$(call GET "/v1/referents?user_id=$referent_user" "$officer" | jq -r '.items[0].id')
opened=$(call POST "/v1/orientations/$orientation_id/open-entry-file" "$officer" \
    "{\"referent_id\": \"$referent_id\", \"confirm_new\": true}" "$(of .version "$orientation")")
echo "orientation is $(of .status "$opened")"
file=$(call GET "/v1/entry-files?referent_id=$referent_id&status=in_preparation&limit=200" "$referent" |
    jq --arg orientation "$orientation_id" '[.items[] | select(.orientation_id == $orientation)][0]')
file_id=$(of .id "$file")
participant=$(of .participant_id "$file")
call POST "/v1/participants/$participant/situations" "$referent" "{\"as_of\": \"$today\",
    \"labour_status\": \"unemployed_24m_plus\", \"unemployment_months\": 30, \"in_education\": false, \"isced\": 3,
    \"registered_ft\": true, \"source\": \"participant\"}" >/dev/null
issued=$(date -d "$today - 10 days" +%F)
file=$(call PATCH "/v1/entry-files/$file_id" "$referent" "$(jq -n --arg today "$today" --arg issued "$issued" '{
    diagnosis: {project_maturity: "idea", autonomy_level: 2, summary: "Projet à préciser.", target_rome: ["K2204"]},
    criteria: [{criterion: "detld", issued_on: $issued}], barriers: [{theme: "mobility", severity: 2}],
    objectives: [{text: "Trouver une solution de mobilité", theme: "mobility"}],
    consent_to_enter: {given_on: $today},
    notices: [{kind: "privacy", version: "1", given_on: $today, channel: "in_person"},
              {kind: "esf", version: "1", given_on: $today, channel: "in_person"}],
    signed_by_candidate: true, signed_by_prescriber: true}')" "$(of .version "$file")")
file=$(call POST "/v1/entry-files/$file_id/complete" "$referent" '{}' "$(of .version "$file")")
echo "entry file is $(of .status "$file")"

say '4. The commission (CLAS) admits the person'
IFS=$'\t' read -r _ _ officer_user < <(account territorial_officer 1)
commission=$(call GET '/v1/commissions?limit=200' "$officer" |
    jq -r --arg territory "$territory" '[.items[] | select(.territory_id == $territory)][0].id')
session=$(call POST /v1/commission-sessions "$officer" "{\"commission_id\": \"$commission\",
    \"starts_at\": \"$(date -u +%FT%TZ)\", \"place\": \"Salle des conseils\", \"chair_id\": \"$officer_user\"}")
session_id=$(of .id "$session")
# so late the chair alone may add to the agenda (R4.3)
call POST "/v1/entry-files/$file_id/submit" "$officer" "{\"session_id\": \"$session_id\"}" "$(of .version "$file")" >/dev/null
session=$(call GET "/v1/commission-sessions/$session_id" "$officer")
session=$(call POST "/v1/commission-sessions/$session_id/convene" "$officer" '{}' "$(of .version "$session")")
session=$(call POST "/v1/commission-sessions/$session_id/hold" "$officer" \
    "{\"attendance\": [{\"user_id\": \"$officer_user\", \"present\": true}]}" "$(of .version "$session")")
item=$(call GET "/v1/commission-sessions/$session_id/agenda-items" "$officer" |
    jq --arg file "$file_id" '[.items[] | select(.entry_file_id == $file)][0]')
call POST "/v1/agenda-items/$(of .id "$item")/decide" "$officer" "{\"outcome\": \"admitted\",
    \"motive\": \"Critères remplis\", \"effective_on\": \"$today\"}" "$(of .version "$item")" >/dev/null
session=$(call GET "/v1/commission-sessions/$session_id" "$officer")
call POST "/v1/commission-sessions/$session_id/validate-minutes" "$officer" '{}' "$(of .version "$session")" >/dev/null
echo "the partner reads: $(call GET "/v1/orientations/$orientation_id" "$partner" | jq -r .status)"

say '5. One referent is assigned; the pathway begins'
pathway=$(call GET "/v1/pathways?participant_id=$participant" "$officer" | jq '.items[0]')
pathway_id=$(of .id "$pathway")
pathway=$(call POST "/v1/pathways/$pathway_id/assign-referent" "$officer" \
    "{\"referent_id\": \"$referent_id\", \"starts_on\": \"$today\", \"reason\": \"Entrée dans le PLIE\"}" "$(of .version "$pathway")")
echo "pathway is $(of .status "$pathway"), next interview due on $(of .next_interview_due_on "$pathway")," \
    "next milestone on $(of .next_milestone_due_on "$pathway")"

say '6. They meet; the person signs'
minute=$((10#$(date +%H) * 60 + 10#$(date +%M)))
# fifteen minutes that have just gone by, or the first of the day
from=$((minute > 20 ? (minute - 16) / 5 * 5 : 0))
epoch=$(date -d "$today $((from / 60)):$((from % 60))" +%s)
starts=$(date -u -d "@$epoch" +%FT%TZ)
ends=$(date -u -d "@$((epoch + 900))" +%FT%TZ)
interview=$(call POST "/v1/pathways/$pathway_id/interviews" "$referent" "{\"type\": \"diagnosis\", \"modality\": \"in_person\",
    \"starts_at\": \"$starts\", \"ends_at\": \"$ends\", \"place\": \"Maison de l'emploi\", \"outcome\": \"held\",
    \"report\": \"Premier entretien.\"}")
signed=$(call POST "/v1/interviews/$(of .id "$interview")/sign" "$referent" "$(jq -n --arg participant "$participant" \
    --arg at "$ends" --arg hash "$(of .facts_hash "$interview")" '{kind: "electronic",
    signer: {type: "participant", id: $participant}, signed_at: $at, facts_hash: $hash, method: "tablette"}')" \
    "$(of .version "$interview")")
echo "interview $(of .outcome "$signed"), late: $(of .late "$signed"), signed: $(of '.signature != null' "$signed")"

say '7. The time is recorded'
operation=$(jq -r '.plies[0].ids.operation' "$accounts")
record=$(call POST /v1/time-records "$referent" "{\"user_id\": \"$referent_user\", \"date\": \"$today\",
    \"duration_minutes\": 15, \"task\": \"interview_in_person\", \"operation_id\": \"$operation\",
    \"participant_ids\": [\"$participant\"], \"linked\": {\"type\": \"interview\", \"id\": \"$(of .id "$interview")\"}}")
echo "$(of .duration_minutes "$record") minutes of $(of .task "$record"), warnings: $(of '[.warnings[]?.code] | join(", ")' "$record")"

say '8. The oldest unsigned month: its weeks are handed in and accepted, the sheet signed and countersigned'
director=$(sign_in director)
for back in 5 4 3 2 1; do
    month=$(date -d "$(date +%Y-%m-15) - $back months" +%Y-%m)
    sheet=$(call GET "/v1/timesheets/$referent_user/$month" "$referent")
    [[ $(of .status "$sheet") == countersigned ]] && continue
    [[ $(of .totals.worked_minutes "$sheet") == 0 ]] && continue
    last=$(date -d "$month-01 + 1 month - 1 day" +%F)
    weeks=$(call GET "/v1/agenda-weeks?user_id=$referent_user&from=$month-01&to=$last" "$referent")
    while IFS=$'\t' read -r week status version gaps; do
        path=/v1/agenda-weeks/$referent_user/$week
        if [[ $gaps != '[]' ]]; then
            # a week is handed in whole: the days that miss minutes get them
            call POST /v1/time-records/batch "$referent" "$(jq --arg user "$referent_user" --arg operation "$operation" \
                '{atomic: true, items: map({user_id: $user, date, duration_minutes: .missing_minutes,
                task: "esf_admin", operation_id: $operation, comment: "Agenda complété"})}' <<<"$gaps")" >/dev/null
        fi
        if [[ $status == open || $status == returned ]]; then
            status=submitted
            version=$(call POST "$path/submit" "$referent" '{}' "$version" | jq .version)
        fi
        if [[ $status == submitted ]]; then call POST "$path/accept" "$director" '{}' "$version" >/dev/null; fi
    done < <(jq -r '.items[] | "\(.week)\t\(.status)\t\(.version)\t\(if .status == "open" or .status == "returned" then .gaps else [] end)"' <<<"$weeks")
    sheet=$(call GET "/v1/timesheets/$referent_user/$month" "$referent")
    sheet=$(call POST "/v1/timesheets/$referent_user/$month/sign" "$referent" '{}' "$(of .version "$sheet")")
    sheet=$(call POST "/v1/timesheets/$referent_user/$month/countersign" "$director" '{}' "$(of .version "$sheet")")
    echo "sheet of $month: $(of .status "$sheet"), hash $(of .content_hash "$sheet")"
    break
done
[[ $(of .status "$sheet") == countersigned ]] || { echo 'no month could be signed' >&2; exit 1; }

say "9. The director reads the referent's activity, from that month to today"
call GET "/v1/reports/referent-activity?referent_id=$referent_id&from=$month-01&to=$today" "$director" |
    jq -r '.figures | to_entries[] | "\(.key): \(.value.numerator) / \(.value.denominator) = \(.value.value)"'
