"""Schemathesis against a running hub, by its command line."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as tree
from dataclasses import dataclass
from pathlib import Path

import documents
from business import A2P, SECONDARY, SHAKEN
from world import World

HERE = Path(__file__).parent
# "Created resource not found" is not among the checks: it blames a new bundle when a part of another is not in it.
# The short slice is the same requests each time, as far as the hub's own random identifiers allow.
SEED = 20260429
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
    "use_after_free",
)


@dataclass
class Effort:
    """How much is tried."""

    phases: str
    examples: int
    configuration: str
    # The share of the operations that must have succeeded at least once: those that did not have shown little.
    reached: float


# Brands, campaigns and what rests on them take more than six examples to come by; the SDKs' stories go all the way.
SHORT = Effort("examples,coverage,fuzzing,stateful", 6, "short.toml", reached=0.7)
# So many examples delete what there was, and those that come after meet nothing: hardly more is reached.
LONG = Effort("examples,coverage,fuzzing,stateful", 80, "long.toml", reached=0.75)
# What random requests cannot have: a switch's or a partner's credentials, a secret link, a signed call, the name of a file by its content.
BEYOND = {
    ("get", "/confirm/{Token}"),
    ("post", "/confirm/{Token}"),
    ("get", "/stir/certificates/{Name}"),
    ("get", "/stir/logos/{Name}"),
    ("post", "/stir/v1/signing"),
    ("post", "/stir/v1/verification"),
    ("get", "/partner/v1/Events"),
    ("get", "/partner/v1/Lookups"),
    ("post", "/partner/v1/Lookups"),
    ("get", "/partner/v1/Webhook"),
    ("post", "/partner/v1/Webhook"),
    ("delete", "/partner/v1/Webhook"),
    ("get", "/partner/v1/Registrations"),
    ("post", "/partner/v1/Registrations/Receipts"),
    ("get", "/partner/v1/Flags"),
    ("post", "/partner/v1/Flags"),
    ("get", "/partner/v1/Flags/{Sid}"),
    ("post", "/partner/v1/Flags/{Sid}"),
    # Nothing of theirs is flagged: that takes a partner, too.
    ("get", "/trust/v1/RemediationTickets/{Sid}"),
    ("post", "/trust/v1/RemediationTickets/{Sid}/Answers"),
}


def tell(world: World, document: Path, effort: Effort) -> None:
    """Sends what the document allows, and what it does not; every answer must be one it declares.

    # Raises
    `AssertionError` when one is not. What was sent, and a `curl` for it, is on standard output by then.
    """
    hub, account = world.hub, world.account
    rotating = hub.new_account(f"rotating for {document.stem}")
    report, tally = document.with_suffix(".xml"), document.with_suffix(".tally.json")
    settings = {
        "url": hub.url,
        "tally": str(tally),
        "seed": SEED,
        "account": account.sid,
        "token": account.token,
        "known": world.known(),
        "policies": {"profile": SECONDARY, "products": [SHAKEN, A2P]},
        "rotating": {"sid": rotating.sid, "token": rotating.token},
    }
    environment = os.environ | {
        "CONTRACT_SETTINGS": json.dumps(settings),
        "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"),
        "PYTHONHASHSEED": "0",
    }
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / effort.configuration), "run"),
        *(str(document), "--url", hub.url),
        *("--phases", effort.phases, "--max-examples", str(effort.examples), "--seed", str(SEED)),
        *("--checks", ",".join(CHECKS), "--continue-on-failure", "--suppress-health-check", "all"),
        *("--generation-database", "none", "--report", "junit", "--report-junit-path", str(report)),
        *("--no-color", "--warnings", "off", "--request-timeout", "20"),
    ]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, cwd=document.parent, check=False)
    if done.returncode != 0:
        raise AssertionError(f"schemathesis ended with {done.returncode}; {failures(report)}")
    look_at(json.loads(tally.read_text()), documents.read(document), effort)


def look_at(rows: list, document: dict, effort: Effort) -> None:
    """Says how far the requests came: refusals alone would show nothing about the answers."""
    total = sum(count for *_, count in rows)
    good = sum(count for _, _, status, count in rows if 200 <= status < 300)
    every = {(method, path) for path, method, _ in documents.every_operation(document)} - BEYOND
    never = sorted(every - {(method, path) for method, path, status, _ in rows if 200 <= status < 300})
    print(f"         {total} requests, {good} succeeded, in {len(every) - len(never)} of {len(every)} operations")
    for method, path in never:
        print(f"         never succeeded: {method} {path}")
    if len(every) - len(never) < effort.reached * len(every):
        raise AssertionError(f"{len(never)} operations never succeeded, so that little is shown about them")


def failures(report: Path) -> str:
    if not report.exists():
        return "it wrote no report"
    cases = tree.parse(report).getroot().iter("testcase")
    names = [case.get("name", "") for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return "failing: " + "; ".join(names)
