"""Breaks what a hub stands on, and looks that it keeps its word: `cargo xtask test --only faults-sqlite` calls this.

Prints each check and ends with `N passed, N failed`. The seed is printed; the same one chooses the same instants, as far
as a machine with other work repeats itself. When something fails, the data directories and logs are kept and named.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from checks import Suite  # noqa: E402
from clocks import Clocks  # noqa: E402
from database import DiskFull, PostgresGone, PostgresServer  # noqa: E402
from hub import Hub  # noqa: E402
from kills import Kills, a_killed_first_start_is_made_up_for  # noqa: E402
from nodes import Nodes  # noqa: E402
from receivers import Receivers  # noqa: E402
from soak import Soak  # noqa: E402

KILLS, KILLS_LONG = 3, 12
FIRST_STARTS, FIRST_STARTS_LONG = 4, 16


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the built trusthub")
    parser.add_argument("--database-url", help="an empty PostgreSQL database; SQLite without it")
    parser.add_argument("--postgres-programs", type=Path, help="the folder with psql and pg_ctl")
    parser.add_argument("--nodes", action="store_true", help="the stories of several hubs on that PostgreSQL")
    parser.add_argument("--faketime", type=Path, help="libfaketime.so.1; without it no clock is set")
    parser.add_argument("--seed", type=int, default=7, help="chooses the instants")
    parser.add_argument("--long", action="store_true", help="many more rounds, longer outages")
    parser.add_argument("--only", help="only this story: kills, first-start, receivers, clocks, database, two, three, soak")
    options = parser.parse_args()
    # An end from outside must also end the hubs.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    run = Run(options, Path(tempfile.mkdtemp(prefix="trusthub-faults-")))
    print(f"seed {options.seed}")
    try:
        run.side_by_side(run.companies() if options.nodes else run.alone())
    finally:
        run.clean_up()
    return run.report()


class Run:
    """What the stories share: where things lie, what must be ended, what was counted."""

    def __init__(self, options: argparse.Namespace, folder: Path):
        self.options = options
        self.folder = folder
        self.hubs: list[Hub] = []
        self.suites: list[Suite] = []
        self.cleanups: list[Callable[[], None]] = []
        self.broken: list[str] = []
        has_server = options.database_url is not None
        self.server = PostgresServer(options.database_url, options.postgres_programs) if has_server else None
        self.where = "PostgreSQL" if has_server else "SQLite"

    def suite(self, name: str, label: str) -> Suite:
        self.suites.append(Suite(name, label))
        return self.suites[-1]

    def hub(self, name: str, database_url: str | None = None) -> Hub:
        """A hub on a folder of its own, and on a database of its own unless told which."""
        (self.folder / name).mkdir()
        if self.server and not database_url:
            database_url = self.server.new_database(f"trusthub_{name.replace('-', '_')}")
        self.hubs.append(Hub(self.options.binary.resolve(), self.folder / name, database_url))
        return self.hubs[-1]

    def wants(self, story: str) -> bool:
        return self.options.only in (None, story)

    def alone(self) -> list[Callable[[], Awaitable[None]]]:
        # Whether others' servers and clocks fail is the same to both databases.
        waits_for_others = [self.receivers, self.clocks] if self.options.long or not self.server else []
        return [self.kills_and_outages, *waits_for_others]

    def companies(self) -> list[Callable[[], Awaitable[None]]]:
        return [lambda: self.company("two", 2), lambda: self.company("three", 3), self.soak]

    async def kills_and_outages(self) -> None:
        kills = outage = None
        if self.wants("kills"):
            rounds = KILLS_LONG if self.options.long else KILLS
            kills = Kills(self.hub("kills"), self.options.seed, rounds)
            await kills.tell(self.suite(f"killed at any instant, on {self.where}", "kills"))
        # The killed servers' leases lapse meanwhile.
        if self.wants("first-start") and not self.server:
            count = FIRST_STARTS_LONG if self.options.long else FIRST_STARTS
            starts = self.suite("killed during the first start", "first start")
            binary = self.options.binary.resolve()
            await starts.check(
                a_killed_first_start_is_made_up_for, binary, self.folder, self.options.seed, count
            )
        if self.wants("database"):
            if self.server:
                outage = PostgresGone(self.hub("outage"), self.server)
                await outage.tell(self.suite("PostgreSQL gone and back", "outage"))
            else:
                outage = DiskFull(self.hub("disk"))
                self.cleanups.append(outage.unmount)
                await outage.tell(self.suite("the disk is full", "disk"))
        if kills:
            await kills.settle(self.suite("after the kills", "kills"), self.options.long)
        if outage:
            await outage.settle(self.suite("after the outage", "outage"), self.options.long)

    async def receivers(self) -> None:
        if self.wants("receivers"):
            suite = self.suite("mail server and receivers in every mood", "receivers")
            await Receivers(self.hub("receivers")).tell(suite)

    async def clocks(self) -> None:
        if not self.wants("clocks"):
            return
        if not self.options.faketime:
            print("  not run: setting a hub's clock needs libfaketime")
            return
        clocks = Clocks(self.hub("clocks"), self.options.faketime)
        await clocks.tell(self.suite("the clock is set", "clocks"), self.options.long)

    async def company(self, name: str, count: int) -> None:
        if not self.wants(name):
            return
        nodes = Nodes(self.nodes(name, count), seed=self.options.seed)
        suite = self.suite(f"{name} nodes on one PostgreSQL", f"{name} nodes")
        await nodes.tell(suite, self.options.long)

    async def soak(self) -> None:
        if not self.wants("soak"):
            return
        soak = Soak(self.nodes("soak", 2), seed=self.options.seed)
        suite = self.suite("nodes and partners die while trust changes", "soak")
        await soak.tell(suite, self.options.long)

    def nodes(self, name: str, count: int) -> list[Hub]:
        """So many hubs on one database."""
        first = self.hub(f"{name}-0")
        url = first.environment["TRUSTHUB_DATABASE_URL"]
        return [first, *(self.hub(f"{name}-{number}", url) for number in range(1, count))]

    def side_by_side(self, stories: list[Callable[[], Awaitable[None]]]) -> None:
        """Each in a thread of its own, since they mostly wait; a story that breaks is a failure and ends no other."""

        def told(story: Callable[[], Awaitable[None]]) -> None:
            try:
                asyncio.run(story())
            except BaseException:
                self.broken.append(traceback.format_exc())

        threads = [threading.Thread(target=told, args=(story,), daemon=True) for story in stories]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def clean_up(self) -> None:
        for hub in self.hubs:
            hub.kill()
        for clean_up in self.cleanups:
            clean_up()

    def report(self) -> int:
        passed = sum(suite.passed for suite in self.suites)
        failed = sum(len(suite.failed) for suite in self.suites) + len(self.broken)
        for problem in self.broken:
            print(f"  FAILED a story broke off\n{problem}")
        if failed:
            print(f"\nEverything is kept in {self.folder}")
            for hub in self.hubs:
                print(f"\nThe last lines of {hub.log}\n{hub.last_lines(15)}")
        else:
            shutil.rmtree(self.folder)
        print()
        for suite in self.suites:
            print(suite.summary())
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0


if __name__ == "__main__":
    # A proxy between us and our own machine would only confuse.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    sys.exit(main())
