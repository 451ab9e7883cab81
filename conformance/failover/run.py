"""Two hubs on three PostgreSQL servers under Patroni, whose primary is lost: `cargo xtask test --only failover`.

Prints each check and ends with `N passed, N failed`. When something fails, everything is kept and named.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "faults")]

from checks import Suite  # noqa: E402
from hub import Hub  # noqa: E402
from patroni import Patroni  # noqa: E402
from primaries import Failover  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, required=True, help="the built trusthub")
    parser.add_argument("--postgres-programs", type=Path, required=True, help="the folder with initdb and psql")
    parser.add_argument("--patroni", default="/usr/bin/patroni")
    parser.add_argument("--etcd", default="/usr/bin/etcd")
    parser.add_argument("--seed", type=int, default=7, help="chooses what customers do")
    parser.add_argument("--long", action="store_true", help="more ways to lose a primary")
    options = parser.parse_args()
    # An end from outside must also end what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="trusthub-failover-"))
    cluster = Patroni(folder, options.postgres_programs, options.patroni, options.etcd)
    hubs = []
    for number in range(2):
        (folder / f"hub{number}").mkdir()
        hubs.append(Hub(options.binary.resolve(), folder / f"hub{number}", cluster.url("hub")))
    suite = Suite("the primary of a Patroni cluster is lost", "failover")
    try:
        asyncio.run(Failover(cluster, hubs, options.seed).tell(suite, options.long))
    finally:
        for hub in hubs:
            hub.kill()
        cluster.stop()
    if suite.failed:
        print(f"\nEverything is kept in {folder}\n{cluster.last_lines()}")
        for hub in hubs:
            print(f"\nThe last lines of {hub.log}\n{hub.last_lines(15)}")
    else:
        shutil.rmtree(folder)
    print(f"\n{suite.summary()}")
    print(f"{suite.passed} passed, {len(suite.failed)} failed")
    return 1 if suite.failed else 0


if __name__ == "__main__":
    # A proxy between us and our own machine would only confuse.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
    sys.exit(main())
