"""The two published documents and our own, prepared for what is asked of them.

`published` and `core` are the vendor's, cut down to the resources that the hub serves. `overlaid` adds what the vendor
leaves out, the refusals; `sealed` makes a loose document strict, so that an unknown or missing field is a finding.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path

METHODS = ("get", "post", "put", "patch", "delete")
# Of the published TrustHub document; the rest of it are screenings, which are another product.
SERVED = (
    "ComplianceInquiries",
    "CustomerProfiles",
    "TrustProducts",
    "EndUsers",
    "EndUserTypes",
    "SupportingDocuments",
    "SupportingDocumentTypes",
    "Policies",
)
SERVICES = {
    "/v1/Services",
    "/v1/Services/{Sid}",
    "/v1/Services/{ServiceSid}/PhoneNumbers",
    "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}",
    "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p",
    "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p/{Sid}",
    "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p/Usecases",
}
# The published document declares successes only.
REFUSALS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429)
REFUSAL = {
    "type": "object",
    "required": ["code", "message", "more_info", "status"],
    "properties": {
        "code": {"type": "integer", "minimum": 10000, "maximum": 99999},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string", "format": "uri"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
    },
    "additionalProperties": False,
}


def read(path: Path) -> dict:
    return json.loads(path.read_text())


def published(path: Path) -> dict:
    """The vendor's TrustHub document: what the hub serves of it."""
    return only(read(path), lambda name: name.split("/")[2] in SERVED)


def messaging(path: Path) -> dict:
    """The vendor's Messaging document, as far as it registers who sends what."""
    return only(read(path), lambda name: name in SERVICES or name.startswith(("/v1/Tollfree/", "/v1/a2p/")))


def core(path: Path) -> dict:
    """The vendor's 2010-04-01 document: accounts, keys, addresses and numbers; SIP trunks are another product."""
    return only(read(path), lambda name: "/SIP/" not in name)


def only(document: dict, is_served) -> dict:
    """The document with these paths, each with its operations and nothing else."""
    paths = {name: operations(item) for name, item in document["paths"].items() if is_served(name)}
    return document | {"paths": {name: item for name, item in paths.items() if item}}


def operations(item: dict) -> dict:
    return {method: item[method] for method in METHODS if method in item}


def overlaid(document: dict) -> dict:
    """With the refusals that every operation may answer, in the vendor's error shape."""
    document = copy.deepcopy(document)
    for item in document["paths"].values():
        for operation in item.values():
            for status in REFUSALS:
                content = {"application/json": {"schema": REFUSAL}}
                operation["responses"].setdefault(str(status), {"description": "Refused.", "content": content})
    return document


def sealed(document: dict, is_complete: bool) -> dict:
    """With answers that allow no field beside the declared ones; `is_complete` also requires each declared one.

    The vendor's schemas require nothing, and its clients read every field.
    """
    document = copy.deepcopy(document)
    schemas = document["components"]["schemas"]
    asked = {name for schema in request_schemas(document) for name in references(schema, schemas)}
    parts = {name for schema in schemas.values() for name in named_parts(schema)}
    roots = [schema for name, schema in schemas.items() if name not in asked | parts]
    for schema in [*roots, *answer_schemas(document)]:
        seal(schema, is_complete)
    return document


def seal(schema: dict, is_complete: bool) -> None:
    if "allOf" in schema:
        # Each part alone knows only its own fields.
        schema["unevaluatedProperties"] = False
        return
    if properties := schema.get("properties"):
        schema["additionalProperties"] = False
        if is_complete:
            schema["required"] = sorted(properties)
    children = [*(properties or {}).values(), *schema.get("oneOf", []), *schema.get("anyOf", [])]
    if isinstance(schema.get("items"), dict):
        children.append(schema["items"])
    for child in children:
        seal(child, is_complete)


def named_parts(schema: dict) -> set[str]:
    """The schemas that this one is put together from with `allOf`."""
    return {part["$ref"].rsplit("/", 1)[1] for part in schema.get("allOf", []) if "$ref" in part}


def every_operation(document: dict) -> Iterator[tuple[str, str, dict]]:
    for path, item in document["paths"].items():
        for method, operation in operations(item).items():
            yield path, method, operation


def request_schemas(document: dict) -> Iterator[dict]:
    for _, _, operation in every_operation(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield content["schema"]


def answer_schemas(document: dict) -> Iterator[dict]:
    for _, _, operation in every_operation(document):
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                yield content["schema"]


def references(schema: object, schemas: dict, seen: frozenset[str] = frozenset()) -> set[str]:
    """The names of all schemas that this one leads to."""
    if isinstance(schema, list):
        return {name for part in schema for name in references(part, schemas, seen)}
    if not isinstance(schema, dict):
        return set()
    found = {name for part in schema.values() for name in references(part, schemas, seen)}
    if isinstance(schema.get("$ref"), str):
        name = schema["$ref"].rsplit("/", 1)[1]
        if name not in seen:
            found |= {name} | references(schemas[name], schemas, seen | {name})
    return found
