"""Holds our document against the vendor's, fact by fact, and the differences against their explanations.

A fact is one line, such as `post /v1/EndUsers body Type required` or `get /v1/EndUsers 200 results.sid`. What only one
side has must be explained in `differences.toml`, by a pattern whose `*` stands for anything; an explanation that
explains nothing any more must go.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from documents import every_operation


def problems(ours: dict, theirs: list[dict], explanations: Path) -> list[str]:
    """One line for each unexplained difference and each idle explanation."""
    found = list(differences(facts(ours), {fact for document in theirs for fact in facts(document)}))
    patterns = [
        (entry["only"], what, re.compile(".*".join(map(re.escape, what.split("*")))))
        for entry in tomllib.loads(explanations.read_text())["difference"]
        for what in entry["what"]
    ]
    used = set()
    lines = []
    for only, fact in found:
        fitting = [what for side, what, pattern in patterns if side == only and pattern.fullmatch(fact)]
        used.update((only, what) for what in fitting)
        if not fitting:
            lines.append(f"only {only}: {fact}")
    return lines + [
        f"explains nothing any more: only {side}: {what}" for side, what, _ in patterns if (side, what) not in used
    ]


def differences(ours: set[str], theirs: set[str]) -> Iterator[tuple[str, str]]:
    for only, here, there in (("theirs", theirs, ours), ("ours", ours, theirs)):
        for fact in sorted(here - there):
            operation = " ".join(fact.split(" ")[:2])
            # Of an operation that the other side has not at all, saying so is enough.
            if fact == operation or operation in there:
                yield only, fact


def facts(document: dict) -> set[str]:
    """Everything that is compared: operations, their parameters, bodies, statuses and the fields of their answers."""
    found = set()
    for path, method, operation in every_operation(document):
        name = f"{method} {path}"
        found.add(name)
        for parameter in operation.get("parameters", []):
            if reference := parameter.get("$ref"):
                parameter = document["components"]["parameters"][reference.rsplit("/", 1)[1]]
            found |= parameter_facts(f"{name} {parameter['in']} {parameter['name']}", parameter.get("required", False))
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            found.add(f"{name} body as {kind}")
            for field, is_required in fields(content["schema"], document):
                found |= parameter_facts(f"{name} body {field}", is_required)
        for status, answer in operation["responses"].items():
            found.add(f"{name} {status}")
            for kind, content in answer.get("content", {}).items():
                found.add(f"{name} {status} as {kind}")
                # A refusal has the one error shape, which every other test knows.
                if status.startswith("2"):
                    found |= {f"{name} {status} {field}" for field in deep_fields(content["schema"], document)}
    return found


def parameter_facts(fact: str, is_required: bool) -> set[str]:
    return {fact, f"{fact} required"} if is_required else {fact}


def fields(schema: dict, document: dict) -> Iterator[tuple[str, bool]]:
    """The fields of a form, and whether each must be there."""
    every = list(parts(schema, document))
    required = {name for part in every for name in part.get("required", [])}
    for part in every:
        for name in part.get("properties", {}):
            yield name, name in required


def deep_fields(schema: dict, document: dict, above: str = "") -> Iterator[str]:
    """The fields of an answer with those of its rows and objects, as `results.sid`."""
    for part in parts(schema, document):
        for name, inner in part.get("properties", {}).items():
            yield above + name
            yield from deep_fields(inner, document, f"{above}{name}.")
        if "items" in part:
            yield from deep_fields(part["items"], document, above)


def parts(schema: dict, document: dict) -> Iterator[dict]:
    """The schema, what it refers to, what it is put together from and its alternatives."""
    if reference := schema.get("$ref"):
        yield from parts(document["components"]["schemas"][reference.rsplit("/", 1)[1]], document)
    for word in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(word, []):
            yield from parts(part, document)
    yield schema
