"""Holds the hub against the vendor's published documents: `cargo xtask test --only contract` calls this.

Ends with `N passed, N failed`. Without the published documents, which do not belong to this repository, only our own
document is tried, and that is said loudly.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# The hub, the businesses and the counting are those of the stories.
sys.path.insert(0, str(HERE.parent))

import compare
import documents
import fuzz
from checks import Suite
from hub import Hub
from world import World

SHARED = HERE.parent.parent.parent / "shared/contract"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the built trusthub")
    parser.add_argument("--published", type=Path, default=SHARED / "twilio_trusthub_v1.json")
    parser.add_argument("--core", type=Path, default=SHARED / "twilio_api_v2010_part.json")
    parser.add_argument("--messaging", type=Path, default=SHARED / "twilio_messaging_v1.json")
    parser.add_argument("--long", action="store_true", help="every phase in full instead of a short slice")
    options = parser.parse_args()
    # An end from outside must also end the hub.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="trusthub-contract-"))
    hub = Hub(options.binary.resolve(), folder, None)
    # The server's patience is not what is tried here.
    hub.environment |= {"TRUSTHUB_RATE_LIMIT_PER_SECOND": "1000000", "TRUSTHUB_RATE_LIMIT_BURST": "1000000"}
    hub.environment |= {"TRUSTHUB_FAILED_LOGINS_PER_MINUTE": "1000000"}
    suites: list[Suite] = []
    try:
        asyncio.run(tell(hub, options, suites))
    finally:
        hub.kill()
    passed, failed = sum(suite.passed for suite in suites), sum(len(suite.failed) for suite in suites)
    if failed:
        print(f"\nThe documents, the data directory and the server's log are in {folder}")
    else:
        shutil.rmtree(folder)
    print()
    for suite in suites:
        print(suite.summary())
    if not options.published.is_file() or not options.core.is_file():
        print(f"NOT TRIED: the published documents are not at {options.published} and {options.core}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


async def tell(hub: Hub, options: argparse.Namespace, suites: list[Suite]) -> None:
    def suite(name: str) -> Suite:
        suites.append(Suite(name))
        return suites[-1]

    effort = fuzz.LONG if options.long else fuzz.SHORT
    hub.start()
    ours = served(hub)
    own = suite("our own document")
    await own.check(it_is_valid_openapi_3_1, ours)
    if options.published.is_file() and options.core.is_file():
        theirs = [documents.published(options.published), documents.core(options.core)]
        if options.messaging.is_file():
            theirs.append(documents.messaging(options.messaging))
        compared = suite("both documents side by side")
        await compared.check(every_difference_is_explained_and_every_explanation_applies, ours, theirs)
        published = suite("requests from the published document")
        wanted = documents.sealed(documents.overlaid(theirs[0]), is_complete=True)
        await published.check(every_answer_is_in_the_published_document, hub, wanted, effort)
    await own.check(every_answer_is_in_our_own_document, hub, documents.sealed(ours, is_complete=False), effort)


def served(hub: Hub) -> dict:
    import requests

    answer = requests.get(f"{hub.url}/openapi.json", timeout=30)
    answer.raise_for_status()
    return answer.json()


def it_is_valid_openapi_3_1(ours: dict) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    OpenAPIV31SpecValidator(ours).validate()


def every_difference_is_explained_and_every_explanation_applies(ours: dict, theirs: list[dict]) -> None:
    problems = compare.problems(ours, theirs, HERE / "differences.toml")
    for problem in problems:
        print(f"         {problem}")
    if problems:
        raise AssertionError(f"{len(problems)} to be mended or explained in differences.toml")


def every_answer_is_in_the_published_document(hub: Hub, document: dict, effort: fuzz.Effort) -> None:
    fuzzed(hub, "published", range(2700, 2710), document, effort)


def every_answer_is_in_our_own_document(hub: Hub, document: dict, effort: fuzz.Effort) -> None:
    fuzzed(hub, "own", range(2710, 2720), document, effort)


def fuzzed(hub: Hub, name: str, endings: range, document: dict, effort: fuzz.Effort) -> None:
    account = hub.new_account(f"contract {name}")
    world = World(hub, account, [f"+1415555{ending}" for ending in endings])
    world.settle()
    path = hub.folder / f"{name}.json"
    path.write_text(json.dumps(document))
    fuzz.tell(world, path, effort)


if __name__ == "__main__":
    # A proxy between us and our own machine would only confuse.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    sys.exit(main())
