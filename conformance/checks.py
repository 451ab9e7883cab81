"""Counting what holds. A check is a function named by its sentence; it passes unless it raises."""

import asyncio
import inspect
import json
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any


class Suite:
    """Checks under one heading, or, where several run side by side, with one label before each."""

    def __init__(self, name: str, label: str = ""):
        self.name = name
        self.label = f"{label}: " if label else ""
        self.passed = 0
        self.failed: list[str] = []
        print(f"\n{name}")

    async def check(self, function: Callable, *arguments: Any) -> bool:
        """Runs one; a failure is printed with its place and does not end the suite."""
        sentence = function.__name__.strip("_").replace("_", " ")
        started = time.monotonic()
        try:
            result = function(*arguments)
            if inspect.isawaitable(result):
                await result
        except Exception as problem:  # whatever it is, it is a finding
            self.failed.append(sentence)
            print(f"  FAILED {self.label}{sentence}\n{indented(problem)}\n", end="")
            return False
        self.passed += 1
        print(f"  ok     {self.label}{sentence} ({time.monotonic() - started:.1f} s)\n", end="")
        return True

    def summary(self) -> str:
        return f"{self.name}: {self.passed} passed, {len(self.failed)} failed"


def closing(suites: list[Suite]) -> int:
    """Prints what came of each and of all; the exit code."""
    print()
    for suite in suites:
        print(suite.summary())
    passed, failed = sum(suite.passed for suite in suites), sum(len(suite.failed) for suite in suites)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def indented(problem: Exception) -> str:
    lines = "".join(traceback.format_exception(problem)).splitlines()
    return "\n".join(f"         {line}" for line in lines[-14:])


def equal(actual: Any, expected: Any, what: str) -> None:
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def that(holds: Any, what: str) -> None:
    if not holds:
        raise AssertionError(what)


def one_of(actual: Any, expected: tuple, what: str) -> None:
    if actual not in expected:
        raise AssertionError(f"{what}: expected one of {expected!r}, got {actual!r}")


async def refused(attempt: Awaitable, status: int | tuple, code: int | tuple | None = None) -> Any:
    """The attempt must fail with the SDK's own exception for this status and code; returns it."""
    from twilio.base.exceptions import TwilioException, TwilioRestException

    try:
        answer = await attempt
    except TwilioException as raised:
        refusal = raised
        if not isinstance(raised, TwilioRestException):
            # A page that cannot be fetched is raised with the bare answer beside the text.
            answer = raised.args[1]
            body = json.loads(answer.text)
            refusal = TwilioRestException(answer.status_code, "", body["message"], code=body["code"])
        one_of(refusal.status, status if isinstance(status, tuple) else (status,), f"status ({refusal.msg})")
        if code is not None:
            one_of(refusal.code, code if isinstance(code, tuple) else (code,), f"code ({refusal.msg})")
        that(refusal.msg, "the refusal says nothing")
        return refusal
    raise AssertionError(f"it was accepted: {answer!r}")


async def eventually(look: Callable[[], Any], what: str, seconds: float = 20) -> Any:
    """Looks until it sees something true; returns that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = look()
        if inspect.isawaitable(seen):
            seen = await seen
        if seen:
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")
