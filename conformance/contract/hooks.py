"""Loaded into Schemathesis: leads random requests to what is there, and away from what would end the run.

A random SID is never one of ours, and random words are never a policy or a decision. So most well-formed SIDs are
replaced by known ones of the same kind, in the path together with their parents, and some fields by values that mean
something. What is malformed stays so.
"""

import atexit
import base64
import json
import os
import random
import re
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis.generation.meta import TestPhase

SETTINGS = json.loads(os.environ["CONTRACT_SETTINGS"])
SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
OWN_ACCOUNT = "/2010-04-01/Accounts/{}"
# Fields and, for some collections only, the values that lead on.
SAYING = {
    ("", "Status"): ["pending-review"],
    ("", "Email"): ["compliance@owl.example"],
    ("", "NotificationEmail"): ["compliance@owl.example"],
    ("", "EndUserType"): ["Business", "Individual"],
    ("", "PhoneNumberType"): ["local", "national", "mobile", "toll-free"],
    ("", "BusinessIdentityType"): ["direct_customer"],
    ("", "ChannelEndpointType"): ["phone-number"],
    ("EndUsers", "Type"): ["customer_profile_business_information", "authorized_representative_1"],
    ("SupportingDocuments", "Type"): ["customer_profile_address", "business_registration"],
    ("", "Attributes"): ['{"business_name":"Owl","website_url":"https://www.owl.example"}', '{"first_name":"Ada"}', "{}"],
    ("", "PhoneNumber"): [f"+1212555{ending:04}" for ending in range(2000, 4000)],
    ("", "FriendlyName"): ["Owl"],
    ("", "IsoCountry"): ["US", "DE"],
    ("", "From"): ["+12125552000"],
    ("", "To"): ["+12125552001"],
    ("", "Note"): ["The address is right: look at the lease."],
    ("", "StatusCallback"): ["https://owl.example/callbacks"],
    ("A2PBrandRegistrations", "brandType"): ["STANDARD", "SOLE_PROPRIETOR"],
    ("A2PBrandRegistrations", "notificationEmail"): ["compliance@owl.example"],
    ("Domains", "Domain"): [f"mail.owl-{number}.com" for number in range(100)],
    ("PartnerConsents", "Recipient"): ["carrier", "analytics"],
    ("PartnerConsents", "Fields"): ["legal_name"],
    ("CustomerProfiles", "PolicySid"): [SETTINGS["policies"]["profile"]],
    ("TrustProducts", "PolicySid"): SETTINGS["policies"]["products"],
}
dice = random.Random(SETTINGS["seed"])
# Rotating its token would lock the run out, so that is tried on an account of its own.
rotating = dict(SETTINGS["rotating"])
# Every header of ours so far; others are wrong on purpose and stay so.
issued: set[str] = set()
# What is there: the SIDs in each resource's path by its shape, and its own SID by its kind.
paths: dict[str, list[list[str]]] = {}
sids: dict[str, list[str]] = {}
# What a walk has made is for that walk: nobody else is led there, and could delete it under its feet.
walked: set[str] = set()
# How often each operation answered with each status.
answered = Counter()


def learn(address):
    path = urlsplit(address).path.removesuffix(".json")
    found = SID.findall(path)
    same = paths.setdefault(SID.sub("{}", path), [])
    if found and found not in same:
        same.append(found)
        if path.endswith(found[-1]):
            sids.setdefault(found[-1][:2], []).append(found[-1])


def forget(shape, texts):
    if texts in paths.get(shape, []):
        paths[shape].remove(texts)
    if texts and texts[-1] in sids.get(texts[-1][:2], []):
        sids[texts[-1][:2]].remove(texts[-1])


for each in SETTINGS["known"]:
    learn(each)


@atexit.register
def write_tally():
    rows = [[method, path, status, count] for (method, path, status), count in sorted(answered.items())]
    Path(SETTINGS["tally"]).write_text(json.dumps(rows))


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """The account's, and where tokens are rotated those of the other one."""

    def get(self, case, context):
        if "/AuthTokens/" in case.path:
            return rotating["sid"], rotating["token"]
        return SETTINGS["account"], SETTINGS["token"]

    def set(self, case, data, context):
        header = "Basic " + base64.b64encode(":".join(data).encode()).decode()
        issued.add(header)
        case.headers["Authorization"] = header


@schemathesis.hook
def before_call(context, case, **kwargs):
    lead_path(case)
    if isinstance(case.body, dict):
        if dice.random() < 0.3:
            # Of many optional fields, one that is wrong is enough to be refused.
            case.body = {name: value for name, value in case.body.items() if means_something(case.path, name, value)}
        for name, value in case.body.items():
            case.body[name] = led(case.path, name, value)
    if isinstance(case.headers.get("Idempotency-Key"), str) and dice.random() < 0.8:
        # The same few keys again and again would only ever be refused for their bodies.
        case.headers["Idempotency-Key"] = str(uuid.UUID(int=dice.getrandbits(128)))
    if "/AuthTokens/" in case.path and case.headers.get("Authorization") in issued:
        if dice.random() < 0.5:
            # Most requests about the second token would only find that there is none.
            token = rotating["sid"], rotating["token"]
            requests.post(SETTINGS["url"] + "/v1/AuthTokens/Secondary", auth=token, timeout=20)
        credentials = Credentials()
        credentials.set(case, credentials.get(case, None), None)


@schemathesis.hook
def after_call(context, case, response):
    answered[case.method.lower(), case.path, response.status_code] += 1
    if response.status_code == 204:
        forget(shape_of(case), list((case.path_parameters or {}).values()))
    if response.status_code not in (200, 201) or case.method != "POST":
        return
    try:
        made = response.json()
    except ValueError:
        # The checks report it.
        return
    address = made.get("url") or made.get("uri")
    if case.path == "/v1/AuthTokens/Promote":
        rotating["token"] = made["auth_token"]
    elif address and case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL:
        walked.update(SID.findall(urlsplit(address).path))
    elif address:
        learn(address)


def lead_path(case):
    given = case.path_parameters or {}
    texts = [value for value in given.values() if isinstance(value, str)]
    shape = shape_of(case)
    # Types are looked up by any text.
    is_led = len(texts) == len(given) and ("Types/" in case.path or all(map(SID.fullmatch, texts)))
    # What an earlier answer led to stays; what is invented mostly gives way.
    is_there = walked.issuperset(texts) or texts in paths.get(shape, [])
    if given and is_led and not is_there and dice.random() < 0.8:
        if not paths.get(shape) and not shape.endswith("{}"):
            shape = shape.rsplit("/", 1)[0]
        choice = dice.choice(likely(paths[shape])) if paths.get(shape) else texts
        if shape == OWN_ACCOUNT and not case.path.endswith("/{Sid}.json"):
            # A subaccount may have been closed by now.
            choice = [SETTINGS["account"]]
        case.path_parameters.update(zip(given, choice, strict=True))
    if case.path == "/2010-04-01/Accounts/{Sid}.json" and given.get("Sid") == SETTINGS["account"]:
        # Suspending or closing the account would leave nothing to try.
        given["Sid"] = dice.choice([sid for sid in sids["AC"] if sid != SETTINGS["account"]])


def shape_of(case):
    return re.sub(r"\{\w+\}", "{}", case.path).removesuffix(".json").removeprefix("/trust")


def sayings(path, name):
    collection = path.rpartition("/v1/")[2].split("/")[0]
    return SAYING.get((collection, name)) or SAYING.get(("", name))


def means_something(path, name, value):
    return sayings(path, name) or isinstance(value, str) and SID.fullmatch(value)


def led(path, name, value):
    if not isinstance(value, str):
        return value
    words = sayings(path, name)
    if words and dice.random() < 0.6:
        return dice.choice(words)
    if SID.fullmatch(value):
        there = sids.get(dice.choice(("IT", "RD", "BU")) if name == "ObjectSid" else value[:2], [])
        stays = value in there or value in walked or not there or dice.random() < 0.2
        return value if stays else dice.choice(likely(there))
    return value


def likely(there):
    """What was there at first fits together; the newest are the likeliest to be in a state that allows something."""
    return there[:12] + there[12:][-20:]
