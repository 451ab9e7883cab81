"""Answers have the published shape: the same keys, the same JSON types, nothing missing and nothing more.

`shapes.json` holds the shapes, taken from the example answers of the published description. Where those examples lie
beside this repository, a check says when the file is out of date; `shapes.py EXAMPLES API_V2010 --write` renews it.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHAPES = HERE / "shapes.json"
EXAMPLES = HERE.parent.parent / "shared/contract/data/examples/trusthub_v1"
CORE = HERE.parent.parent / "shared/contract/twilio_api_v2010_part.json"

# Whatever the customer sends comes back; and which other resources there are is each hub's business.
FREE = {"attributes", "subresource_uris"}
# Null where the examples happen to show a value; the description calls every field nullable.
NULLABLE = {"errors", "mime_type", "status_callback", "valid_until", "failure_reason", "error_code"}
# The same for the older core resources, which have many fields that only other products fill.
NEVER_NULL_IN_CORE = {"sid", "account_sid", "date_created", "date_updated", "friendly_name", "phone_number", "uri"}
# An entry of `errors` says more than the vendor's bare code: each reason with its field.
OPEN = {"errors"}


def kind(value: Any) -> str:
    names = {
        dict: "object",
        list: "array",
        str: "string",
        bool: "boolean",
        type(None): "null",
        int: "number",
        float: "number",
    }
    return names[type(value)]


def infer(values: Iterable[Any], name: str = "", is_item: bool = False) -> dict:
    """The shape that all these values have."""
    values = list(values)
    types = {kind(value) for value in values}
    if types == {"null"}:
        # Examples that never show a value: all such fields are texts.
        types.add("string")
    if name in NULLABLE and not is_item:
        types.add("null")
    shape: dict[str, Any] = {"types": sorted(types)}
    objects = [value for value in values if isinstance(value, dict)]
    if objects and name not in FREE:
        is_core = any("uri" in value for value in objects)
        keys = sorted({key for value in objects for key in value})
        shape["keys"] = {key: infer([value[key] for value in objects if key in value], key) for key in keys}
        if is_core:
            for key in shape["keys"].keys() - NEVER_NULL_IN_CORE:
                shape["keys"][key]["types"] = sorted({*shape["keys"][key]["types"], "null"})
        optional = [key for key in keys if not all(key in value for value in objects)]
        shape |= {"optional": optional} if optional else {}
        shape |= {"open": True} if name in OPEN else {}
    items = [item for value in values if isinstance(value, list) for item in value]
    if items:
        shape["items"] = infer(items, name, is_item=True)
    return shape


# Of a requirement's document: the published examples have it, what was read off the live API for branded calling has not.
SOMETIMES_ABSENT = ("description",)


def differences(value: Any, shape: dict, path: str) -> list[str]:
    """What about the value is not of the shape."""
    if path.endswith(".beta") and isinstance(value, bool):
        # The list's example quotes it; the published schema and the other examples say it is a boolean.
        return []
    if kind(value) not in shape["types"]:
        return [f"{path} is {kind(value)}, not {' or '.join(shape['types'])}"]
    found = []
    if isinstance(value, dict) and "keys" in shape:
        keys = shape["keys"]
        found += [
            f"{path}.{key} is missing"
            for key in keys
            if key not in value and key not in shape.get("optional", []) and key not in SOMETIMES_ABSENT
        ]
        if not shape.get("open"):
            found += [f"{path}.{key} is unknown" for key in value if key not in keys]
        for key in keys.keys() & value.keys():
            found += differences(value[key], keys[key], f"{path}.{key}")
    if isinstance(value, list) and "items" in shape:
        for index, item in enumerate(value):
            found += differences(item, shape["items"], f"{path}[{index}]")
    return found


def examples(folder: Path, core: Path) -> dict[str, list]:
    """All example answers by resource; `List…` for envelopes."""
    found: dict[str, list] = {}

    def add(operation: str, answer: Any) -> None:
        for verb in ("Create", "Fetch", "Update"):
            operation = operation.removeprefix(verb)
        found.setdefault(operation, []).append(answer)

    for path in sorted(folder.glob("*.json")):
        operation = path.name.split("__")[0]
        # Compliance inquiries are another product.
        if "Compliance" not in operation:
            add(operation, json.loads(path.read_text()))
    for methods in json.loads(core.read_text())["paths"].values():
        for operation in methods.values():
            # SIP trunks are another product.
            if not isinstance(operation, dict) or "Sip" in operation.get("operationId", "Sip"):
                continue
            for answer in operation["responses"].values():
                for example in answer.get("content", {}).get("application/json", {}).get("examples", {}).values():
                    add(operation["operationId"], example["value"])
    return found


def read() -> dict[str, dict]:
    return json.loads(SHAPES.read_text())


def written(folder: Path, core: Path) -> str:
    shapes = {name: infer(answers) for name, answers in sorted(examples(folder, core).items())}
    return json.dumps(shapes, separators=(",", ":")).replace('},"', '},\n"') + "\n"


def can_be_checked() -> bool:
    """Whether the examples lie beside this repository."""
    return EXAMPLES.is_dir() and CORE.is_file()


def is_current() -> bool:
    return written(EXAMPLES, CORE) == SHAPES.read_text()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples", type=Path)
    parser.add_argument("core", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    text = written(arguments.examples, arguments.core)
    if arguments.write:
        SHAPES.write_text(text)
    sys.exit(0 if text == SHAPES.read_text() else "shapes.json is out of date")
