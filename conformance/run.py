"""Tells every story to one running hub: `cargo xtask test --only conformance-sqlite` calls this.

Prints each check and ends with `N passed, N failed`. When something fails, the data directory and the server's log are
kept and named.
"""

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import answers
import credentials
import gb_numbers
import messaging
import registrations
import rules
import story
import test_mode
import toll_free
from business import Business
from callbacks import Listener
from checks import Suite, closing, equal, that
from door import Door
from hub import Account, Hub

HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the built trusthub")
    parser.add_argument("--node-modules", type=Path, required=True, help="where the Node SDK is installed")
    parser.add_argument("--database-url", help="an empty PostgreSQL database; SQLite without it")
    options = parser.parse_args()
    # An end from outside must also end the hub.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="trusthub-conformance-"))
    hub = Hub(options.binary.resolve(), folder, options.database_url)
    suites: list[Suite] = []
    try:
        asyncio.run(tell(hub, options.node_modules.resolve(), suites))
    finally:
        hub.kill()
    if any(suite.failed for suite in suites):
        print(f"\nThe last lines of the server's log; all of it, with the data directory, is in {folder}")
        print(hub.last_lines())
    else:
        shutil.rmtree(folder)
    return closing(suites)


async def tell(hub: Hub, node_modules: Path, suites: list[Suite]) -> None:
    def suite(name: str) -> Suite:
        suites.append(Suite(name))
        return suites[-1]

    start = suite("first start" + (" on PostgreSQL" if hub.is_postgres else " on SQLite"))
    if not await start.check(the_hub_starts_and_says_where, hub):
        return
    await start.check(the_machines_doors_answer, hub)
    listener = Listener()
    first = hub.first_account()
    second = hub.new_account("conformance async")
    try:
        world = await through_one_door(suite, hub, listener, first, is_async=False)
        await through_one_door(suite, hub, listener, second, is_async=True)
        await answers.tell(suite("answers, byte by byte"), world, second)
        await credentials.tell(suite("credentials, checked by others"), world)
        await test_mode.tell(suite("Python SDK: test mode"), hub)
        await node(suite("Node SDK"), hub, node_modules)
        await world.door.close()
    finally:
        listener.close()
    end = suite("end and second start")
    await end.check(it_ends_when_asked_and_forgets_nothing, hub, world)


async def through_one_door(suite, hub: Hub, listener: Listener, account: Account, is_async: bool) -> story.World:
    name = "Async" if is_async else "Sync"
    world = story.World(
        Door(account, hub.url, is_async),
        hub,
        listener,
        provider=Business(f"Northwind Provider {name}", identity="isv_reseller_or_partner"),
        customer=Business(f"Owl Bank {name}"),
        number=f"+141555526{70 + is_async}",
    )
    await story.tell(suite(f"Python SDK, {name.lower()}: the reference flow"), world)
    await toll_free.tell(suite(f"Python SDK, {name.lower()}: toll-free verification"), world)
    await rules.tell(suite(f"Python SDK, {name.lower()}: the rules"), world)
    await messaging.tell(suite(f"Python SDK, {name.lower()}: messages"), world)
    await gb_numbers.tell(suite(f"Python SDK, {name.lower()}: who uses GB numbers"), world)
    # With asyncio the SDK sends these requests as forms that it calls JSON, `None` spelt out where nothing is given.
    if not is_async:
        await registrations.tell(suite(f"Python SDK, {name.lower()}: registrations in forms"), world)
    if is_async:
        await world.door.close()
    return world


def the_hub_starts_and_says_where(hub: Hub) -> None:
    hub.start_anew()
    credentials = hub.credentials()
    equal(credentials["TRUSTHUB_URL"].rstrip("/"), hub.url, "TRUSTHUB_URL")
    for name in (
        "TRUSTHUB_ACCOUNT_SID",
        "TRUSTHUB_AUTH_TOKEN",
        "TRUSTHUB_REVIEWER_EMAIL",
        "TRUSTHUB_REVIEWER_PASSWORD",
    ):
        that(credentials.get(name), f"credentials.env has {name}")
    mode = (hub.data / "credentials.env").stat().st_mode & 0o777
    equal(oct(mode), "0o600", "who may read credentials.env")


def the_machines_doors_answer(hub: Hub) -> None:
    for path in ("/health", "/ready", "/openapi.json", "/docs"):
        that(hub.answers(path), f"{path} does not answer")


async def node(suite: Suite, hub: Hub, node_modules: Path) -> None:
    """Runs the Node story and counts what it prints, one line per check."""
    account = hub.new_account("conformance node")
    environment = hub.environment | {
        "TRUSTHUB_URL": hub.url,
        "TRUSTHUB_ACCOUNT_SID": account.sid,
        "TRUSTHUB_AUTH_TOKEN": account.token,
        "TRUSTHUB_BINARY": str(hub.binary),
        "TRUSTHUB_DATA_DIR": str(hub.data),
        "NODE_MODULES": str(node_modules),
    }
    command = ["node", str(HERE / "story.mjs")]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180
    )
    for line in done.stdout.splitlines():
        print(f"  {line}")
        suite.passed += line.startswith("ok ")
        if line.startswith("FAILED "):
            suite.failed.append(line.removeprefix("FAILED "))
    if done.returncode != 0 and not suite.failed or not suite.passed + len(suite.failed):
        suite.failed.append(f"the story ended with {done.returncode}")
        print(f"  FAILED {suite.failed[-1]}\n{done.stderr}")


async def it_ends_when_asked_and_forgets_nothing(hub: Hub, world: story.World) -> None:
    before = (hub.data / "credentials.env").read_bytes()
    equal(hub.stop(), 0, "exit code after SIGTERM")
    hub.start()
    equal((hub.data / "credentials.env").read_bytes(), before, "credentials.env is never written again")
    door = Door(world.door.account, hub.url, is_async=False)
    profile = await door.fetch(door.trusthub.customer_profiles(world.sids["secondary"]))
    equal(profile.status, "twilio-approved", "the profile's status after a new start")
    hub.command("audit", "verify")
    equal(hub.stop(), 0, "exit code after the second SIGTERM")


if __name__ == "__main__":
    # A proxy between us and our own machine would only confuse.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    sys.exit(main())
