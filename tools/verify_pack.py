#!/usr/bin/env python3
"""Verifies the pack of an audit mission, offline and without the server that made it.

    python3 verify_pack.py PACK.zip [--sha256 HEX]

Needs Python 3.8 or later and its standard library, nothing else. Computes again: the hash of every file, the hash of the
sample, the sums from records to shares, months and totals, the facts that were signed, the pieces that are missing, the
costs from minutes, letters and rates to the cent, the claims that were filed, and every link of the audit chain up to its
checkpoint; and that each printed document says of what it is the print. Prints `OK` with figures and leaves with 0, or says in which file and
where the pack differs and leaves with 1. `--sha256` holds the zip itself against the hash that the job told.
"""

import argparse
import csv
import datetime
import hashlib
import io
import json
import struct
import sys
import zipfile
import zlib
from fractions import Fraction

FIGURES = [
    "agenda-weeks", "allocations", "attendances", "claim-adjustments", "claims", "corrections", "cost-lines", "documents",
    "eligibility", "interviews", "meetings", "mission-letters", "missing", "participants", "pathways", "person-months",
    "records", "sessions", "signatures", "timesheets",
]
FACE_TO_FACE = {"in_person", "home_or_outside"}
ALWAYS_SIGNED = {"action_review", "collective"}
ABSENCES = {"leave", "sick", "public_holiday", "rtt", "strike", "union"}
ACTIVE = tuple("=+-@\t\r\n") + ("＝", "＋", "－", "＠")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Pack:
    """The files of a zip, and what is wrong with them."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.wrong = []

    def bad(self, where, what):
        self.wrong.append("BAD %s: %s" % (where, what))

    def read(self, path):
        try:
            return self.zip.read(path)
        except KeyError:
            self.bad(path, "is not in the pack")
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as e:
            self.bad(path, "cannot be read (%s)" % e)
        return None

    def json(self, path):
        data = self.read(path)
        if data is None:
            return None
        try:
            return json.loads(data.decode("utf-8"))
        except ValueError as e:
            self.bad(path, "is not JSON (%s)" % e)
            return None

    def fingerprint(self, path):
        """Size and hash, a piece at a time."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(path) as file:
            while True:
                piece = file.read(1 << 20)
                if not piece:
                    return size, digest.hexdigest()
                digest.update(piece)
                size += len(piece)


def check_files(pack):
    """Every file is the one that the manifest names, and no other is there."""
    manifest = pack.json("manifest.json")
    sums = pack.read("manifest.sha256")
    data = pack.read("manifest.json")
    if data is not None and sums is not None and sums != ("%s  manifest.json\n" % sha256(data)).encode():
        pack.bad("manifest.sha256", "manifest.json has the SHA-256 %s" % sha256(data))
    if not isinstance(manifest, dict):
        return None
    if manifest.get("format") != "jalon-audit-pack 1":
        pack.bad("manifest.json", "its format is %r" % manifest.get("format"))
    names = pack.zip.namelist()
    for name in sorted({n for n in names if names.count(n) > 1}):
        pack.bad(name, "stands twice in the pack")
    named = {}
    for file in manifest.get("files", []):
        named[file["path"]] = (file["size"], file["sha256"])
    for name in sorted(set(names) - set(named) - {"manifest.json", "manifest.sha256"}):
        pack.bad(name, "is in the pack and not in the manifest")
    for path, told in named.items():
        try:
            found = pack.fingerprint(path)
        except KeyError:
            pack.bad(path, "is in the manifest and not in the pack")
            continue
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as e:
            pack.bad(path, "cannot be read (%s)" % e)
            continue
        if found != told:
            pack.bad(path, "%d bytes with the SHA-256 %s, and the manifest says %d with %s" % (found + told))
    return manifest


def cell(value):
    """A value of the JSON as the table for a spreadsheet writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + value if value.startswith(ACTIVE) else value


def figure(pack, name):
    """The rows of a figure, which its table must say as well."""
    path = "figures/%s.json" % name
    rows = pack.json(path)
    table = pack.read("figures/%s.csv" % name)
    if not isinstance(rows, list):
        return []
    if table is not None:
        try:
            lines = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";"))
        except (ValueError, csv.Error) as e:
            pack.bad("figures/%s.csv" % name, "is not a table (%s)" % e)
            return rows
        if len(lines) != len(rows) + 1:
            pack.bad("figures/%s.csv" % name, "%d rows, and the JSON has %d" % (len(lines) - 1, len(rows)))
        for n, (row, line) in enumerate(zip(rows, lines[1:]), 1):
            if lines[0] != list(row) or [cell(v) for v in row.values()] != line:
                pack.bad("figures/%s.csv" % name, "row %d says something else than the JSON" % n)
    return rows


def check_sample(pack, mission, records):
    """The records are those whose hash the mission told when they were drawn."""
    rule = (mission.get("sample") or {}).get("rule")
    lines = ["jalon audit sample 1", "operation %(operation_id)s" % mission, "from %(from)s" % mission, "to %(to)s" % mission]
    lines += ["rule %(draw)s %(count)d" % rule, "seed %(seed)s" % rule] if rule else ["list"]
    lines += ["record %(id)s" % record for record in records]
    if sha256(("\n".join(lines) + "\n").encode()) != mission.get("sample_hash"):
        pack.bad("mission.json", "sample_hash is not that of figures/records.json")
    for n, record in enumerate(records):
        if record["position"] != n:
            pack.bad("figures/records.json", "record %s stands in place %d" % (record["id"], n))
        if record["operation_id"] != mission.get("operation_id"):
            pack.bad("figures/records.json", "record %s is of another operation" % record["id"])
        if not mission["from"] <= record["date"] <= mission["to"]:
            pack.bad("figures/records.json", "record %s is of %s, outside the period" % (record["id"], record["date"]))


def check_minutes(pack, records, shares):
    """The minutes of each record are those of its times, and those of its shares."""
    for record in records:
        where = "record %(id)s" % record
        minutes = record["duration_minutes"]
        if record["start_minute"] is not None and record["end_minute"] is not None:
            timed = record["end_minute"] - record["start_minute"] - record["break_minutes"]
            if timed != minutes:
                pack.bad("figures/records.json", "%s lasts %d minutes and says %d" % (where, timed, minutes))
        of = shares.get(record["id"], [])
        if record["status"] == "superseded" and not of:
            continue  # a kept copy has no shares; it is listed as replaced
        if record["attribution"] in ("P", "G"):
            if sum(share["minutes"] for share in of) != minutes:
                pack.bad("figures/allocations.json", "the shares of %s do not add up to %d" % (where, minutes))
            if record["attribution"] == "P" and len(of) != 1:
                pack.bad("figures/allocations.json", "%s is for one person and names %d" % (where, len(of)))
        elif of:
            pack.bad("figures/allocations.json", "%s is for nobody and names %d" % (where, len(of)))


def contents(pack, timesheets):
    """What each signed month says: minutes by record, minutes worked, minutes of each operation."""
    told = {}
    for sheet in timesheets:
        path, digest = sheet["content_path"], sheet["content_hash"]
        if path is None:
            if digest is not None:
                pack.bad("figures/timesheets.json", "sheet %(id)s is signed and has no content" % sheet)
            continue
        data = pack.read(path)
        if data is None:
            continue
        if sha256(data) != digest:
            pack.bad(path, "its SHA-256 is not the one that was signed (%s)" % digest)
            continue
        minutes, worked, operations, total = {}, 0, {}, None
        lines = data.decode("utf-8").split("\n")
        if lines[:3] != ["jalon-timesheet 1", "user %(user_id)s" % sheet, "month %(month)s" % sheet]:
            pack.bad(path, "is not the month %(month)s of %(user_id)s" % sheet)
        for n, line in enumerate(lines, 1):
            if line.startswith("record "):
                parts = line.split(" ", 9)
                number, operation, record, task = int(parts[4]), parts[6], parts[8], parts[9]
                minutes[record] = number
                if task not in ABSENCES:
                    worked += number
                    operations[operation] = operations.get(operation, 0) + number
            elif line.startswith("total "):
                total = (n, int(line.split(" ")[1]))
        if total is None or total[1] != worked:
            pack.bad(path, "line %s: the total is not %d" % (total[0] if total else "last", worked))
        told[sheet["id"]] = (minutes, worked, operations)
    return told


def check_months(pack, mission, records, told, months):
    """Records in the signed months, and the months of each person."""
    sums = {}
    for record in records:
        sheet = told.get(record["timesheet_id"])
        signed = sheet[0].get(record["id"]) if sheet else None
        if signed != record["signed_minutes"]:
            pack.bad("figures/records.json", "record %s: the signed month says %s minutes, not %s"
                     % (record["id"], signed, record["signed_minutes"]))
        entry = sums.setdefault((record["user_id"], record["month"]), [0, 0, 0, None, None])
        entry[0] += 1
        entry[1] += record["duration_minutes"]
        entry[2] += signed or 0
        if sheet:
            entry[3], entry[4] = sheet[1], sheet[2].get(mission["operation_id"], 0)
    columns = ["sample_records", "sample_minutes", "signed_minutes", "sheet_minutes", "sheet_operation_minutes"]
    for row in months:
        expected = sums.pop((row["user_id"], row["month"]), None)
        for name, value in zip(columns, expected or [None] * 5):
            if row[name] != value:
                pack.bad("figures/person-months.json", "%s of %s in %s is %s, not %s"
                         % (name, row["user_id"], row["month"], value, row[name]))
    for user, month in sums:
        pack.bad("figures/person-months.json", "%s in %s is missing" % (user, month))


def facts_of_interview(interview, participant):
    return ("jalon interview facts 1\nday %(day)s\nstarts_at %(starts_at)s\nends_at %(ends_at)s\n" % interview
            + "participant %s\nreferent %s\n" % (participant, interview["user_id"]))


def facts_of_session(session, participant):
    return ("jalon collective_session facts 1\nstarts_at %(starts_at)s\nends_at %(ends_at)s\n" % session
            + "participant %s\nuser %s\n" % (participant, session["leader_id"]))


def check_facts(pack, f):
    """What was signed is what is told."""
    signatures = {s["id"]: s for s in f["signatures"]}
    known = {p["id"]: [p["id"]] + p["former_ids"].split() for p in f["participants"]}
    for interview in f["interviews"]:
        people = known.get(interview["participant_id"], [interview["participant_id"]])
        possible = {sha256(facts_of_interview(interview, p).encode()) for p in people}
        if interview["facts_hash"] is not None and interview["facts_hash"] not in possible:
            pack.bad("figures/interviews.json", "facts_hash of %(id)s is not that of its facts" % interview)
        signature = signatures.get(interview["signature_id"])
        if signature and signature["void_at"] is None and signature["facts_hash"] not in possible:
            pack.bad("figures/signatures.json", "%s does not sign the facts of interview %s"
                     % (signature["id"], interview["id"]))
    sessions = {s["id"]: s for s in f["sessions"]}
    for there in f["attendances"]:
        signature, session = signatures.get(there["signature_id"]), sessions.get(there["session_id"])
        if signature and session and signature["void_at"] is None:
            people = known.get(there["participant_id"], [there["participant_id"]])
            possible = {sha256(facts_of_session(session, p).encode()) for p in people}
            if signature["facts_hash"] not in possible:
                pack.bad("figures/signatures.json", "%s does not sign session %s" % (signature["id"], session["id"]))


def stands(signature):
    """Whether a signature stands, and whether something proves it."""
    if signature is None or signature["void_at"] is not None:
        return None
    return signature["refused"] or signature["document_id"] is not None or bool((signature["method"] or "").strip())


def wall(instant):
    """A moment as the clocks in Paris show it: the day, and the minute of it. Summer time is that of Directive 2000/84."""
    at = datetime.datetime.strptime(instant[:16], "%Y-%m-%dT%H:%M")

    def last_sunday(month):
        last = datetime.datetime(at.year, month, 31, 1)
        return last - datetime.timedelta(days=(last.weekday() + 1) % 7)

    at += datetime.timedelta(hours=2 if last_sunday(3) <= at < last_sunday(10) else 1)
    return at.date().isoformat(), at.hour * 60 + at.minute


def meets(record, contact):
    """Whether a record has minutes of what it was spent on; without times it may lie anywhere in its day."""
    start, end = record["start_minute"], record["end_minute"]
    if start is None or end is None:
        start, end = 0, 1440
    return (record["date"], start) < wall(contact["ends_at"]) and wall(contact["starts_at"]) < (record["date"], end)


def lacks_of(record, f, by):
    """The pieces that are missing of a record, as the rules of evidence say."""
    found = []

    def signed(signature, of=None):
        state = stands(by["signatures"].get(signature))
        if state is None:
            found.append(("signature", of))
        elif not state:
            found.append(("signature_proof", of))

    interview = by["interviews"].get(record["linked_id"]) if record["linked_type"] == "interview" else None
    session = by["sessions"].get(record["linked_id"])
    contact = interview or session or by["meetings"].get(record["linked_id"])
    to_sign = (record["charter_id"], record["task"]) in by["signed_tasks"]
    people = by["shares"].get(record["id"], [])
    nothing = record["linked_id"] is None or (record["linked_type"] == "interview" and interview is None)
    if nothing and record["attribution"] in ("P", "G"):
        found.append(("linked_object", None))
    if interview is not None:
        if interview["outcome"] != "held":
            found.append(("interview_held", None))
        else:
            if not interview["report_present"]:
                found.append(("interview_report", None))
            if to_sign or interview["modality"] in FACE_TO_FACE or interview["kind"] in ALWAYS_SIGNED:
                signed(interview["signature_id"])
    elif to_sign and not (session is not None and people):
        found.append(("signature", None))
    if contact is not None and not meets(record, contact):
        found.append(("contact_times", None))
    for share in people:
        person = share["participant_id"]
        if session is not None:
            there = by["attendances"].get((session["id"], person))
            if there is None or there["outcome"] != "present":
                found.append(("attendance", person))
            else:
                signed(there["signature_id"], person)
        proofs = by["eligibility"].get(person, [])
        if not proofs:
            found.append(("eligibility", person))
        else:
            begun = [p["activated_on"] for p in by["pathways"].get(person, []) if p["activated_on"]]
            before = [day for day in begun if day <= record["date"]]
            entered = max(before) if before else (min(begun) if begun else None)
            if entered is not None and min(p["issued_on"] for p in proofs) > entered:
                found.append(("eligibility_at_entry", person))
            if not any(p["document_id"] for p in proofs):
                found.append(("eligibility_document", person))
    if record["operation_id"] is not None and record["mission_letter_signed_on"] is None:
        found.append(("mission_letter", None))
    elif record["operation_id"] is not None and record["mission_letter_signed_on"] > days_of(record["month"])[1].isoformat():
        found.append(("mission_letter_in_time", None))
    week = by["weeks"].get((record["user_id"], record["week"]))
    if week is None or week["status"] != "accepted":
        found.append(("agenda_week", None))
    sheet = by["timesheets"].get(record["timesheet_id"])
    employee = sheet is not None and sheet["employee_signed_at"] is not None
    supervisor = sheet is not None and sheet["countersigned_at"] is not None
    if not employee:
        found.append(("employee_signature", None))
    if not supervisor:
        found.append(("supervisor_signature", None))
    if (employee or supervisor) and record["signed_minutes"] != record["duration_minutes"]:
        found.append(("signed_minutes", None))
    if record["status"] == "superseded":
        found.append(("live_record", None))
    return found


def grouped(rows, key):
    out = {}
    for row in rows:
        out.setdefault(row[key], []).append(row)
    return out


def check_missing(pack, f, shares):
    """The pieces that are missing are those that the other figures show to be."""
    charters = pack.json("charters.json") or []
    by = {
        "signed_tasks": {(c["id"], t["code"]) for c in charters for t in c["tasks"] if t["signature_required"]},
        "meetings": {m["id"]: m for m in f["meetings"]},
        "signatures": {s["id"]: s for s in f["signatures"]},
        "interviews": {i["id"]: i for i in f["interviews"]},
        "sessions": {s["id"]: s for s in f["sessions"]},
        "attendances": {(a["session_id"], a["participant_id"]): a for a in f["attendances"]},
        "weeks": {(w["user_id"], w["week"]): w for w in f["agenda-weeks"]},
        "timesheets": {t["id"]: t for t in f["timesheets"]},
        "eligibility": grouped(f["eligibility"], "participant_id"),
        "pathways": grouped(f["pathways"], "participant_id"),
        "shares": shares,
    }
    told = grouped(f["missing"], "time_record_id")
    proved, counts = [], {}
    for record in f["records"]:
        expected = lacks_of(record, f, by)
        listed = [(m["piece"], m["participant_id"]) for m in told.pop(record["id"], [])]
        if sorted(listed, key=str) != sorted(expected, key=str):
            pack.bad("figures/missing.json", "record %s lacks %s, and the list says %s"
                     % (record["id"], sorted({p for p, _ in expected}), sorted({p for p, _ in listed})))
        for piece, _ in expected:
            counts[piece] = counts.get(piece, 0) + 1
        if not expected:
            proved.append(record)
    for record in told:
        pack.bad("figures/missing.json", "record %s is not of the sample" % record)
    return proved, counts


def check_documents(pack, documents):
    for document in documents:
        data = pack.read(document["path"])
        if data is not None and (len(data), sha256(data)) != (document["size_bytes"], document["sha256"]):
            pack.bad(document["path"], "is not the document that was recorded (%(sha256)s)" % document)


def check_printed(pack, mission, f):
    """Each printed document is one, and names the hash of what it prints."""
    def printed(path, digest):
        data = pack.read(path)
        if data is None:
            return
        if not data.startswith(b"%PDF-"):
            pack.bad(path, "is not a printed document")
        elif digest is not None and ("sha256:%s" % digest).encode() not in data:
            pack.bad(path, "is not the print of %s" % digest)

    printed("index.pdf", mission.get("sample_hash"))
    for sheet in f["timesheets"]:
        if sheet["printed_path"] is not None:
            printed(sheet["printed_path"], sheet["content_hash"])
        elif sheet["content_hash"] is not None:
            pack.bad("figures/timesheets.json", "sheet %(id)s is signed and not printed" % sheet)
    for interview in f["interviews"]:
        printed(interview["printed_path"], interview["facts_hash"])
    signatures = {s["id"]: s for s in f["signatures"]}
    there = grouped(f["attendances"], "session_id")
    for session in f["sessions"]:
        lines = ["jalon collective attendance sheet 1", "session %(id)s" % session]
        for one in sorted(there.get(session["id"], []), key=lambda a: a["participant_id"]):
            signature = signatures.get(one["signature_id"])
            if signature is not None:
                facts, state = signature["facts_hash"], "refused" if signature["refused"] else "signed"
            else:
                facts = sha256(facts_of_session(session, one["participant_id"]).encode())
                state = "missing" if one["outcome"] == "present" else "not_required"
            lines.append("participant %s %s %s %s" % (one["participant_id"], one["outcome"], facts, state))
        printed(session["printed_path"], sha256(("\n".join(lines) + "\n").encode()))


def amount_of(line):
    """The cents of a line of costs, floored, from its cost, its minutes and what they are divided by."""
    if line["missing"] or line["cost_mode"] == "none":
        return 0
    cost, minutes = line["cost_cents"] or 0, line["claimed_minutes"]
    if line["cost_mode"] == "fixed_percentage":
        return int(cost * Fraction(line["share"]["num"], line["share"]["den"]))
    if line["cost_mode"] == "actual_hours":
        worked = line["worked_minutes"]
        return cost * min(minutes, worked) // worked if worked else 0
    if line["denominator"] is None:
        return 0
    denominator = Fraction(line["denominator"]["num"], line["denominator"]["den"])
    if line["method"] == "floored_rate":
        return int(cost * 60 / denominator) * minutes // 60
    return int(cost * minutes / denominator)


def check_line(pack, path, line):
    where = "%(staff_id)s in %(month)s" % line
    lacking = sum(u["minutes"] for u in line["unsupported"])
    if line["supported_minutes"] + lacking != line["minutes"]:
        pack.bad(path, "%s: %d supported and %d unsupported minutes are not %d"
                 % (where, line["supported_minutes"], lacking, line["minutes"]))
    pays = line["cost_mode"] in ("actual_hours", "hourly_rate") and not line["missing"]
    over = line["supported_minutes"] - line["claimed_minutes"] if pays else 0
    if line["over_cap_minutes"] != over or line["claimed_minutes"] > line["supported_minutes"]:
        pack.bad(path, "%s: %d minutes are over the caps, not %d" % (where, over, line["over_cap_minutes"]))
    if not pays and line["claimed_minutes"]:
        pack.bad(path, "%s: %d minutes are paid, and nothing pays by the minute" % (where, line["claimed_minutes"]))
    if line["rate_cents"] is not None:
        rate = line["cost_cents"] * 60 * line["denominator"]["den"] // line["denominator"]["num"]
        if rate != line["rate_cents"]:
            pack.bad(path, "%s: an hour costs %d cents, not %d" % (where, rate, line["rate_cents"]))
    amount = amount_of(line)
    if amount != line["amount_cents"]:
        pack.bad(path, "%s: %d cents are eligible, not %d" % (where, amount, line["amount_cents"]))


def eligible_of(rates, staff, other, allowance):
    """What is eligible of these costs at these flat rates, each floored."""
    percent = lambda rate, cents: cents * rate // 100
    if "flat_20_staff" in rates:
        staff = percent(20, other)
    direct = staff + other
    indirect = (percent(7, direct) if "flat_7_indirect" in rates else percent(15, staff) if "flat_15_indirect" in rates
                else percent(25, direct) if "flat_25_indirect" in rates else 0)
    residual = percent(40, staff) if "flat_40_residual" in rates else 0
    return staff, indirect, residual, direct + indirect + residual + allowance


def check_statement(pack, path, statement):
    """A cost statement adds up, from its lines to the part of the fund."""
    lines, totals, budget = statement["lines"], statement["totals"], statement["budget"]
    for line in lines:
        check_line(pack, path, line)
    for person in statement["people"]:
        own = [line for line in lines if line["staff_id"] == person["staff_id"]]
        for name in ("minutes", "supported_minutes", "claimed_minutes", "amount_cents"):
            if person[name] != sum(line[name] for line in own):
                pack.bad(path, "%s of %s is not the sum of the months" % (name, person["staff_id"]))
        for cap in person["caps"]:
            hours = sum(line["claimed_minutes"] for line in own
                        if line["cost_mode"] == "hourly_rate" and line["month"].startswith("%d-" % cap["year"]))
            if cap["claimed_minutes"] != hours or hours > max(cap["cap_minutes"] - cap["before_minutes"], 0):
                pack.bad(path, "%d minutes of %s in %d are over the cap of the year" % (hours, person["staff_id"], cap["year"]))
    staff, indirect, residual, total = eligible_of(
        totals["flat_rates"], sum(line["amount_cents"] for line in lines), totals["other_direct_cents"], totals["allowance_cents"])
    part = total * budget["eu_contribution_cents"] // budget["total_cost_cents"] if budget["total_cost_cents"] else 0
    left = max(budget["eu_contribution_cents"] - budget["eu_claimed_before_cents"], 0)
    expected = {
        "minutes": sum(line["minutes"] for line in lines),
        "supported_minutes": sum(line["supported_minutes"] for line in lines),
        "unsupported_minutes": sum(u["minutes"] for line in lines for u in line["unsupported"]),
        "claimed_minutes": sum(line["claimed_minutes"] for line in lines),
        "staff_cents": staff, "indirect_cents": indirect, "residual_cents": residual, "total_cents": total,
        "eu_cents": min(max(part, 0), left),
    }
    for name, value in expected.items():
        if totals[name] != value:
            pack.bad(path, "%s is %s, and the lines give %s" % (name, totals[name], value))
    if budget["left_cents"] != budget["total_cost_cents"] - budget["claimed_before_cents"] - total:
        pack.bad(path, "left_cents is not what is left of the budget")


def days_of(month):
    first = datetime.date(int(month[:4]), int(month[5:]), 1)
    return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def check_letters(pack, line, letters, begins, ends):
    """A line is paid as a letter of the month says, and a fixed share is not above that of the letter."""
    first, last = days_of(line["month"])
    first, last, whole = max(first, begins), min(last, ends), last - first + datetime.timedelta(days=1)
    day = datetime.date.fromisoformat
    mine = [l for l in letters if l["user_id"] == line["staff_id"] and day(l["starts_on"]) <= last and first <= day(l["ends_on"])]
    where = "%(staff_id)s in %(month)s" % line
    if line["cost_mode"] not in [l["cost_mode"] for l in mine] + ([] if mine else ["none"]):
        pack.bad("figures/mission-letters.json", "no letter says that %s is paid by %s" % (where, line["cost_mode"]))
    elif line["cost_mode"] == "fixed_percentage":
        held = sum((min(day(l["ends_on"]), last) - max(day(l["starts_on"]), first)).days + 1 for l in mine)
        most = Fraction(mine[0]["fixed_percentage_e4"] * held, 10000 * whole.days)
        if Fraction(line["share"]["num"], line["share"]["den"]) > most:
            pack.bad("cost-statement.json", "%s: the share is above that of the letter" % where)


def check_costs(pack, mission, operation, f):
    """The costs of the period: the statement, its table, the letters, and the records of the sample within it."""
    statement = pack.json("cost-statement.json")
    if not isinstance(statement, dict):
        return None
    path = "cost-statement.json"
    for name, value in (("operation_id", operation["id"]), ("from", mission["from"]), ("to", mission["to"])):
        if statement[name] != value:
            pack.bad(path, "%s is %s, not %s" % (name, statement[name], value))
    for name in ("total_cost_cents", "eu_contribution_cents"):
        if statement["budget"][name] != operation[name]:
            pack.bad(path, "%s is not that of operation.json" % name)
    check_statement(pack, path, statement)
    if len(f["cost-lines"]) != len(statement["lines"]):
        pack.bad("figures/cost-lines.json", "%d lines, and the statement has %d" % (len(f["cost-lines"]), len(statement["lines"])))
    same = ("month", "cost_mode", "minutes", "supported_minutes", "over_cap_minutes", "claimed_minutes", "worked_minutes",
            "cost_cents", "rate_cents", "method", "amount_cents")
    for n, (row, line) in enumerate(zip(f["cost-lines"], statement["lines"]), 1):
        told = [row["user_id"], row["unsupported_minutes"], row["share_num"], row["share_den"], row["missing"].split()]
        meant = [line["staff_id"], sum(u["minutes"] for u in line["unsupported"]), line["share"]["num"],
                 line["share"]["den"], line["missing"]]
        if told != meant or any(row[name] != line[name] for name in same):
            pack.bad("figures/cost-lines.json", "row %d says something else than the statement" % n)
    day = datetime.date.fromisoformat
    begins, ends = max(day(mission["from"]), day(operation["starts_on"])), min(day(mission["to"]), day(operation["ends_on"]))
    drawn, unsigned = {}, {}
    for record in f["records"]:
        if record["status"] != "superseded" and record["task"] not in ABSENCES:
            at = (record["user_id"], record["month"])
            drawn[at] = drawn.get(at, 0) + record["duration_minutes"]
            if record["status"] not in ("supervisor_signed", "claimed"):
                unsigned[at] = unsigned.get(at, 0) + record["duration_minutes"]
    for line in statement["lines"]:
        at = (line["staff_id"], line["month"])
        check_letters(pack, line, f["mission-letters"], begins, ends)
        if drawn.pop(at, 0) > line["minutes"]:
            pack.bad(path, "%s in %s: the sample alone has more minutes than the line" % at)
        lacking = sum(u["minutes"] for u in line["unsupported"])
        if line["cost_mode"] != "fixed_percentage" and unsigned.get(at, 0) > lacking:
            pack.bad(path, "%s in %s: minutes that nobody has signed twice are supported" % at)
    for at in drawn:
        pack.bad(path, "%s in %s has records and no line" % at)
    return statement


def check_claims(pack, f):
    """Each claim is the statement that was filed, and its adjustments add up."""
    less = grouped(f["claim-adjustments"], "claim_id")
    for claim in f["claims"]:
        path = claim["content_path"]
        data = pack.read(path)
        if data is None:
            continue
        if sha256(data) != claim["content_hash"]:
            pack.bad(path, "its SHA-256 is not the one that was filed (%(content_hash)s)" % claim)
            continue
        statement = json.loads(data.decode("utf-8"))
        check_statement(pack, path, statement)
        for name in ("claimed_minutes", "supported_minutes", "unsupported_minutes", "staff_cents", "total_cents", "eu_cents"):
            if claim[name] != statement["totals"][name]:
                pack.bad("figures/claims.json", "%s of %s is %s, and its statement says %s"
                         % (name, claim["id"], claim[name], statement["totals"][name]))
        own = less.pop(claim["id"], [])
        sums = (sum(a["minutes"] for a in own), sum(a["amount_cents"] for a in own))
        if (claim["adjusted_minutes"], claim["adjusted_cents"]) != sums:
            pack.bad("figures/claims.json", "adjustments of %s come to %d minutes and %d cents" % ((claim["id"],) + sums))
    for claim in less:
        pack.bad("figures/claim-adjustments.json", "claim %s is not in the pack" % claim)


def check_totals(pack, manifest, mission, f, proved, counts):
    records = f["records"]
    minutes = sum(r["duration_minutes"] for r in records)
    people = {share["participant_id"] for share in f["allocations"]}
    expected = {
        "records": len(records),
        "minutes": minutes,
        "allocated_minutes": sum(share["minutes"] for share in f["allocations"]),
        "signed_minutes": sum(r["signed_minutes"] or 0 for r in records),
        "proved_records": len(proved),
        "proved_minutes": sum(r["duration_minutes"] for r in proved),
        "people": len({r["user_id"] for r in records}),
        "person_months": len({(r["user_id"], r["month"]) for r in records}),
        "participants": len(people),
        "missing": counts,
    }
    for path, told in (("totals.json", pack.json("totals.json")), ("manifest.json", manifest.get("totals"))):
        for name, value in expected.items():
            if not isinstance(told, dict) or told.get(name) != value:
                pack.bad(path, "%s is %s, and the figures give %s" % (name, (told or {}).get(name), value))
    # the sample is frozen; what it was for may have been merged since
    if mission.get("records") != len(records):
        pack.bad("mission.json", "records is %s, and the figures give %s" % (mission.get("records"), len(records)))
    if people != {p["id"] for p in f["participants"]}:
        pack.bad("figures/participants.json", "is not whom the records were for")
    return expected


def link(previous, texts):
    """The hash of an entry: the name of the chain, the hash before and each text, every one after its length."""
    digest = hashlib.sha256()
    for part in [b"jalon/v1", previous] + [text.encode("utf-8") for text in texts]:
        digest.update(struct.pack(">I", len(part)))
        digest.update(part)
    return digest.digest()


def says_what_was_bound(entry):
    """Whether the words of a reason, where they are told, have the salted digest that the chain binds."""
    if entry["reason"] is None or entry["reason_digest"] is None:
        return True
    digest = hashlib.sha256()
    for part in (bytes.fromhex(entry["reason_salt"] or ""), entry["reason"].encode("utf-8")):
        digest.update(struct.pack(">Q", len(part)))
        digest.update(part)
    return digest.hexdigest() == entry["reason_digest"]


def check_chain(pack, manifest, records):
    """Every entry of the segment follows from the one before, up to the checkpoint."""
    checkpoint = pack.json("journal/checkpoint.json")
    data = pack.read("journal/entries.jsonl")
    if not isinstance(checkpoint, dict) or data is None:
        return 0, None
    if (manifest.get("chain") or {}).get("hash") != checkpoint["hash"]:
        pack.bad("manifest.json", "its chain ends elsewhere than journal/checkpoint.json")
    previous = bytes.fromhex(checkpoint["previous_hash"] or "")
    seq, entries, created = (checkpoint["first_seq"] or 1) - 1, 0, set()
    for n, line in enumerate(data.decode("utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
        except ValueError as e:
            pack.bad("journal/entries.jsonl", "line %d is not JSON (%s)" % (n, e))
            return entries, None
        seq += 1
        if not says_what_was_bound(entry):
            pack.bad("journal/entries.jsonl", "line %d: its reason is not the one that the chain binds" % n)
            return entries, None
        texts = [str(seq), checkpoint["plie_id"], entry["id"], entry["at"], entry["actor_kind"], entry["actor_id"],
                 entry["request_id"], entry["operation"], entry["resource"], entry["object_id"],
                 None if entry["object_version"] is None else str(entry["object_version"]), entry["subject_id"],
                 entry["owner_id"], entry["structure_id"], entry["change"], entry["outcome"],
                 entry["reason_digest"] or entry["reason"],
                 "\x1f".join(entry["fields"])]
        previous = link(previous, [text or "" for text in texts])
        if entry["seq"] != seq or entry["hash"] != previous.hex():
            pack.bad("journal/entries.jsonl", "line %d: entry no. %s does not follow from the one before" % (n, entry["seq"]))
            return entries, None
        entries += 1
        if entry["change"] == "created" and entry["object_id"]:
            created.add(entry["object_id"])
    if entries != checkpoint["entries"] or (entries and (seq, previous.hex()) != (checkpoint["last_seq"], checkpoint["hash"])):
        pack.bad("journal/checkpoint.json", "the segment ends at no. %d with %s" % (seq, previous.hex()))
    for record in records:
        if record["id"] not in created:
            pack.bad("journal/entries.jsonl", "nothing tells that record %(id)s was made" % record)
    return entries, seq


def verify(pack):
    manifest = check_files(pack)
    mission, operation = pack.json("mission.json"), pack.json("operation.json")
    if not all(isinstance(x, dict) for x in (manifest, mission, operation)):
        return None
    f = {name: figure(pack, name) for name in FIGURES}
    for name, value, path in (
        ("mission_id", mission.get("id"), "mission.json"), ("from", mission.get("from"), "mission.json"),
        ("to", mission.get("to"), "mission.json"), ("sample_hash", mission.get("sample_hash"), "mission.json"),
        ("operation_number", operation.get("number"), "operation.json"),
    ):
        if manifest.get(name) != value:
            pack.bad("manifest.json", "%s is %r, and %s says %r" % (name, manifest.get(name), path, value))
    if operation.get("id") != mission.get("operation_id"):
        pack.bad("operation.json", "is not the operation of mission.json")
    shares = grouped(f["allocations"], "time_record_id")
    check_sample(pack, mission, f["records"])
    check_minutes(pack, f["records"], shares)
    told = contents(pack, f["timesheets"])
    check_months(pack, mission, f["records"], told, f["person-months"])
    check_facts(pack, f)
    check_documents(pack, f["documents"])
    proved, counts = check_missing(pack, f, shares)
    check_printed(pack, mission, f)
    statement = check_costs(pack, mission, operation, f)
    check_claims(pack, f)
    totals = check_totals(pack, manifest, mission, f, proved, counts)
    entries, last = check_chain(pack, manifest, f["records"])
    if statement is None:
        return None
    costs = dict(statement["totals"], claims=len(f["claims"]), filed=sum(c["total_cents"] for c in f["claims"]))
    return manifest, totals, costs, entries, last


def main():
    parser = argparse.ArgumentParser(description="Verifies the pack of an audit mission.")
    parser.add_argument("pack", help="the zip")
    parser.add_argument("--sha256", help="the hash that the job told of the zip")
    asked = parser.parse_args()
    if asked.sha256:
        digest = hashlib.sha256()
        with open(asked.pack, "rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                digest.update(piece)
        if digest.hexdigest() != asked.sha256.lower():
            print("BAD %s: its SHA-256 is %s" % (asked.pack, digest.hexdigest()))
            return 1
    try:
        pack = Pack(asked.pack)
    except (OSError, zipfile.BadZipFile) as e:
        print("BAD %s: %s" % (asked.pack, e))
        return 1
    try:
        found = verify(pack)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as e:
        found = None
        pack.bad(asked.pack, "is not laid out as a pack is (%s: %s)" % (type(e).__name__, e))
    if pack.wrong or found is None:
        for line in pack.wrong or ["BAD %s: cannot be read" % asked.pack]:
            print(line)
        return 1
    manifest, totals, costs, entries, last = found
    print("OK pack of mission %s, operation %s, %s to %s" % (
        manifest["mission_id"], manifest["operation_number"], manifest["from"], manifest["to"]))
    print("OK %d files; %d records of %d people in %d months, for %d participants" % (
        len(manifest["files"]), totals["records"], totals["people"], totals["person_months"], totals["participants"]))
    print("OK %d minutes, %d of them in signed months, %d wholly proved (%d records)" % (
        totals["minutes"], totals["signed_minutes"], totals["proved_minutes"], totals["proved_records"]))
    print("OK %(minutes)d minutes on the operation, %(supported_minutes)d supported, %(total_cents)d cents eligible;"
          " %(claims)d claims of %(filed)d cents" % costs)
    print("OK %d entries of the audit chain, up to no. %s" % (entries, last))
    for piece, count in sorted(totals["missing"].items()):
        print("   missing: %s %d" % (piece, count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
