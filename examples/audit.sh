#!/usr/bin/env bash
# An audit, from signed months over a claim to a pack that is verified without the server, in curl, jq and Python's
# standard library.
#
#   JALON_URL=http://127.0.0.1:8080 JALON_ACCOUNTS=accounts.json examples/audit.sh [PACK.zip]
#
# JALON_ACCOUNTS is what `jalon seed --out` wrote, or `jalon demo` (jalon-demo-data/demo.json). A year of twelve
# referents: `jalon seed --profile big --plies 1 --participants 400 --referents 12 --records 50000 --out accounts.json`.
# Every month that holds time is signed by its referent and countersigned; its claim is filed; then the operation is
# audited from its first record on.
set -euo pipefail

url=${JALON_URL:-http://127.0.0.1:8080}
accounts=${JALON_ACCOUNTS:-jalon-demo-data/demo.json}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
pack=${1:-$work/pack.zip}
export TZ=Europe/Paris

say() { printf '\n%s\n' "$*"; }
of() { jq -r "$1" <<<"$2"; }

# account ROLE [N]: e-mail, password and id of the Nth account with that role; nothing where there is none
account() {
    jq -r --arg role "$1" --argjson n "${2:-0}" \
        '[.plies[0].users[] | select(.role == $role)][$n] // empty | "\(.email)\t\(.password)\t\(.id)"' "$accounts"
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

# sign_month TOKEN USER MONTH: hands the weeks in, has them accepted, signs the sheet and has it countersigned; what it
# signed goes to `signed`
sign_month() {
    local referent=$1 user=$2 month=$3 sheet last week status version gaps path
    sheet=$(call GET "/v1/timesheets/$user/$month" "$referent")
    [[ $(of .status "$sheet") != countersigned && $(of .totals.worked_minutes "$sheet") != 0 ]] || return 0
    last=$(date -d "$month-01 + 1 month - 1 day" +%F)
    while IFS=$'\t' read -r week status version gaps; do
        path=/v1/agenda-weeks/$user/$week
        if [[ $gaps != '[]' ]]; then
            # a week is handed in whole: the days that miss minutes get them
            call POST /v1/time-records/batch "$referent" "$(jq --arg user "$user" --arg operation "$operation" \
                '{atomic: true, items: map({user_id: $user, date, duration_minutes: .missing_minutes,
                task: "esf_admin", operation_id: $operation, comment: "Agenda complété"})}' <<<"$gaps")" >/dev/null
        fi
        if [[ $status == open || $status == returned ]]; then
            status=submitted
            version=$(call POST "$path/submit" "$referent" '{}' "$version" | jq .version)
        fi
        if [[ $status == submitted ]]; then call POST "$path/accept" "$director" '{}' "$version" >/dev/null; fi
    done < <(call GET "/v1/agenda-weeks?user_id=$user&from=$month-01&to=$last" "$referent" | jq -r '.items[]
        | "\(.week)\t\(.status)\t\(.version)\t\(if .status == "open" or .status == "returned" then .gaps else [] end)"')
    sheet=$(call GET "/v1/timesheets/$user/$month" "$referent")
    sheet=$(call POST "/v1/timesheets/$user/$month/sign" "$referent" '{}' "$(of .version "$sheet")")
    call POST "/v1/timesheets/$user/$month/countersign" "$director" '{}' "$(of .version "$sheet")" >/dev/null
    signed+=("$month")
}

operation=$(jq -r '.plies[0].ids.operation' "$accounts")
director=$(sign_in director)
first=$(call GET "/v1/operations/$operation" "$director" | jq -r .starts_on)
last=$(date -d "$(date +%Y-%m-01) - 1 day" +%F)

say '1. The months before this one are handed in, accepted, signed and countersigned'
referents=$(jq '[.plies[0].users[] | select(.role == "referent")] | length' "$accounts")
for ((n = 0; n < referents; n++)); do
    IFS=$'\t' read -r _ _ user < <(account referent "$n")
    referent=$(sign_in referent "$n")
    signed=()
    for ((back = 13; back >= 1; back--)); do
        month=$(date -d "$(date +%Y-%m-15) - $back months" +%Y-%m)
        [[ $month < ${first:0:7} ]] || sign_month "$referent" "$user" "$month"
    done
    echo "referent $((n + 1)):" "${signed[@]}"
done

say '2. What stands between the operation and its claim, and what it comes to'
finance=$(sign_in finance_officer)
days="from=$first&to=$last"
ready=$(call GET "/v1/operations/$operation/claim-readiness?$days" "$finance")
jq -r '.obstacles | group_by(.severity, .kind)[]
    | "\(.[0].severity) \(.[0].kind): \(map(.count) | add) of \(length) owner(s)"' <<<"$ready"
statement=$(call GET "/v1/operations/$operation/cost-statement?$days" "$finance")
jq -r '"\(.lines | length) lines, \(.totals.supported_minutes) minutes supported, \(.totals.unsupported_minutes) not, "
    + "\(.totals.total_cents) cents eligible, \(.totals.eu_cents) of the fund"' <<<"$statement"
jq -r '[.lines[].unsupported[]] | group_by(.reason)[] | "unsupported \(.[0].reason): \(map(.minutes) | add) minutes"' \
    <<<"$statement"

say '3. The claim is filed; while errors stand the direction overrides them, with its reason'
body=$(jq -n --arg from "$first" --arg to "$last" '{from: $from, to: $to}')
if [[ $(of .ready "$ready") == true ]]; then
    claim=$(call POST "/v1/operations/$operation/claims" "$finance" "$body")
else
    if call POST "/v1/operations/$operation/claims" "$finance" "$body" 2>"$work/refused" >/dev/null; then
        echo 'a claim with obstacles was not refused' >&2
        exit 1
    fi
    grep -q conflict_claim_not_ready "$work/refused" || { cat "$work/refused" >&2; exit 1; }
    body=$(jq '.override_reason = "Les minutes non justifiées ne sont pas déclarées ; les pièces suivent."' <<<"$body")
    claim=$(call POST "/v1/operations/$operation/claims" "$director" "$body")
fi
echo "claim $(of .status "$claim"): $(of .claimed_minutes "$claim") minutes claimed," \
    "$(of .supported_minutes "$claim") supported, $(of .unsupported_minutes "$claim") left out, $(of .total_cents "$claim") cents"
[[ $(of .claimed_minutes "$claim") -gt 0 && $(of .total_cents "$claim") -gt 0 ]] || { echo 'nothing is claimed' >&2; exit 1; }

say '4. The direction opens an audit mission for ten days'
today=$(date +%F)
IFS=$'\t' read -r email _ _ < <(account auditor) || email=controle@dreets.example
mission=$(call POST /v1/audit-missions "$director" "$(jq -n --arg operation "$operation" --arg from "$first" --arg to "$last" \
    --arg email "$email" --arg opens "$today" --arg closes "$(date -d "$today + 9 days" +%F)" '{operation_id: $operation,
    from: $from, to: $to, sample: {rule: {draw: "records", count: 200, seed: "exemple"}}, auditor_emails: [$email],
    opens_on: $opens, closes_on: $closes}')")
path=/v1/audit-missions/$(of .id "$mission")
echo "$(of .records "$mission") of $(of .population "$mission") records are drawn, $(of .minutes "$mission") minutes"

say '5. The auditor reads the evidence, the costs, and follows one record to its proofs'
# an account that has its password signs in; one that waits for its invitation is read for by the direction
auditor=$director
[[ -z $(account auditor) ]] || auditor=$(sign_in auditor)
after=
while :; do
    page=$(call GET "$path/evidence?limit=200$after" "$auditor")
    jq -c '.items[]' <<<"$page" >>"$work/evidence"
    after=$(jq -r '.next_cursor // empty' <<<"$page")
    [[ -n $after ]] || break
    after="&cursor=$after"
done
jq -rs 'map(.missing[].piece) | group_by(.)[] | "missing \(.[0]): \(length)"' "$work/evidence"
frozen=$(call GET "/v1/claims/$(of .id "$claim")" "$auditor")
[[ $(of .content_intact "$frozen") == true && $(of .content_hash "$frozen") == $(of .content_hash "$claim") ]] \
    || { echo 'the claim is not the one that was filed' >&2; exit 1; }
call GET "/v1/operations/$operation/cost-statement?$days" "$auditor" | jq -r '"budget left: \(.budget.left_cents) cents"'
record=$(jq -rs '.[0].time_record_id' "$work/evidence")
call GET "$path/trace/$record" "$auditor" | jq -r 'to_entries[] | select(.value != null and .value != []) | .key' | paste -sd ' '

say '6. A finding, and its answer'
if [[ $auditor != "$director" ]]; then
    finding=$(call POST "$path/findings" "$auditor" "{\"time_record_id\": \"$record\", \"text\": \"Où est la pièce ?\"}")
    finding=$(call POST "$path/findings/$(of .id "$finding")/answer" "$director" \
        '{"answer": "Elle est versée au dossier."}' "$(of .version "$finding")")
    echo "finding is $(of .status "$finding")"
fi

say '7. The pack is made by a job and fetched'
job=$(call POST "$path/pack" "$auditor" '{}')
begun=$SECONDS
while [[ $(of .state "$job") == queued || $(of .state "$job") == running ]]; do
    sleep 0.5
    job=$(call GET "/v1/jobs/$(of .id "$job")" "$auditor")
done
[[ $(of .state "$job") == 'done' ]] || { of .problems "$job" >&2; exit 1; }
curl --silent --show-error --fail "$url$(of .result.href "$job")" --header "Authorization: Bearer $auditor" --output "$pack"
echo "$(of .result.size_bytes "$job") bytes within $((SECONDS - begun)) s"

say '8. The pack is verified without the server'
python3 "$here/../tools/verify_pack.py" "$pack" --sha256 "$(of .result.sha256 "$job")"

say '9. One byte of each file is changed in turn, of a big folder the first three: the verifier says where'
python3 - "$pack" "$work/changed.zip" "$here/../tools/verify_pack.py" <<'PYTHON'
import subprocess, sys, zipfile

pack, changed, verifier = sys.argv[1:]
with zipfile.ZipFile(pack) as made:
    files = {name: made.read(name) for name in made.namelist()}
folders = {}
for name in files:
    folders.setdefault(name.rpartition("/")[0], []).append(name)
for victim in [name for names in folders.values() for name in names[:3 if len(names) > 60 else None]]:
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as zip:
        for name, data in files.items():
            if name == victim:
                at = len(data) // 2
                data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]
            zip.writestr(name, data)
    told = subprocess.run([sys.executable, verifier, changed], stdout=subprocess.PIPE, universal_newlines=True)
    if told.returncode != 1 or victim not in told.stdout:
        sys.exit("%s was changed and the verifier said %s" % (victim, told.stdout))
    print(told.stdout.splitlines()[0])
PYTHON
