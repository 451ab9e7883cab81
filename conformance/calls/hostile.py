"""Repositories of certificates that mean no good, and what they may cost: no call waits longer than the two seconds of
ATIS-1000074's time limit, nothing is asked that was not named in the call, and nobody is believed for it.
"""

import subprocess
import threading
import time

from wire import Answer, invite
from world import World

from checks import Suite, equal, that

# The hub's own limit for a fetch, and generous room for a busy machine.
FETCH_SECONDS = 2.0
ROOM_SECONDS = 2.5
PASSED = "TN-Validation-Passed"


async def tell(suite: Suite, world: World) -> None:
    await suite.check(a_chain_in_the_wrong_order_is_put_right, world)
    await suite.check(a_redirection_is_not_followed, world)
    await suite.check(a_body_without_end_is_not_read_to_its_end, world)
    await suite.check(a_slow_drip_costs_one_call_two_seconds_and_the_next_nothing, world)
    await suite.check(others_are_answered_at_once_meanwhile, world)
    await suite.check(an_address_against_the_rules_is_not_asked, world)


def call(world: World, path: str, caller: str, base: str | None = None) -> Answer:
    """A call that their key signs, whose certificate is at this path."""
    command = [world.binary, "stir", "sign", "--key", world.theirs / "signer.key", "--attest", "A", "--orig", caller]
    command += ["--dest", "+12155551213", "--x5u", f"{base or world.repository.url}{path}"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=30, check=True)
    headers = {"Identity": done.stdout.strip()}
    return invite(world.places.other, world.places.hub, caller, "+12155551213", headers)


def a_chain_in_the_wrong_order_is_put_right(world: World) -> None:
    world.repository.chains["/backwards.pem"] = backwards((world.theirs / "chain.pem").read_text()).encode()
    answer = call(world, "/backwards.pem", "+12025550121")
    equal(answer.status, 302, "status")
    that(f"verstat={PASSED}" in answer.header("P-Asserted-Identity"), f"it is believed: {answer.headers}")


def backwards(chain: str) -> str:
    end = "-----END CERTIFICATE-----\n"
    certificates = [part + end for part in chain.split(end) if part.strip()]
    that(len(certificates) > 1, "there is an order to be wrong")
    return "".join(reversed(certificates))


def refused(answer: Answer) -> None:
    equal((answer.status, answer.phrase), (436, "Bad Identity Info"), "the hub's answer")


def a_redirection_is_not_followed(world: World) -> None:
    refused(call(world, "/redirect", "+12025550122"))
    asked = [path for path, _ in world.repository.asked]
    equal((asked.count("/redirect"), asked.count("/elsewhere")), (1, 0), "what was asked for")


def a_body_without_end_is_not_read_to_its_end(world: World) -> None:
    began = time.monotonic()
    refused(call(world, "/endless", "+12025550123"))
    that(time.monotonic() - began < FETCH_SECONDS + ROOM_SECONDS, "it ends in time")
    # What was on its way, in the buffers of both sides; the rest of it is as long as one likes.
    that(world.repository.sent_bytes < 64 * 1024 * 1024, f"{world.repository.sent_bytes} bytes were taken")


def a_slow_drip_costs_one_call_two_seconds_and_the_next_nothing(world: World) -> None:
    began = time.monotonic()
    refused(call(world, "/drip", "+12025550124"))
    first = time.monotonic() - began
    that(FETCH_SECONDS - 0.5 < first < FETCH_SECONDS + ROOM_SECONDS, f"the first call waits for {first:.1f} s")
    began = time.monotonic()
    refused(call(world, "/drip", "+12025550125"))
    second = time.monotonic() - began
    that(second < FETCH_SECONDS / 2, f"the second call waits for {second:.1f} s: that it failed is remembered")


def others_are_answered_at_once_meanwhile(world: World) -> None:
    waiting = threading.Thread(target=call, args=(world, "/drip/other", "+12025550126"))
    waiting.start()
    time.sleep(0.7)
    began = time.monotonic()
    answer = invite(world.places.load, world.places.hub, world.number, "+12155551213")
    took = time.monotonic() - began
    waiting.join()
    equal(answer.status, 302, "the status of a call to be signed")
    that(took < FETCH_SECONDS / 2, f"it is answered while another waits: {took:.1f} s")


def an_address_against_the_rules_is_not_asked(world: World) -> None:
    before = len(world.repository.asked)
    # Another port, and plain text. Our own command signs neither, so that the token of a good call is altered: the
    # rules are looked at before the signature.
    good = subprocess.run(
        [str(word) for word in (world.binary, "stir", "sign", "--key", world.theirs / "signer.key", "--attest", "A")]
        + ["--orig", "+12025550127", "--dest", "+12155551213", "--x5u", f"{world.repository.url}/theirs.pem"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    ).stdout.strip()
    for wrong in (world.repository.url.replace(":8443", ":8444"), world.repository.url.replace("https:", "http:")):
        headers = {"Identity": good.replace(world.repository.url, wrong)}
        refused(invite(world.places.other, world.places.hub, "+12025550127", "+12155551213", headers))
    equal(len(world.repository.asked), before, "what the repository was asked")
