"""A client of several nodes, as an honest balancer is one: asks who is ready, and tries again only where nobody answered.

A refused connection is the one failure that says for sure that nothing was done. Any other broken connection is
reported: the request may have been carried out, and its sender will never know.
"""

import threading
import time
from typing import Any

import requests
import urllib3
from hub import Account, Hub
from storm import PATIENCE_SECONDS, Caller, Unanswered

LOOK_EVERY_SECONDS = 0.25


class Balancer:
    """Looks at `/ready` of each node, until closed."""

    def __init__(self, nodes: list[Hub]):
        self.nodes = nodes
        self.ready = [True] * len(nodes)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.over.wait(LOOK_EVERY_SECONDS):
            for number, node in enumerate(self.nodes):
                self.ready[number] = node.answers("/ready")

    def order(self, first: int) -> list[Hub]:
        """All nodes, beginning with `first`; those that are not ready come last."""
        turned = [(first + step) % len(self.nodes) for step in range(len(self.nodes))]
        return [self.nodes[number] for number in sorted(turned, key=lambda number: not self.ready[number])]

    def close(self) -> None:
        self.over.set()
        self.thread.join()


class BalancedCaller(Caller):
    """A customer who spreads requests over the nodes, through connections that stay open while the nodes let them."""

    def __init__(self, balancer: Balancer, account: Account, first: int):
        super().__init__(balancer.nodes[0], account)
        self.balancer = balancer
        self.turn = first
        self.refused = 0

    def _call(self, method: str, path: str, **more: Any) -> dict:
        self.turn += 1
        started = time.monotonic()
        for node in self.balancer.order(self.turn):
            try:
                answer = self.session.request(method, node.url + path, timeout=PATIENCE_SECONDS, **more)
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as problem:
                if is_refused(problem):
                    self.refused += 1
                    continue
                raise Unanswered(f"{method} {path} at {node.url}: {problem!r}") from None
            return self._answered(started, method, answer.status_code, answer.json())
        raise Unanswered(f"{method} {path}: every node refused the connection")


def is_refused(problem: Exception) -> bool:
    reason = getattr(problem.args[0] if problem.args else None, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
