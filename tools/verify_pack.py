#!/usr/bin/env python3
"""Verifies the pack of an audit mission, offline and without the server that made it.

    python3 verify_pack.py PACK.zip [--sha256 HEX]

Needs Python 3.8 or later and its standard library, nothing else. Computes again: the hash of every file, the hash of the
sample, the sums from records to shares, months and totals, the facts that were signed, the pieces that are missing; the
minutes of every line of the costs from the records of the month and from the sheet that was signed, its cents from what the
people cost and from their rates, the claims that were filed and what corrections took from them; every link of the audit
chain up to its checkpoint, that the chain binds what was signed and filed, by whom and when, and the signature of the
checkpoint; and that each printed document says of what it is the print. What nothing in the pack proves is a note. Prints
`OK` with figures and leaves with 0, or says in which file and where the pack differs and leaves with 1. `--sha256` holds
the zip itself against the hash that the job told, `--key` the checkpoint against the key that `jalon keys checkpoint`
tells.
"""

import argparse
import collections
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
    "absences", "agenda-weeks", "allocations", "attendances", "claim-adjustments", "claim-records", "claims",
    "contacts", "corrections", "cost-lines", "criteria", "documents", "eligibility", "employment-costs",
    "hourly-rates", "interviews", "meetings", "mission-letters", "missing", "month-records", "participants",
    "participations", "pathways", "person-months", "records", "sessions", "sheet-lines", "signatures", "timesheets",
]
FACE_TO_FACE = {"in_person", "home_or_outside"}
ALWAYS_SIGNED = {"action_review", "collective"}
ABSENCES = {"leave", "sick", "public_holiday", "rtt", "strike", "union"}
# the programmes whose participants are counted: time for somebody who takes no part in the operation is not paid
COUNTED = {"2014-2020", "2021-2027"}
BY_THE_MINUTE = {"actual_hours", "hourly_rate"}
# why minutes are not paid, as far as the figures tell
KNOWN_REASONS = {"no_mission_letter", "not_signed", "not_countersigned", "no_participation", "contact_of_another",
                 "contact_not_held", "not_attended", "contact_not_signed"}
# the most lines or records that a note names
NAMED = 20
# what a figure names each of its rows by: no two of them have the same
KEYS = {
    "absences": [("id",)], "agenda-weeks": [("id",), ("user_id", "week")], "claim-adjustments": [("id",), ("time_record_id",)],
    "claim-records": [("time_record_id",)], "claims": [("id",)], "corrections": [("id",)], "cost-lines": [("user_id", "month")],
    "documents": [("id",), ("path",)], "employment-costs": [("id",)], "hourly-rates": [("id",)], "interviews": [("id",)],
    "meetings": [("id",)], "mission-letters": [("id",)], "month-records": [("id",)], "participants": [("id",)],
    "participations": [("id",)], "pathways": [("id",)], "person-months": [("user_id", "month")], "records": [("id",)],
    "sessions": [("id",)], "signatures": [("id",)], "timesheets": [("id",), ("user_id", "month", "amendment")],
    "sheet-lines": [("timesheet_id", "date", "task", "operation_id", "attribution")],
}
FLAT_RATES = {"flat_7_indirect", "flat_15_indirect", "flat_25_indirect", "flat_20_staff", "flat_40_residual"}
# of these at most one stands (R6.29)
EXCLUSIVE = [
    {"flat_7_indirect", "flat_15_indirect", "flat_25_indirect", "flat_40_residual"}, {"flat_20_staff", "flat_40_residual"},
]
# a file that is read whole is not larger, and what unfolds to so many times its size in the zip says nothing
LARGEST, UNFOLDED = 1 << 30, 250
# what a file that was made to break its reader raises
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError, ArithmeticError,
              MemoryError)
SESSIONS = {"session", "collective_session"}
ACTIVE = tuple("=+-@\t\r\n") + ("＝", "＋", "－", "＠")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Pack:
    """The files of a zip, and what is wrong with them."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.wrong = []
        self.notes = {}
        self.refused = set()
        for info in self.zip.infolist():
            why = strange(info)
            if why is not None:
                self.refused.add(info.filename)
                self.bad(info.filename, why)

    def bad(self, where, what):
        self.wrong.append("BAD %s: %s" % (where, what))

    def note(self, what, which=None):
        """What can't be held against anything, and is no forgery for that; and of which line or record that is said."""
        self.notes.setdefault(what, []).append(which)

    def holds(self, path):
        """Whether a file is there and can be opened; which of both it is not is said."""
        if path in self.refused:
            return False  # said already
        if path not in self.zip.NameToInfo:
            self.bad(path, "is not in the pack")
            return False
        return True

    def read(self, path):
        if not self.holds(path):
            return None
        size = self.zip.getinfo(path).file_size
        if size > LARGEST:
            self.bad(path, "%d bytes are too many" % size)
            return None
        try:
            return self.zip.read(path)
        except UNREADABLE as e:
            self.bad(path, "cannot be read (%s)" % (e or type(e).__name__))
        return None

    def parsed(self, path, data):
        """What a JSON says, none where it says nothing."""
        try:
            return json.loads(data.decode("utf-8"))
        except UNREADABLE as e:
            self.bad(path, "is not JSON (%s)" % (e or type(e).__name__))
            return None

    def json(self, path):
        data = self.read(path)
        return None if data is None else self.parsed(path, data)

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


def strange(info):
    """What no server puts into a pack: ciphers, other ways to compress, little that unfolds to very much."""
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in another way than packs are (%d)" % info.compress_type
    if info.file_size > 1 << 26 and info.file_size > UNFOLDED * info.compress_size:
        return "%d bytes unfold to %d" % (info.compress_size, info.file_size)
    return None


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
    for name in sorted(n for n, count in collections.Counter(names).items() if count > 1):
        pack.bad(name, "stands twice in the pack")
    named = {}
    for file in manifest.get("files", []):
        named[file["path"]] = (file["size"], file["sha256"])
    for name in sorted(set(names) - set(named) - {"manifest.json", "manifest.sha256"}):
        pack.bad(name, "is in the pack and not in the manifest")
    for path, told in named.items():
        if path in pack.refused:
            continue
        if path not in pack.zip.NameToInfo:
            pack.bad(path, "is in the manifest and not in the pack")
            continue
        if pack.zip.getinfo(path).file_size != told[0]:
            pack.bad(path, "%d bytes, and the manifest says %s" % (pack.zip.getinfo(path).file_size, told[0]))
            continue
        try:
            found = pack.fingerprint(path)
        except UNREADABLE as e:
            pack.bad(path, "cannot be read (%s)" % (e or type(e).__name__))
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
    for key in KEYS.get(name, []):
        once(pack, path, [tuple(row[member] for member in key) for row in rows])
    return rows


def once(pack, path, keys):
    """No two rows say what stands for the same: one would count and the other be looked at."""
    for key, count in collections.Counter(keys).items():
        if count > 1:
            pack.bad(path, "%s stands twice" % " ".join(str(part) for part in key))


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


class Sheet:
    """A month as it was signed: its records by identifier, its absences by day, what it comes to."""

    def __init__(self, row, lines):
        self.row, self.records, self.absences, self.total = row, {}, {}, None
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "record":
                date, times, pause, minutes, attribution, operation, people, record, task = rest.split(" ", 8)
                start, _, end = times.partition("-")
                self.records[record] = {
                    "date": date, "start_minute": int(start) if start else None, "end_minute": int(end) if end else None,
                    "break_minutes": int(pause), "duration_minutes": int(minutes), "attribution": attribution,
                    "operation_id": None if operation == "-" else operation, "task": task,
                    "people": [] if people == "-" else people.split(","),
                }
            elif kind == "absence":
                date, _, part = rest.partition(" ")
                self.absences[date] = part
            elif kind == "total":
                self.total = int(rest)

    def minutes(self, operation=None, begins="", ends="9999"):
        """Minutes worked, on an operation and within some days where they are named."""
        return sum(r["duration_minutes"] for r in self.records.values()
                   if r["task"] not in ABSENCES and begins <= r["date"] <= ends
                   and (operation is None or r["operation_id"] == operation))


def contents(pack, timesheets):
    """What each signed month says."""
    told = {}
    for row in timesheets:
        path, digest = row["content_path"], row["content_hash"]
        if path is None:
            if digest is not None:
                pack.bad("figures/timesheets.json", "sheet %(id)s is signed and has no content" % row)
            continue
        data = pack.read(path)
        if data is None:
            continue
        if sha256(data) != digest:
            pack.bad(path, "its SHA-256 is not the one that was signed (%s)" % digest)
            continue
        try:
            lines = data.decode("utf-8").split("\n")
            sheet = Sheet(row, lines)
        except ValueError as e:
            pack.bad(path, "is not a month (%s)" % e)
            continue
        told[row["id"]] = sheet
        if lines[:3] != ["jalon-timesheet 1", "user %(user_id)s" % row, "month %(month)s" % row]:
            pack.bad(path, "is not the month %(month)s of %(user_id)s" % row)
        if sheet.total != sheet.minutes():
            pack.bad(path, "the total is %s, and its records give %d" % (sheet.total, sheet.minutes()))
    return told


def counting(timesheets):
    """The sheet of each person's month that counts: the last that somebody has signed, else the last."""
    out = {}
    for row in sorted(timesheets, key=lambda r: r["amendment"]):
        at = (row["user_id"], row["month"])
        if row["content_hash"] is not None or at not in out:
            out[at] = row
    return out


def check_months(pack, mission, f, told, costed):
    """Records of the sample in the signed months, and the months of each person, those that cost something among them."""
    sheets = counting(f["timesheets"])
    sums = {at: [0, 0, 0] for at in costed}
    for record in f["records"]:
        at = (record["user_id"], record["month"])
        sheet = told.get(sheets[at]["id"]) if at in sheets else None
        if record["timesheet_id"] != (sheets[at]["id"] if at in sheets else None):
            pack.bad("figures/records.json", "record %(id)s is not in the sheet that counts" % record)
        signed = sheet.records.get(record["id"], {}).get("duration_minutes") if sheet else None
        if signed != record["signed_minutes"]:
            pack.bad("figures/records.json", "record %s: the signed month says %s minutes, not %s"
                     % (record["id"], signed, record["signed_minutes"]))
        entry = sums.setdefault(at, [0, 0, 0])
        entry[0] += 1
        entry[1] += record["duration_minutes"]
        entry[2] += signed or 0
    columns = ["timesheet_id", "sample_records", "sample_minutes", "signed_minutes", "sheet_minutes", "sheet_operation_minutes"]
    for row in f["person-months"]:
        at = (row["user_id"], row["month"])
        expected = sums.pop(at, None)
        if expected is not None:
            sheet = told.get(sheets[at]["id"]) if at in sheets else None
            expected = [sheets[at]["id"] if at in sheets else None] + expected + (
                [sheet.minutes(), sheet.minutes(mission["operation_id"])] if sheet else [None, None])
        for name, value in zip(columns, expected or [None] * len(columns)):
            if row[name] != value:
                pack.bad("figures/person-months.json", "%s of %s in %s is %s, not %s" % ((name,) + at + (value, row[name])))
    for at in sums:
        pack.bad("figures/person-months.json", "%s in %s is missing" % at)


def check_sheet_lines(pack, f, told):
    """What a signed month says day by day is what its records come to."""
    rows = grouped(f["sheet-lines"], "timesheet_id")
    for sheet in told.values():
        cells = {}
        for r in sheet.records.values():
            cell = cells.setdefault((r["date"], r["task"], r["operation_id"], r["attribution"]), [0, set()])
            cell[0] += r["duration_minutes"]
            cell[1].update(r["people"])
        for row in rows.pop(sheet.row["id"], []):
            at = (row["date"], row["task"], row["operation_id"], row["attribution"])
            minutes, people = cells.pop(at, (0, ()))
            if (row["minutes"], row["participants"]) != (minutes, len(people)):
                pack.bad("figures/sheet-lines.json", "%s in %s, %s on %s: the signed month says %d minutes for %d people, not %d for %d"
                         % (row["user_id"], row["month"], row["task"], row["date"], minutes, len(people), row["minutes"], row["participants"]))
        for date, task, _, _ in cells:
            pack.bad("figures/sheet-lines.json", "%s on %s of %s is missing" % (task, date, sheet.row["user_id"]))
    for sheet in rows:
        pack.bad("figures/sheet-lines.json", "sheet %s is not in the pack" % sheet)


def check_month_records(pack, operation, f, told, known, chain):
    """Every record of a signed month is one that is told, and every record that counts as signed is in the sheet."""
    path, records = "figures/month-records.json", {r["id"]: r for r in f["month-records"]}
    same = ("date", "start_minute", "end_minute", "break_minutes", "duration_minutes", "attribution", "operation_id", "task")
    now = {former: person for person, all in known.items() for former in all}
    for sheet in told.values():
        for id, signed in sheet.records.items():
            record = records.get(id)
            if record is None or (record["user_id"], record["month"]) != (sheet.row["user_id"], sheet.row["month"]):
                pack.bad(sheet.row["content_path"], "record %s is not one of the month in figures/month-records.json" % id)
                continue
            for name in same:
                if record[name] != signed[name]:
                    pack.bad(path, "record %s: %s is %s, and the month %s of %s that was signed says %s"
                             % (id, name, record[name], sheet.row["month"], sheet.row["user_id"], signed[name]))
            check_named(pack, operation, record, signed, sheet, now, chain)
    check_standing(pack, operation, f, told, records, chain)
    check_overlaps(pack, f)
    drawn = ("user_id", "month", "date", "duration_minutes", "task", "charter_id", "operation_id", "linked_id", "status", "version")
    for record in f["records"]:
        whole = records.get(record["id"])
        if whole is None or any(whole[name] != record[name] for name in drawn):
            pack.bad("figures/records.json", "record %s is not the one of figures/month-records.json" % record["id"])


def check_named(pack, operation, record, signed, sheet, now, chain):
    """A record names whom the signed month names. Somebody who was merged since is somebody else now, and the chain tells
    of each record of the operation that a merge gave to another; a record that was replaced before names whom it named."""
    path = "figures/month-records.json"
    then, told = set(signed["people"]), set(record["participant_ids"].split())
    today = {now.get(person, person) for person in told}
    if {now.get(person, person) for person in then} == today:
        if chain is not None and record["operation_id"] == operation["id"]:
            for person in sorted(told - then):
                if (record["id"], person) not in chain.given:
                    pack.bad(path, "record %s names %s: the month %s of %s that was signed does not, and no merge is told of"
                             % (record["id"], person, sheet.row["month"], sheet.row["user_id"]))
    elif today.issubset(now):
        pack.bad(path, "record %s names others than the month %s of %s that was signed"
                 % (record["id"], sheet.row["month"], sheet.row["user_id"]))
    else:
        pack.note("a record names others than its signed month, and whether they were merged is not told", "record %(id)s" % record)


def check_standing(pack, operation, f, told, records, chain):
    """Where each record of the months stands: in its signed month, in the place of another, or replaced."""
    path, sheets = "figures/month-records.json", counting(f["timesheets"])
    ever = {id for sheet in told.values() for id in sheet.records}
    for record in records.values():
        at, row = (record["user_id"], record["month"]), sheets.get((record["user_id"], record["month"]))
        sheet = told.get(row["id"]) if row else None
        absent, live = sheet is None or record["id"] not in sheet.records, record["status"] != "superseded"
        if record["start_minute"] is not None and record["end_minute"] is not None:
            timed = record["end_minute"] - record["start_minute"] - record["break_minutes"]
            if timed != record["duration_minutes"]:
                pack.bad(path, "record %s lasts %d minutes and says %d" % (record["id"], timed, record["duration_minutes"]))
        if record["date"][:7] != record["month"]:
            pack.bad(path, "record %(id)s is not of its month" % record)
        if record["status"] in ("employee_signed", "supervisor_signed", "claimed"):
            if absent:
                pack.bad(path, "record %s of %s in %s counts as signed and is in no signed month" % ((record["id"],) + at))
            elif record["status"] != "employee_signed" and row["countersigned_at"] is None:
                pack.bad(path, "record %s of %s in %s counts as signed twice, and the month is not" % ((record["id"],) + at))
        elif live and sheet is not None and absent and record["supersedes"] is None:
            # nothing comes to a month that somebody has signed but what a correction makes
            pack.bad(path, "record %s of %s in %s replaces none, and the signed month does not hold it" % ((record["id"],) + at))
        if live and record["superseded_by"] is not None:
            pack.bad(path, "record %(id)s was replaced and counts" % record)
        before = records.get(record["supersedes"])
        if before is not None and (before["status"] != "superseded" or (live and before["superseded_by"] != record["id"])):
            pack.bad(path, "record %s took the place of %s, which does not say so" % (record["id"], before["id"]))
        if chain is None or record["operation_id"] != operation["id"]:
            continue
        if live and record["id"] in chain.replaced:
            pack.bad(path, "record %s counts, and the chain tells that it was replaced" % record["id"])
        if not live and record["id"] in ever and record["id"] not in chain.replaced:
            pack.bad(path, "record %s was signed and replaced, and the chain does not tell so" % record["id"])


def check_overlaps(pack, f):
    """Nobody works twice at a time, and what a day of somebody costs is told once: the database refuses both."""
    spans = {}
    for r in f["month-records"]:
        if r["status"] != "superseded" and r["start_minute"] is not None and r["end_minute"] is not None:
            spans.setdefault((r["user_id"], r["date"]), []).append((r["start_minute"], r["end_minute"], r["id"]))
    for of in spans.values():
        of.sort()
        for one, next in zip(of, of[1:]):
            if next[0] < one[1]:
                pack.bad("figures/month-records.json", "records %s and %s are of the same minutes" % (one[2], next[2]))
    for user, costs in grouped(f["employment-costs"], "user_id").items():
        periods = sorted((c["period_from"], c["period_to"], c["id"]) for c in costs)
        for one, next in zip(periods, periods[1:]):
            if next[0] <= one[1]:
                pack.bad("figures/employment-costs.json", "%s and %s are of the same days of %s" % (one[2], next[2], user))


def check_absences(pack, f, told):
    """The absences of a signed month are those that were known when it was signed."""
    absences = grouped(f["absences"], "user_id")
    for sheet in told.values():
        signed_at = instant(sheet.row["employee_signed_at"])
        days = {}
        for one in absences.get(sheet.row["user_id"], []):
            if instant(one["recorded_at"]) > signed_at or (one["cancelled_at"] and instant(one["cancelled_at"]) <= signed_at):
                continue
            first, last = days_of(sheet.row["month"])
            at, until = max(first, day(one["starts_on"])), min(last, day(one["ends_on"]))
            while at <= until:
                part, before = one["half_day"] or "day", days.get(str(at))
                days[str(at)] = part if before in (None, part) else "day"
                at += datetime.timedelta(days=1)
        if days != sheet.absences:
            other = sorted(set(days.items()) ^ set(sheet.absences.items()))
            pack.bad("figures/absences.json", "%s in %s: the signed month tells other absences (%s)"
                     % (sheet.row["user_id"], sheet.row["month"], ", ".join("%s %s" % pair for pair in other)))


def facts_of_interview(interview, participant):
    return ("jalon interview facts 1\nday %(day)s\nstarts_at %(starts_at)s\nends_at %(ends_at)s\n" % interview
            + "participant %s\nreferent %s\n" % (participant, interview["user_id"]))


def facts_of_session(session, participant):
    return ("jalon collective_session facts 1\nstarts_at %(starts_at)s\nends_at %(ends_at)s\n" % session
            + "participant %s\nuser %s\n" % (participant, session["leader_id"]))


def identities(pack, f):
    """Everybody's identifiers: their own, and those of the records that were merged into it. They are told in two figures,
    the same everywhere, and who is somebody else by now is named nowhere."""
    known, path = {p["id"]: p["former_ids"].split() for p in f["participants"]}, "figures/contacts.json"
    for row in f["contacts"]:
        person, former = row["participant_id"], row["former_ids"].split()
        if person is not None and known.setdefault(person, former) != former:
            pack.bad(path, "participant %s was somebody else here than elsewhere" % person)
    living = {p["participant_id"] for p in f["participations"]}
    # what was replaced before a merge names whom it named
    living |= {p for r in f["month-records"] if r["status"] != "superseded" for p in r["participant_ids"].split()}
    for person, former in known.items():
        for other in living.intersection(former):
            pack.bad(path, "participant %s was merged into %s and has records of their own" % (other, person))
    return {person: [person] + former for person, former in known.items()}


def check_facts(pack, f, known, chain):
    """What was signed is what is told. An interview that was signed with somebody whom a merge made somebody else is one of
    which the chain tells so."""
    signatures = {s["id"]: s for s in f["signatures"]}
    for interview in f["interviews"]:
        people = known.get(interview["participant_id"], [interview["participant_id"]])
        if chain is not None and (interview["id"], interview["participant_id"]) not in chain.given:
            people = [interview["participant_id"]]
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


def of_another(record, interview, people, to_sign):
    """Where the interview is the proof, it is to be the owner's, and with somebody whom the record names."""
    proof = record["attribution"] in ("P", "G") or to_sign
    return proof and (interview["user_id"] != record["user_id"] or interview["participant_id"] not in people)


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
    if interview is not None and of_another(record, interview, [share["participant_id"] for share in people], to_sign):
        found.append(("contact_of_another", None))
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
    letter = letter_on(by["letters"], record["user_id"], record["date"])
    if record["operation_id"] is not None and (letter is None or letter["signed_on"] is None):
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


def day(text):
    return datetime.date.fromisoformat(text)


def instant(text):
    """An instant in UTC as a text that sorts."""
    return text.rstrip("Z") if "." in text else text.rstrip("Z") + ".000000"


def letter_on(letters, user, date):
    """The mission letter that holds on a day."""
    held = [l for l in letters.get(user, []) if l["starts_on"] <= date <= l["ends_on"]]
    return min(held, key=lambda l: (l["starts_on"], l["id"])) if held else None


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
        "letters": grouped(f["mission-letters"], "user_id"),
        "shares": shares,
    }
    told = grouped(f["missing"], "time_record_id")
    proved, counts = [], {}
    for record in f["records"]:
        expected = lacks_of(record, f, by)
        letter = letter_on(by["letters"], record["user_id"], record["date"]) or {}
        if (record["mission_letter_id"], record["mission_letter_signed_on"]) != (letter.get("id"), letter.get("signed_on")):
            pack.bad("figures/records.json", "record %(id)s names another letter than figures/mission-letters.json" % record)
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


def part_of(budget, total):
    """The fund's part of a total, floored, at most what is left of its contribution."""
    part = total * budget["eu_contribution_cents"] // budget["total_cost_cents"] if budget["total_cost_cents"] else 0
    return min(max(part, 0), max(budget["eu_contribution_cents"] - budget["eu_claimed_before_cents"], 0))


def check_statement(pack, path, statement):
    """A cost statement adds up, from its lines to the part of the fund."""
    lines, totals, budget = statement["lines"], statement["totals"], statement["budget"]
    rates = totals["flat_rates"]
    once(pack, path, [(line["staff_id"], line["month"]) for line in lines])
    once(pack, path, [(person["staff_id"],) for person in statement["people"]] + [(rate,) for rate in rates])
    if {person["staff_id"] for person in statement["people"]} != {line["staff_id"] for line in lines}:
        pack.bad(path, "the people are not those of the lines")
    if not FLAT_RATES.issuperset(rates) or any(len(some.intersection(rates)) > 1 for some in EXCLUSIVE):
        pack.bad(path, "flat_rates are %s, which never stand together" % ", ".join(rates))
    if "flat_40_residual" in rates and totals["other_direct_cents"]:
        pack.bad(path, "other_direct_cents is %s beside the 40 %% that hold them" % totals["other_direct_cents"])
    for line in lines:
        check_line(pack, path, line)
    for person in statement["people"]:
        own = [line for line in lines if line["staff_id"] == person["staff_id"]]
        for name in ("minutes", "supported_minutes", "claimed_minutes", "amount_cents"):
            if person[name] != sum(line[name] for line in own):
                pack.bad(path, "%s of %s is not the sum of the months" % (name, person["staff_id"]))
        if person["caps"]:
            pack.note("the cap of a year is of all operations together, and is taken as it is told", person["staff_id"])
        for cap in person["caps"]:
            hours = sum(line["claimed_minutes"] for line in own
                        if line["cost_mode"] == "hourly_rate" and line["month"].startswith("%d-" % cap["year"]))
            if cap["claimed_minutes"] != hours or hours > max(cap["cap_minutes"] - cap["before_minutes"], 0):
                pack.bad(path, "%d minutes of %s in %d are over the cap of the year" % (hours, person["staff_id"], cap["year"]))
    staff, indirect, residual, total = eligible_of(
        rates, sum(line["amount_cents"] for line in lines), totals["other_direct_cents"], totals["allowance_cents"])
    expected = {
        "minutes": sum(line["minutes"] for line in lines),
        "supported_minutes": sum(line["supported_minutes"] for line in lines),
        "unsupported_minutes": sum(u["minutes"] for line in lines for u in line["unsupported"]),
        "claimed_minutes": sum(line["claimed_minutes"] for line in lines),
        "staff_cents": staff, "indirect_cents": indirect, "residual_cents": residual, "total_cents": total,
        "eu_cents": part_of(budget, total),
    }
    for name, value in expected.items():
        if totals[name] != value:
            pack.bad(path, "%s is %s, and the lines give %s" % (name, totals[name], value))
    if budget["left_cents"] != budget["total_cost_cents"] - budget["claimed_before_cents"] - total:
        pack.bad(path, "left_cents is not what is left of the budget")


def note_unproved(pack, path, statement, before=(0, 0)):
    """The cents of a statement that the accounts alone know, and those that claims before it held; `before` is what the
    claims of the pack held then, of the total and of the fund."""
    totals, budget = statement["totals"], statement["budget"]
    for name, told, known in (
        ("other_direct_cents", totals["other_direct_cents"], 0), ("allowance_cents", totals["allowance_cents"], 0),
        ("claimed_before_cents", budget["claimed_before_cents"], before[0]),
        ("eu_claimed_before_cents", budget["eu_claimed_before_cents"], before[1]),
    ):
        if told != known:
            pack.note("cents that no file of the pack proves, taken as they are told", "%s %s %d" % (path, name, told - known))


def claimed_before(claim, f):
    """What the claims of the pack held when this one was filed, with what corrections had taken from them by then."""
    others = {c["id"]: c for c in f["claims"] if c["id"] != claim["id"] and instant(c["filed_at"]) <= instant(claim["filed_at"])}
    gone = [a for a in f["claim-adjustments"]
            if a["claim_id"] in others and instant(a["recorded_at"]) <= instant(claim["filed_at"])]
    return tuple(sum(row[name] or 0 for row in list(others.values()) + gone) for name in ("total_cents", "eu_cents"))


def days_of(month):
    first = datetime.date(int(month[:4]), int(month[5:]), 1)
    return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def days_within(begins, ends, first, last):
    """Days of a span that another holds."""
    return max((min(ends, last) - max(begins, first)).days + 1, 0)


def period_of(span, operation):
    """The days of a statement within its operation, as texts."""
    return max(span["from"], operation["starts_on"]), min(span["to"], operation["ends_on"])


def check_letters(pack, path, line, letters, begins, ends, filed_at=None):
    """A line is paid as a letter of the month says, and a fixed share is not above that of letters that were accepted.
    Letters that have changed since a claim was filed can't be held against it."""
    first, last = days_of(line["month"])
    whole = (last - first).days + 1
    first, last = max(first, day(begins)), min(last, day(ends))
    mine = [l for l in letters.get(line["staff_id"], []) if day(l["starts_on"]) <= last and first <= day(l["ends_on"])]
    where, figure = "%(staff_id)s in %(month)s" % line, "figures/mission-letters.json"
    # one that was shortened since may have held the month
    changed = [l for l in letters.get(line["staff_id"], []) if filed_at is not None and instant(l["changed_at"]) > instant(filed_at)]
    if changed:
        pack.note("%s: letters of a person's month have changed since it was filed" % path, where)
        return
    if line["cost_mode"] not in [l["cost_mode"] for l in mine] + ([] if mine else ["none"]):
        pack.bad(figure, "no letter says that %s is paid by %s (%s)" % (where, line["cost_mode"], path))
        return
    if line["cost_mode"] != "none" and ("letter_not_signed" in line["missing"]) != any(l["signed_on"] is None for l in mine):
        pack.bad(figure, "whether the letters of %s are signed is not what its line says (%s)" % (where, path))
    if line["cost_mode"] == "fixed_percentage":
        if ("letter_not_accepted" in line["missing"]) != any(l["accepted_by_ma_on"] is None for l in mine):
            pack.bad(figure, "whether the letters of %s were accepted is not what its line says (%s)" % (where, path))
        held = sum(days_within(day(l["starts_on"]), day(l["ends_on"]), first, last) for l in mine)
        most = Fraction((mine[0]["fixed_percentage_e4"] or 0) * held, 10000 * whole)
        if Fraction(line["share"]["num"], line["share"]["den"]) > most:
            pack.bad(path, "%s: the share is above that of the letter" % where)


def reason_of_contact(record, met, to_sign):
    """What the contact of a record comes to: it is the owner's with one of those whom the record names, it was held, all
    whom the record names were there, and it was signed where a signature is owed. A refusal with its reason stands as a
    signature."""
    people = record["participant_ids"].split()
    interview, session = record["linked_type"] == "interview", record["linked_type"] in SESSIONS
    of = {row["participant_id"]: row for row in met}
    one = met[0] if interview and met else {"outcome": None, "stands": False}
    if interview and met and of_another(record, one, people, to_sign):
        return "contact_of_another"
    if interview and one["outcome"] != "held":
        return "contact_not_held"
    if session and any(p not in of or of[p]["outcome"] != "present" for p in people):
        return "not_attended"
    if interview and (one["modality"] in FACE_TO_FACE or one["contact_type"] in ALWAYS_SIGNED) and not one["stands"]:
        return "contact_not_signed"
    if session and any(not of[p]["stands"] for p in people):
        return "contact_not_signed"
    if to_sign and not (interview and one["stands"]) and not (session and people):
        return "contact_not_signed"
    return "supported"


def check_contacts(pack, f):
    """The contacts of the paid records are those that the records are linked to, what was signed is what is told, and those
    of the sample say the same in both places."""
    path, records = "figures/contacts.json", {r["id"]: r for r in f["month-records"]}
    signatures, interviews = {s["id"]: s for s in f["signatures"]}, {i["id"]: i for i in f["interviews"]}
    attended = {(a["session_id"], a["participant_id"]): a for a in f["attendances"]}
    for row in f["contacts"]:
        record = records.get(row["time_record_id"])
        where = "%(contact)s %(contact_id)s of record %(time_record_id)s" % row
        if record is None or record["support"] is None:
            pack.bad(path, "%s: the record is not one that the operation pays" % where)
            continue
        kind = "session" if record["linked_type"] in SESSIONS else record["linked_type"]
        if (row["contact"], row["contact_id"]) != (kind, record["linked_id"]):
            pack.bad(path, "%s: figures/month-records.json names another contact" % where)
        facts = {"interview": facts_of_interview, "session": facts_of_session}.get(row["contact"])
        if facts is not None and row["stands"]:
            people = [row["participant_id"]] + row["former_ids"].split()
            if row["facts_hash"] not in {sha256(facts(dict(row, leader_id=row["user_id"]), p).encode()) for p in people}:
                pack.bad(path, "the signature does not sign the facts of %s" % where)
        if row["signature_id"] is None and (row["stands"] or row["refused"] or row["facts_hash"] is not None):
            pack.bad(path, "%s is signed by nothing" % where)
        interview, there = interviews.get(row["contact_id"]), attended.get((row["contact_id"], row["participant_id"]))
        same = ("outcome", "signature_id")
        same += ("user_id", "participant_id", "modality", "starts_at", "ends_at") if interview else ()
        if any(row[name] != (interview or there)[name] for name in same if interview or there):
            pack.bad(path, "%s says something else than the figures of the sample" % where)
        signature = signatures.get(row["signature_id"])
        if signature and (row["stands"], row["refused"], row["facts_hash"]) != (
                signature["void_at"] is None, signature["refused"], signature["facts_hash"]):
            pack.bad(path, "%s: the signature is not that of figures/signatures.json" % where)


def check_criteria(pack, f):
    """What proves the eligibility of the people of the sample is told of them again, with the hashes of the documents.
    Whom a paid record names and nothing proves is told, since no minute is taken away for it."""
    hashes = {d["id"]: d["sha256"] for d in f["documents"]}
    proofs, sample = grouped(f["criteria"], "participant_id"), grouped(f["eligibility"], "participant_id")
    named = {p for r in f["month-records"] if r["support"] is not None for p in r["participant_ids"].split()}
    for person in sorted(set(proofs) - named):
        pack.bad("figures/criteria.json", "participant %s is in no record that the operation pays" % person)
    for person in sorted(named):
        told = [(c["criterion"], c["issued_on"], c["valid_until"], c["evidence_sha256"]) for c in proofs.get(person, [])]
        if person in sample and told != [(c["criterion"], c["issued_on"], c["valid_until"], hashes.get(c["document_id"]))
                                         for c in sample[person]]:
            pack.bad("figures/criteria.json", "participant %s is eligible otherwise than figures/eligibility.json says" % person)
        if not told:
            pack.note("nothing proves the eligibility of somebody whom a paid record names", "participant %s" % person)


def check_support(pack, operation, f):
    """What the proofs of each record come to: letters, signatures, participations, then the contact itself. A reason that
    is none of these is taken by its name."""
    charters = pack.json("charters.json") or []
    signed_tasks = {(c["id"], t["code"]) for c in charters for t in c["tasks"] if t["signature_required"]}
    contacts = grouped(f["contacts"], "time_record_id")
    letters = grouped(f["mission-letters"], "user_id")
    takes_part = {p["participant_id"] for p in f["participations"] if p["voided_at"] is None}
    for record in f["month-records"]:
        told, paid = record["support"], record["operation_id"] == operation["id"] and record["task"] not in ABSENCES
        letter = letter_on(letters, record["user_id"], record["date"])
        absent = [p for p in record["participant_ids"].split() if p not in takes_part]
        met, to_sign = contacts.get(record["id"], []), (record["charter_id"], record["task"]) in signed_tasks
        fits = told not in KNOWN_REASONS | {"supported", None}
        if not paid or record["status"] == "superseded":
            fits, expected = told is None, "nothing"
        elif letter is not None and letter["cost_mode"] == "fixed_percentage":
            fits, expected = told == "supported", "supported"
        elif letter is None:
            expected = "no_mission_letter"
        elif record["status"] in ("draft", "submitted"):
            expected = "not_signed"
        elif record["status"] == "employee_signed":
            expected = "not_countersigned"
        elif absent and operation["programme_period"] in COUNTED:
            expected = "no_participation"
        else:
            expected = reason_of_contact(record, met, to_sign)
            if fits:
                pack.note("a record is told as %s, which these figures do not tell" % told, "record %(id)s" % record)
        fits = fits or told == expected
        if not fits:
            pack.bad("figures/month-records.json", "record %s of %s in %s is told as %s, and the figures give %s"
                     % (record["id"], record["user_id"], record["month"], told, expected))


def check_worked(pack, mission, operation, f, told, statement):
    """The minutes of each line are those of the records of its month, and of the sheet that was signed."""
    path, (begins, ends) = "cost-statement.json", period_of(mission, operation)
    sheets, months = counting(f["timesheets"]), {}
    for record in f["month-records"]:
        if record["status"] == "superseded":
            continue
        month = months.setdefault((record["user_id"], record["month"]), {"ids": set(), "worked": 0, "minutes": 0, "support": {}})
        month["ids"].add(record["id"])
        if record["task"] in ABSENCES:
            continue
        month["worked"] += record["duration_minutes"]
        if record["operation_id"] == operation["id"] and begins <= record["date"] <= ends:
            month["minutes"] += record["duration_minutes"]
            month["support"][record["support"]] = month["support"].get(record["support"], 0) + record["duration_minutes"]
    moved = {r["id"] for r in f["month-records"] if r["supersedes"] is not None}
    for line in statement["lines"]:
        at = (line["staff_id"], line["month"])
        month = months.pop(at, {"ids": set(), "worked": 0, "minutes": 0, "support": {}})
        supported = month["support"].pop("supported", 0)
        if line["cost_mode"] == "fixed_percentage":
            supported, month["support"] = month["minutes"], {}
        for name, value in (("minutes", month["minutes"]), ("worked_minutes", month["worked"]), ("supported_minutes", supported)):
            if line[name] != value:
                pack.bad(path, "%s in %s: %s is %d, and the records of the month give %d" % (at + (name, line[name], value)))
        reasons = {}
        for lacking in line["unsupported"]:
            reasons[lacking["reason"]] = reasons.get(lacking["reason"], 0) + lacking["minutes"]
        if reasons != month["support"]:
            pack.bad(path, "%s in %s: unsupported is %s, and the records of the month give %s" % (at + (reasons, month["support"])))
        sheet = told.get(sheets[at]["id"]) if at in sheets else None
        # a correction that is not signed yet takes records out of a signed month, and puts others in; nothing else does
        waits = sheet is None or not month["ids"].issuperset(sheet.records) or moved.intersection(month["ids"] - set(sheet.records))
        if not waits and sheet.row["countersigned_at"] is not None:
            held_against_sheet(pack, path, line, sheet, operation["id"], begins, ends)
    for at, month in months.items():
        if month["minutes"]:
            pack.bad(path, "%s in %s has records and no line" % at)


def held_against_sheet(pack, path, line, sheet, operation, begins, ends):
    """A line has the minutes that both have signed."""
    for name, value in (("minutes", sheet.minutes(operation, begins, ends)), ("worked_minutes", sheet.minutes())):
        if line[name] != value:
            pack.bad(path, "%s in %s: %s is %d, and the month that was signed gives %d (%s)"
                     % (line["staff_id"], line["month"], name, line[name], value, sheet.row["content_path"]))


def cost_of(costs, month):
    """What a month cost, of each cost the part by days, floored; and whether every one is of the month alone."""
    first, last = days_of(month)
    cents, documented = None, True
    for cost in costs:
        begins, ends = day(cost["period_from"]), day(cost["period_to"])
        days, whole = days_within(begins, ends, first, last), (ends - begins).days + 1
        if days:
            cents = (cents or 0) + cost["gross_cost_cents"] * days // whole
            documented = documented and days == whole
    return cents, documented and cents is not None


def check_cents(pack, path, line, f, filed_at=None):
    """The cost of a line is that of what its person has cost in the month, or that of the rate. What has changed since a
    claim was filed can't be held against it."""
    where, mode = "%(staff_id)s in %(month)s" % line, line["cost_mode"]
    first, last = days_of(line["month"])
    costs = [c for c in f["employment-costs"] if c["user_id"] == line["staff_id"]
             and day(c["period_from"]) <= last and first <= day(c["period_to"])]
    rates = [r for r in f["hourly-rates"] if r["user_id"] == line["staff_id"] and r["valid_from"][:7] <= line["month"]]
    behind = rates if mode == "hourly_rate" else costs if mode != "none" else []
    if filed_at is not None and any(instant(b["changed_at"]) > instant(filed_at) for b in behind):
        pack.note("%s: what a person's month cost was recorded or changed after it was filed" % path, where)
        return
    if mode in ("actual_hours", "fixed_percentage"):
        figure, (cents, documented) = "employment-costs", cost_of(costs, line["month"])
        worked = line["worked_minutes"]
        denominator = Fraction(worked) if mode == "actual_hours" and worked else None
        method = None
    elif mode == "hourly_rate" and rates:
        figure, rate = "hourly-rates", max(rates, key=lambda r: r["valid_from"])
        cents, documented, method = rate["base_cents"], True, rate["method"]
        denominator = rate["full_time_minutes"] * Fraction(rate["share_num"], rate["share_den"])
    else:
        figure, cents, documented, denominator, method = "hourly-rates", None, False, None, None
    told = Fraction(line["denominator"]["num"], line["denominator"]["den"]) if line["denominator"] else None
    expected = (("cost_cents", cents, line["cost_cents"]), ("cost_documented", documented, line["cost_documented"]),
                ("denominator", denominator, told), ("method", method, line["method"]))
    for name, value, said in expected:
        if value != said:
            pack.bad(path, "%s: %s is %s, and figures/%s.json gives %s" % (where, name, said, figure, value))


def check_rates(pack, f):
    """A rate is made of what it says: 1 720 hours of a year, and costs brought to twelve months where it is derived."""
    path = "figures/hourly-rates.json"
    for rate in f["hourly-rates"]:
        where = "the rate of %(user_id)s from %(valid_from)s" % rate
        if rate["base"] == "annual" and rate["full_time_minutes"] != 1720 * 60:
            pack.bad(path, "%s is not of 1 720 hours" % where)
        if rate["base_source"] != "derived":
            continue
        begins, ends = day(rate["documented_from"]), day(rate["documented_to"])
        cents, months, stale = 0, {}, False
        for cost in f["employment-costs"]:
            first, last = day(cost["period_from"]), day(cost["period_to"])
            days = days_within(first, last, begins, ends)
            if cost["user_id"] != rate["user_id"] or not days:
                continue
            stale = stale or instant(cost["changed_at"]) > instant(rate["changed_at"])
            cents += cost["gross_cost_cents"] * days // ((last - first).days + 1)
            at = max(first, begins)
            while at <= min(last, ends):
                months[str(at)[:7]] = months.get(str(at)[:7], 0) + 1
                at += datetime.timedelta(days=1)
        if stale:
            pack.note("%s: costs behind it have changed since" % where)
            continue
        held = sum((Fraction(days, (days_of(m)[1] - days_of(m)[0]).days + 1) for m, days in months.items()), Fraction(0))
        year = int(Fraction(cents) * 12 / held) if held else 0
        if (rate["documented_cents"], rate["base_cents"]) != (cents, year):
            pack.bad(path, "%s stands on %s cents documented and %s a year, and figures/employment-costs.json gives %d and %d"
                     % (where, rate["documented_cents"], rate["base_cents"], cents, year))


def check_costs(pack, mission, operation, f, told):
    """The costs of the period: the statement, its table, and what each line stands on."""
    statement = pack.json("cost-statement.json")
    if not isinstance(statement, dict):
        return None
    path = "cost-statement.json"
    for name, value in (("operation_id", operation["id"]), ("from", mission["from"]), ("to", mission["to"])):
        if statement[name] != value:
            pack.bad(path, "%s is %s, not %s" % (name, statement[name], value))
    for name, value in (("total_cost_cents", statement["budget"]["total_cost_cents"]), ("cost_option", statement["cost_option"]),
                        ("eu_contribution_cents", statement["budget"]["eu_contribution_cents"])):
        if value != operation[name]:
            pack.bad(path, "%s is not that of operation.json" % name)
    # of today's evidence: what the accounts alone know is in no statement but a claim's
    option = [operation["cost_option"]] if operation["cost_option"] in FLAT_RATES else []
    for name, value in (("other_direct_cents", 0), ("allowance_cents", 0), ("flat_rates", option)):
        if statement["totals"][name] != value:
            pack.bad(path, "%s is %s, and the operation gives %s" % (name, statement["totals"][name], value))
    check_statement(pack, path, statement)
    note_unproved(pack, path, statement)
    if len(f["cost-lines"]) != len(statement["lines"]):
        pack.bad("figures/cost-lines.json", "%d lines, and the statement has %d" % (len(f["cost-lines"]), len(statement["lines"])))
    same = ("month", "cost_mode", "minutes", "supported_minutes", "over_cap_minutes", "claimed_minutes", "worked_minutes",
            "cost_cents", "rate_cents", "method", "amount_cents")
    for n, (row, line) in enumerate(zip(f["cost-lines"], statement["lines"]), 1):
        shown = [row["user_id"], row["unsupported_minutes"], row["share_num"], row["share_den"], row["missing"].split()]
        meant = [line["staff_id"], sum(u["minutes"] for u in line["unsupported"]), line["share"]["num"],
                 line["share"]["den"], line["missing"]]
        if shown != meant or any(row[name] != line[name] for name in same):
            pack.bad("figures/cost-lines.json", "row %d says something else than the statement" % n)
    begins, ends = period_of(mission, operation)
    letters = grouped(f["mission-letters"], "user_id")
    for line in statement["lines"]:
        check_letters(pack, path, line, letters, begins, ends)
        check_cents(pack, path, line, f)
    check_worked(pack, mission, operation, f, told, statement)
    return statement


def signed_by(sheets, records, filed_at, chain):
    """The sheet of a month that stood when a claim was filed, and whether a correction waited for its amendment then."""
    stood = [s for s in sheets if instant(s.row["employee_signed_at"]) <= instant(filed_at)]
    if not stood:
        return None, False
    sheet, held = max(stood, key=lambda s: s.row["amendment"]), {r["id"] for r in records}

    def gone(record):
        """Whether a record of the sheet was replaced by then: the chain tells when, as it does of the operation's. Else
        nothing in the month says when a record was cancelled, or moved to another month."""
        since = chain.replaced.get(record["id"]) if chain is not None else None
        return record["superseded_by"] not in held if since is None else instant(since) <= instant(filed_at)

    waited = any(instant(sheet.row["employee_signed_at"]) < instant(r["recorded_at"]) <= instant(filed_at) for r in records)
    waited = waited or any(r["id"] in sheet.records and r["status"] == "superseded" and gone(r) for r in records)
    twice = sheet.row["countersigned_at"] is not None and instant(sheet.row["countersigned_at"]) <= instant(filed_at)
    return (sheet, waited) if twice else (None, sheet.row["amendment"] > 0)


def check_taken(pack, claim, statement, own, held, records, chain):
    """A correction takes from a claim the minutes that its record loses, each once, and the cents that they are worth."""
    path, expected, sums = "figures/claim-adjustments.json", {}, {}
    for id, row in held.items():
        record = records.get(id)
        if record is not None and record["status"] == "superseded":
            # the claim holds the version that took its place, unless that is of another operation, month or claim
            kept = held.get(record["superseded_by"], {"minutes": 0})["minutes"]
            if kept != row["minutes"]:
                expected[id] = (row["user_id"], row["month"], kept - row["minutes"])
    for one in own:
        told, meant = (one["user_id"], one["month"], one["minutes"]), expected.pop(one["time_record_id"], None)
        if told != meant:
            pack.bad(path, "record %s of claim %s loses %s minutes, and %s are told"
                     % (one["time_record_id"], claim["id"], None if meant is None else -meant[2], -one["minutes"]))
        taken = sums.setdefault(told[:2], [0, 0])
        taken[0] += one["minutes"]
        taken[1] += one["amount_cents"]
    for id, meant in expected.items():
        pack.bad(path, "record %s of claim %s loses %d minutes, and nothing is taken" % (id, claim["id"], -meant[2]))
    lines = {(line["staff_id"], line["month"]): line for line in statement["lines"]}
    for at, (minutes, cents) in sums.items():
        line = lines.get(at)
        if line is None:
            pack.bad(path, "%s in %s is no line of claim %s" % (at + (claim["id"],)))
            continue
        # minutes over a cap were not paid, and cost nothing when they go
        paid = min(line["claimed_minutes"], max(line["supported_minutes"] + minutes, 0))
        worth = amount_of(dict(line, claimed_minutes=paid)) - line["amount_cents"]
        if worth != cents:
            pack.bad(path, "of %s in %s claim %s loses %d cents, and %d are told" % (at + (claim["id"], -worth, -cents)))
    for name, count in (("adjusted_minutes", len(own)), ("adjusted_total_cents", sum(a["total_cents"] is not None for a in own))):
        if chain is not None and chain.adjusted[(claim["id"], name)] != count:
            pack.bad(path, "claim %s has %d adjustments with %s, and the chain tells of %d"
                     % (claim["id"], count, name, chain.adjusted[(claim["id"], name)]))


def check_adjustments(pack, claim, statement, own):
    """What corrections have taken from a claim adds up; flat rates and the part of the fund follow the staff costs."""
    names = ("minutes", "amount_cents", "total_cents", "eu_cents")
    sums = tuple(sum(a[name] or 0 for a in own) for name in names)
    if tuple(claim["adjusted_" + name] for name in ("minutes", "cents", "total_cents", "eu_cents")) != sums:
        pack.bad("figures/claims.json", "adjustments of %s come to %d minutes and %d cents; of the total %d, of the fund %d"
                 % ((claim["id"],) + sums))
    # one that is older than these columns is made good by the next
    if not own or own[-1]["total_cents"] is None:
        return
    totals, left = statement["totals"], sum(line["amount_cents"] for line in statement["lines"]) + sums[1]
    total = eligible_of(totals["flat_rates"], left, totals["other_direct_cents"], totals["allowance_cents"])[-1]
    part = part_of(statement["budget"], total)
    if (totals["total_cents"] + sums[2], totals["eu_cents"] + sums[3]) != (total, part):
        pack.bad("figures/claim-adjustments.json", "of %s %d cents are left, %d of them of the fund" % (claim["id"], total, part))


def claimed_records(pack, operation, f):
    """The records of each claim by their identifier. Each is one of a month, with its minutes, on the operation and within
    the days of its claim; none is claimed twice."""
    path, records = "figures/claim-records.json", {r["id"]: r for r in f["month-records"]}
    claims, out, seen = {c["id"]: c for c in f["claims"]}, {}, set()
    for row in f["claim-records"]:
        record, claim = records.get(row["time_record_id"]), claims.get(row["claim_id"])
        where = "record %(time_record_id)s of claim %(claim_id)s" % row
        if claim is None:
            pack.bad(path, "%s: the claim is not in the pack" % where)
            continue
        if row["time_record_id"] in seen:
            pack.bad(path, "%s is claimed twice" % where)
        seen.add(row["time_record_id"])
        if record is None:
            pack.bad(path, "%s is not in figures/month-records.json" % where)
            continue
        told = (row["user_id"], row["month"], row["minutes"], operation["id"])
        if told != (record["user_id"], record["month"], record["duration_minutes"], record["operation_id"]):
            pack.bad(path, "%s: %s in %s has %d minutes on the operation, and figures/month-records.json says otherwise"
                     % ((where,) + told[:3]))
        if not claim["from"] <= record["date"] <= claim["to"] or record["task"] in ABSENCES:
            pack.bad(path, "%s is no work of the days of the claim" % where)
        # the version that a correction makes takes the place of the record that the claim was filed with
        out.setdefault(row["claim_id"], {})[row["time_record_id"]] = dict(row, took=record["supersedes"])
    return out


def check_claimed(pack, path, line, held, sheet):
    """The supported minutes of a line that is paid by the minute are those of the records that its claim was filed with,
    and each of them is in the month that was signed by then. A fixed share asks for no proof of its minutes."""
    at = (line["staff_id"], line["month"])
    if line["cost_mode"] == "fixed_percentage" and line["supported_minutes"] != line["minutes"]:
        pack.bad(path, "%s in %s: supported_minutes is %d, and a fixed share supports %d"
                 % (at + (line["supported_minutes"], line["minutes"])))
    filed = [r for r in held.values() if (r["user_id"], r["month"]) == at and r["took"] not in held]
    expected = line["supported_minutes"] if line["cost_mode"] in BY_THE_MINUTE and line["claimed_minutes"] else 0
    minutes = sum(r["minutes"] for r in filed)
    if minutes != expected:
        pack.bad(path, "%s in %s: %d minutes are supported and paid, and figures/claim-records.json gives %d" % (at + (expected, minutes)))
    for record in filed if sheet is not None else []:
        signed = sheet.records.get(record["time_record_id"])
        if signed is None or signed["duration_minutes"] != record["minutes"]:
            pack.bad(path, "%s in %s: record %s is claimed, and %s does not say so"
                     % (at + (record["time_record_id"], sheet.row["content_path"])))


def check_claims(pack, operation, f, told, chain):
    """Each claim is the statement that was filed, its lines have the minutes that were signed then, those of its records,
    the cents of the costs and the letters, and its adjustments add up."""
    less = grouped(f["claim-adjustments"], "claim_id")
    claimed, letters = claimed_records(pack, operation, f), grouped(f["mission-letters"], "user_id")
    records, sheets, each = {}, {}, {r["id"]: r for r in f["month-records"]}
    for record in f["month-records"]:
        records.setdefault((record["user_id"], record["month"]), []).append(record)
    for sheet in told.values():
        sheets.setdefault((sheet.row["user_id"], sheet.row["month"]), []).append(sheet)
    for claim in f["claims"]:
        path = claim["content_path"]
        data = pack.read(path)
        if data is None:
            continue
        if sha256(data) != claim["content_hash"]:
            pack.bad(path, "its SHA-256 is not the one that was filed (%(content_hash)s)" % claim)
            continue
        statement = pack.parsed(path, data)
        if statement is None:
            continue
        check_statement(pack, path, statement)
        note_unproved(pack, path, statement, claimed_before(claim, f))
        begins, ends = period_of(claim, operation)
        held = claimed.get(claim["id"], {})
        lines = {(line["staff_id"], line["month"]) for line in statement["lines"]}
        for record in held.values():
            if (record["user_id"], record["month"]) not in lines:
                pack.bad(path, "%(user_id)s in %(month)s has claimed records and no line" % record)
        for line in statement["lines"]:
            at = (line["staff_id"], line["month"])
            check_cents(pack, path, line, f, claim["filed_at"])
            check_letters(pack, path, line, letters, begins, ends, claim["filed_at"])
            sheet, waited = signed_by(sheets.get(at, []), records.get(at, []), claim["filed_at"], chain)
            if waited:
                pack.note("%s: a correction of a person's month waited for its amendment when it was filed" % path, "%s in %s" % at)
            elif sheet is not None:
                held_against_sheet(pack, path, line, sheet, operation["id"], begins, ends)
            elif line["cost_mode"] in BY_THE_MINUTE and line["supported_minutes"]:
                pack.bad(path, "%s in %s: minutes are supported, and nobody had signed the month twice" % at)
            check_claimed(pack, path, line, held, None if waited else sheet)
        for name in ("claimed_minutes", "supported_minutes", "unsupported_minutes", "staff_cents", "total_cents", "eu_cents"):
            if claim[name] != statement["totals"][name]:
                pack.bad("figures/claims.json", "%s of %s is %s, and its statement says %s"
                         % (name, claim["id"], claim[name], statement["totals"][name]))
        own = less.pop(claim["id"], [])
        check_adjustments(pack, claim, statement, own)
        check_taken(pack, claim, statement, own, held, each, chain)
    for claim in less:
        pack.bad("figures/claim-adjustments.json", "claim %s is not in the pack" % claim)


def costed_months(pack, f):
    """The months that the lines of the costs and of the claims hold."""
    held = {(line["user_id"], line["month"]) for line in f["cost-lines"]}
    for claim in f["claims"]:
        for line in (pack.json(claim["content_path"]) or {}).get("lines", []):
            held.add((line["staff_id"], line["month"]))
    return held


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


# Ed25519 as RFC 8032, section 5.1: the field, the order of the base point, and what points are made of.
PRIME = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT = pow(2, (PRIME - 1) // 4, PRIME)


def added(p, q):
    """The sum of two points, in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * CURVE, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(number, point):
    out = (0, 1, 1, 0)
    while number:
        if number & 1:
            out = added(out, point)
        point, number = added(point, point), number >> 1
    return out


def point_of(data):
    """The point that 32 bytes name, or none."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * ROOT % PRIME
    if (x * x - square) % PRIME or (x == 0 and odd):
        return None
    x = PRIME - x if x & 1 != odd else x
    return x, y, 1, x * y % PRIME


def signed_with(key, message, signature):
    """Whether an Ed25519 signature is that of a message with a public key."""
    public, random = point_of(key), point_of(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or public is None or random is None or number >= ORDER:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = point_of((4 * pow(5, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little"))
    left, right = times(number, base), added(random, times(hashed, public))
    return all((left[n] * right[2] - right[n] * left[2]) % PRIME == 0 for n in (0, 1))


def check_checkpoint(pack, checkpoint, key):
    """The end of the segment is signed with the key that it names, and that key is the one that was told."""
    path, named = "journal/checkpoint.json", checkpoint["ed25519_public_key"]
    if key is not None and named != key.lower():
        pack.bad(path, "is signed with the key %s" % named)
    if checkpoint["last_seq"] is None:
        return
    text = "jalon audit checkpoint 1\nplie %(plie_id)s\nseq %(last_seq)s\nhash %(hash)s\n" % checkpoint
    try:
        holds = signed_with(bytes.fromhex(named), text.encode(), bytes.fromhex(checkpoint["ed25519_signature"]))
    except ValueError:
        holds = False
    if not holds:
        pack.bad(path, "its signature is not that of no. %(last_seq)s with %(hash)s" % checkpoint)


def says_what_was_bound(entry):
    """Whether the words of a reason, where they are told, have the salted digest that the chain binds."""
    if entry["reason"] is None or entry["reason_digest"] is None:
        return True
    digest = hashlib.sha256()
    for part in (bytes.fromhex(entry["reason_salt"] or ""), entry["reason"].encode("utf-8")):
        digest.update(struct.pack(">Q", len(part)))
        digest.update(part)
    return digest.hexdigest() == entry["reason_digest"]


def texts_of(entry, plie, seq):
    """What the hash of an entry is of; what was signed or filed stands last, where there is something."""
    texts = [str(seq), plie, entry["id"], entry["at"], entry["actor_kind"], entry["actor_id"], entry["request_id"],
             entry["operation"], entry["resource"], entry["object_id"],
             None if entry["object_version"] is None else str(entry["object_version"]), entry["subject_id"],
             entry["owner_id"], entry["structure_id"], entry["change"], entry["outcome"],
             entry["reason_digest"] or entry["reason"], "\x1f".join(entry["fields"])]
    return [text or "" for text in texts] + ([entry["content_hash"]] if entry["content_hash"] is not None else [])


class Chain:
    """What the segment tells: how many entries, the last, the objects that were made, and of each object the last content
    that was bound; who signed each month and when, who filed each claim, whom a merge gave a record or an interview, what
    was replaced, how often corrections took something from a claim."""

    def __init__(self):
        self.entries, self.last, self.made, self.bound = 0, None, set(), {}
        self.signed, self.filed, self.given, self.replaced = {}, {}, set(), {}
        self.adjusted = collections.Counter()

    def take(self, entry):
        self.entries, self.last, id = self.entries + 1, entry["seq"], entry["object_id"]
        if not id:
            return
        if entry["change"] == "created":
            self.made.add(id)
        self.bound[id] = entry["content_hash"] or self.bound.get(id)
        resource, change, by = entry["resource"], entry["change"], (entry["actor_id"], entry["at"])
        if resource == "timesheets":
            # a sheet that is signed anew is countersigned anew, and one that is reopened is signed by nobody
            first, _ = self.signed.get(id, (None, None))
            self.signed[id] = ((by, None) if entry["operation"] == "sign_timesheet" else
                               (first, by) if entry["operation"] == "countersign_timesheet" else (None, None))
        elif resource == "claims" and change == "created":
            self.filed[id] = by
        elif resource == "claims":
            self.adjusted.update((id, name) for name in entry["fields"])
        elif resource in ("time_records", "interviews") and change == "changed":
            if "participant_id" in entry["fields"]:
                self.given.add((id, entry["subject_id"]))
            if "superseded_by" in entry["fields"]:
                self.replaced[id] = entry["at"]


def check_chain(pack, manifest, key):
    """Every entry of the segment follows from the one before, up to the checkpoint."""
    path, checkpoint, chain = "journal/entries.jsonl", pack.json("journal/checkpoint.json"), Chain()
    if not isinstance(checkpoint, dict) or not pack.holds(path):
        return None
    if (manifest.get("chain") or {}).get("hash") != checkpoint["hash"]:
        pack.bad("manifest.json", "its chain ends elsewhere than journal/checkpoint.json")
    check_checkpoint(pack, checkpoint, key)
    previous = bytes.fromhex(checkpoint["previous_hash"] or "")
    seq, lines = (checkpoint["first_seq"] or 1) - 1, iter(pack.zip.open(path))
    while True:
        n = chain.entries + 1
        try:
            line = next(lines, None)
            entry = None if line is None else json.loads(line.decode("utf-8"))
        except UNREADABLE as e:
            pack.bad(path, "line %d is not JSON (%s)" % (n, e or type(e).__name__))
            return None
        if line is None:
            break
        seq += 1
        if not says_what_was_bound(entry):
            pack.bad(path, "line %d: its reason is not the one that the chain binds" % n)
            return None
        previous = link(previous, texts_of(entry, checkpoint["plie_id"], seq))
        if entry["seq"] != seq or entry["hash"] != previous.hex():
            pack.bad(path, "line %d: entry no. %s does not follow from the one before" % (n, entry["seq"]))
            return None
        chain.take(entry)
    if chain.entries != checkpoint["entries"] or (
            chain.entries and (seq, previous.hex()) != (checkpoint["last_seq"], checkpoint["hash"])):
        pack.bad("journal/checkpoint.json", "the segment ends at no. %d with %s" % (seq, previous.hex()))
    return chain


def check_signers(pack, f, chain):
    """Each month was signed by its person and then by somebody else, and each claim was filed, by whom and when the chain
    says; each entry has the clock of the request that signed or filed."""
    path = "figures/timesheets.json"
    for row in f["timesheets"]:
        if row["content_hash"] is None:
            continue
        told = [(row[role + "_by"], row[role + "_at"]) for role in ("employee_signed", "countersigned")]
        found = [by or (None, None) for by in chain.signed.get(row["id"], (None, None))]
        for what, said, by in zip(("signed", "countersigned"), told, found):
            if said != by:
                pack.bad(path, "sheet %s was %s by %s at %s, and the chain tells of %s at %s" % ((row["id"], what) + said + by))
        if row["employee_signed_by"] != row["user_id"]:
            pack.bad(path, "sheet %(id)s of %(user_id)s is signed by %(employee_signed_by)s" % row)
        if row["countersigned_by"] == row["employee_signed_by"]:
            pack.bad(path, "sheet %(id)s is signed twice by %(countersigned_by)s" % row)
    for claim in f["claims"]:
        by = chain.filed.get(claim["id"], (None, None))
        if by != (claim["filed_by"], claim["filed_at"]):
            pack.bad("figures/claims.json", "%s was filed by %s at %s, and the chain tells of %s at %s"
                     % ((claim["id"], claim["filed_by"], claim["filed_at"]) + by))


def check_bound(pack, operation, f, chain):
    """The chain tells that each record was made, and binds what was signed and filed."""
    made, bound = chain.made, chain.bound
    records = {r["id"] for r in f["records"]}
    records |= {r["id"] for r in f["month-records"] if r["operation_id"] == operation["id"] and r["status"] != "superseded"}
    for record in sorted(records - made):
        pack.bad("journal/entries.jsonl", "nothing tells that record %s was made" % record)
    held, older = 0, 0
    for name, member in (("timesheets", "content_hash"), ("signatures", "facts_hash"), ("claims", "content_hash")):
        for row in f[name]:
            if row[member] is None:
                continue
            if row["id"] not in bound:
                pack.bad("journal/entries.jsonl", "nothing tells of %s of figures/%s.json" % (row["id"], name))
            elif bound[row["id"]] is None:
                older += 1  # its entry was made before the chain bound contents
            elif bound[row["id"]] != row[member]:
                pack.bad("figures/%s.json" % name, "%s of %s is %s, and the chain binds %s"
                         % (member, row["id"], row[member], bound[row["id"]]))
            else:
                held += 1
    sample = {row["id"] for row in f["signatures"]}
    for row in f["contacts"]:
        signature, digest = row["signature_id"], bound.get(row["signature_id"])
        if signature is None or signature in sample:
            continue
        if signature not in bound:
            pack.bad("journal/entries.jsonl", "nothing tells of signature %s of figures/contacts.json" % signature)
        elif digest is not None and digest != row["facts_hash"]:
            pack.bad("figures/contacts.json", "facts_hash of signature %s is %s, and the chain binds %s"
                     % (signature, row["facts_hash"], digest))
    return held, older


def verify(pack, key):
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
    once(pack, "figures/contacts.json", [(c["time_record_id"],) for c in f["contacts"] if c["contact"] != "session"])
    shares, chain = grouped(f["allocations"], "time_record_id"), check_chain(pack, manifest, key)
    check_sample(pack, mission, f["records"])
    check_minutes(pack, f["records"], shares)
    told = contents(pack, f["timesheets"])
    check_months(pack, mission, f, told, costed_months(pack, f))
    check_sheet_lines(pack, f, told)
    known = identities(pack, f)
    check_month_records(pack, operation, f, told, known, chain)
    check_absences(pack, f, told)
    check_support(pack, operation, f)
    check_contacts(pack, f)
    check_criteria(pack, f)
    check_rates(pack, f)
    check_facts(pack, f, known, chain)
    check_documents(pack, f["documents"])
    proved, counts = check_missing(pack, f, shares)
    check_printed(pack, mission, f)
    statement = check_costs(pack, mission, operation, f, told)
    check_claims(pack, operation, f, told, chain)
    totals = check_totals(pack, manifest, mission, f, proved, counts)
    if statement is None or chain is None:
        return None
    held, older = check_bound(pack, operation, f, chain)
    check_signers(pack, f, chain)
    costs = dict(statement["totals"], claims=len(f["claims"]), filed=sum(c["total_cents"] for c in f["claims"]))
    costs.update(lines=len(statement["lines"]), records=len(f["month-records"]), sheets=len(told))
    signed = pack.json("journal/checkpoint.json")["ed25519_public_key"]
    return manifest, totals, costs, (chain.entries, chain.last, held, older), signed


def main():
    parser = argparse.ArgumentParser(description="Verifies the pack of an audit mission.")
    parser.add_argument("pack", help="the zip")
    parser.add_argument("--sha256", help="the hash that the job told of the zip")
    parser.add_argument("--key", help="the public key that checkpoints are signed with, as the host tells it")
    asked = parser.parse_args()
    # what a pack names may be no text at all
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        digest = hashlib.sha256()
        with open(asked.pack, "rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b"") if asked.sha256 else ():
                digest.update(piece)
        if asked.sha256 and digest.hexdigest() != asked.sha256.lower():
            print("BAD %s: its SHA-256 is %s" % (asked.pack, digest.hexdigest()))
            return 1
        pack = Pack(asked.pack)
    except UNREADABLE as e:
        print("BAD %s: %s" % (asked.pack, e or type(e).__name__))
        return 1
    try:
        found = verify(pack, asked.key)
    except (KeyError, TypeError, IndexError, AttributeError) + UNREADABLE as e:
        found = None
        pack.bad(asked.pack, "is not laid out as a pack is (%s: %s)" % (type(e).__name__, e))
    if pack.wrong or found is None:
        for line in pack.wrong or ["BAD %s: cannot be read" % asked.pack]:
            print(line)
        return 1
    if not asked.sha256:
        pack.note("names, labels, letters, criteria, the index and whatever else no signature binds is held by --sha256 alone,"
                  " and no hash was given")
    manifest, totals, costs, chain, signed = found
    print("OK pack of mission %s, operation %s, %s to %s" % (
        manifest["mission_id"], manifest["operation_number"], manifest["from"], manifest["to"]))
    print("OK %d files; %d records of %d people in %d months, for %d participants" % (
        len(manifest["files"]), totals["records"], totals["people"], totals["person_months"], totals["participants"]))
    print("OK %d minutes, %d of them in signed months, %d wholly proved (%d records)" % (
        totals["minutes"], totals["signed_minutes"], totals["proved_minutes"], totals["proved_records"]))
    print("OK %(minutes)d minutes on the operation, %(supported_minutes)d supported, %(total_cents)d cents eligible;"
          " %(claims)d claims of %(filed)d cents" % costs)
    print("OK %(lines)d lines of costs, from %(records)d records and %(sheets)d signed months" % costs)
    print("OK %d entries of the audit chain, up to no. %s; %d contents bound, %d older than the binding" % chain)
    print("OK checkpoint signed with %s%s" % (signed, "" if asked.key else " (which --key holds against the one that is known)"))
    for note, which in sorted(pack.notes.items()):
        named = sorted({of for of in which if of})
        print("   note: %s (%d)%s" % (note, len(which), ": " + ", ".join(named[:NAMED] + ["…"] * (len(named) > NAMED)) if named else ""))
    for piece, count in sorted(totals["missing"].items()):
        print("   missing: %s %d" % (piece, count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
