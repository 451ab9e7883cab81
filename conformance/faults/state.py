"""What a hub must look like after any crash: all that was answered, nothing by halves, each event told once."""

import email
import email.policy
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable

from callbacks import Callback, Listener
from checks import equal, one_of, that
from hub import Account, Hub
from storm import Bundle, Caller, Journal

# Jobs that wait for their day; all others must be gone once nothing happens any more.
PATIENT = {"expiry", "confirm", "reverify"}
# The "received" mail waits a minute, in case that the profile is decided meanwhile; a decision, in case that it is undone.
LATER = PATIENT | {"mail_received", "decide"}
# Words of the answer that change without the customer's doing.
MOVING = {"date_updated", "status", "valid_until", "errors"}
PATHS = {
    "pending-review": {None, "twilio-rejected"},
    "in-review": {"pending-review"},
    "twilio-approved": {"in-review"},
    "twilio-rejected": {"pending-review", "in-review"},
}


def jobs(hub: Hub) -> list[dict]:
    return json.loads(hub.command("jobs", "list", "--json", "--limit", "10000"))


def is_drained(hub: Hub, patient: set[str] = PATIENT) -> bool:
    return not [job for job in jobs(hub) if job["kind"] not in patient and job["state"] != "dead"]


def no_letter_is_dead(hub: Hub) -> None:
    equal([job for job in jobs(hub) if job["state"] == "dead"], [], "dead jobs")


def the_log_verifies(hub: Hub) -> None:
    hub.command("audit", "verify")


def the_file_is_sound(hub: Hub) -> None:
    """SQLite's own opinion, while the server runs."""
    if hub.is_postgres:
        return
    with sqlite3.connect(f"file:{hub.data / 'trusthub.db'}?mode=ro", uri=True, timeout=10) as connection:
        equal(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity_check")
        equal(connection.execute("PRAGMA foreign_key_check").fetchall(), [], "foreign_key_check")
    connection.close()


def what_was_answered_is_there(hub: Hub, accounts: list[Account], journal: Journal) -> None:
    """Fetches all that was ever made, and compares it with the answer of then."""
    callers = {account.sid: Caller(hub, account) for account in accounts}
    for (account, path), answered in list(journal.made.items()):
        found = callers[account].get(path)
        changed = {name for name in answered if found.get(name) != answered[name]} - MOVING
        that(not changed, f"{path} differs in {sorted(changed)}: answered {answered}, found {found}")
    for bundle in list(journal.bundles.values()):
        found = callers[bundle.account.sid].get(f"/v1/CustomerProfiles/{bundle.sid}")
        one_of(found["status"], tuple(bundle.possible()), f"status of {bundle.sid}")


def nothing_is_done_by_halves(hub: Hub, accounts: list[Account], journal: Journal) -> list[Bundle]:
    """Looks at every profile there is, the unanswered ones too; returns those that wait for a reviewer."""
    cases = {case["bundle_sid"]: case for case in json.loads(hub.command("review", "list", "--json"))}
    reminders = {job["subject"].split()[0] for job in jobs(hub) if job["kind"] == "expiry"}
    waiting = []
    for account in accounts:
        caller = Caller(hub, account)
        listed = caller.all("/v1/CustomerProfiles", "results")
        names = [one["friendly_name"] for one in listed if one["friendly_name"] in journal.names]
        equal(len(names), len(set(names)), f"profiles of one name, made twice: {sorted(names)}")
        for profile in listed:
            waiting += one_profile(caller, profile, journal.bundles.get(profile["sid"]), cases, reminders)
    return waiting


def one_profile(caller: Caller, profile: dict, known: Bundle | None, cases: dict, reminders: set) -> list[Bundle]:
    sid, status = profile["sid"], profile["status"]
    path = f"/v1/CustomerProfiles/{sid}"
    assigned = {one["object_sid"] for one in caller.all(f"{path}/EntityAssignments", "results")}
    if known:
        that(known.assigned <= assigned, f"assignments of {sid} that are gone: {known.assigned - assigned}")
        that(assigned <= known.asked_to_assign, f"assignments of {sid} from nowhere: {assigned}")
    evaluations = caller.all(f"{path}/Evaluations", "results")
    that(status == "draft" or evaluations, f"{sid} is {status} without an evaluation")
    equal(sid in cases, status == "in-review", f"{sid} is {status}; whether there is an open case")
    if status == "twilio-approved":
        that(profile["valid_until"], f"{sid} is approved for ever")
        that(sid in reminders, f"{sid} is approved, and nothing is queued to end that")
    if status == "twilio-rejected":
        that(profile["errors"], f"{sid} is rejected without a reason")
    if known and status == "in-review":
        # Answered or not: it was submitted, as anybody can see.
        known.submitted = status
        return [known]
    return []


def every_answer_is_in_the_log(hub: Hub, accounts: list[Account], journal: Journal) -> None:
    """Each thing that was made has its entry in the audit log."""
    for account in accounts:
        lines = hub.command("audit", "export", "--account", account.sid).splitlines()
        subjects = {json.loads(line)["subject"] for line in lines}
        for (owner, path), answered in journal.made.items():
            if owner == account.sid:
                sid = answered["sid"]
                that(any(sid in subject for subject in subjects), f"{path} is not in the audit log")


def each_event_was_told(
    hub: Hub,
    accounts: list[Account],
    journal: Journal,
    received: list[Callback],
    read_mails: Callable[[], list[str]],
) -> None:
    """Callbacks: every number from 1, each with one event. Mails: one for each decision, none from nowhere; and no mail
    twice."""
    # Before the mails: what is sent in between counts.
    owed = {job["subject"] for job in jobs(hub) if job["kind"] == "mail_received"}
    mails = read_mails()
    events: dict[str, dict[int, dict]] = defaultdict(dict)
    for callback in received:
        form = callback.form
        seen = events[form["BundleSid"]].setdefault(int(form["EventSequence"]), form)
        equal(form, seen, "an event that was told twice")
    equal(len(mails), len(set(mails)), "mails with the same Message-ID")
    # Questions to representatives are about no event.
    mailed = {mail for mail in mails if not mail.startswith("CF")}
    known_events = {form["EventSid"] for told in events.values() for form in told.values()}
    profiles = [
        profile for account in accounts for profile in Caller(hub, account).all("/v1/CustomerProfiles", "results")
    ]
    for profile in profiles:
        if not profile["status_callback"]:
            continue
        told = events.get(profile["sid"], {})
        about = f"events of {profile['sid']}, which is {profile['status']}"
        equal(sorted(told), list(range(1, len(told) + 1)), f"numbers of {about}")
        last = None
        for sequence in sorted(told):
            form = told[sequence]
            status, sid = form["Status"], form["EventSid"]
            one_of(last, tuple(PATHS[status]), f"before {status} in {about}")
            last = status
            if status in ("twilio-approved", "twilio-rejected"):
                that(sid in mailed, f"no mail about {status} of {profile['sid']}")
            elif status == "pending-review":
                that(sid not in mailed, f"a mail about {status} of {profile['sid']}")
            elif profile["status"] == "in-review":
                that(sid in mailed | owed, f"no mail that {profile['sid']} was received")
        equal(last or "draft", profile["status"], f"the last of the {about}")
    own = {bundle.sid for bundle in journal.bundles.values()} - {profile["sid"] for profile in profiles}
    that(not own, f"profiles that are gone: {own}")
    strangers = mailed - known_events
    without_callback = [profile for profile in profiles if not profile["status_callback"]]
    # A profile without a callback has mails all the same: about its decision, and that it was received.
    that(len(strangers) <= 2 * len(without_callback), f"mails about no event: {strangers}")


def mails_in(hub: Hub) -> list[str]:
    """The events that the mails in DIR/mail are about; each file must be whole."""
    found = []
    for path in (hub.data / "mail").iterdir():
        if path.suffix != ".eml":
            that(path.name.startswith("."), f"a strange file among the mails: {path.name}")
            continue
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        kinds = {part.get_content_type() for part in mail.walk()}
        that({"text/plain", "text/html"} <= kinds, f"{path.name} is not whole: {kinds}")
        equal(event_of(mail["Message-ID"]), path.stem, "the file's name and the mail's identifier")
        found.append(path.stem)
    return found


def event_of(message_id: str) -> str:
    return message_id.strip("<> ").split("@")[0]


def heard(listener: Listener) -> list[Callback]:
    return list(listener.received)
