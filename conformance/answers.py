"""Raw answers, without an SDK to smooth them over: every shape, and a useful refusal for every kind of bad input."""

import json
import re
import threading
from dataclasses import dataclass, field
from typing import Any

import requests
import shapes
from business import PRIMARY, SECONDARY, SHAKEN, Business
from checks import Suite, equal, one_of, that
from hub import Account, Hub
from story import World

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
CORE_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
PDF_HEAD = b"%PDF-1.4\n"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@dataclass
class Raw:
    """A plain HTTP client with one account's credentials."""

    hub: Hub
    account: Account
    statuses: list[int] = field(default_factory=list)

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("auth", (self.account.sid, self.account.token))
        answer = requests.request(method, self.hub.url + path, timeout=60, **options)
        self.statuses.append(answer.status_code)
        return answer

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.send("GET", path, **options)

    def post(self, path: str, **fields: str) -> requests.Response:
        return self.send("POST", path, data=fields)

    def core(self, rest: str) -> str:
        return f"/2010-04-01/Accounts/{self.account.sid}{rest}.json"


async def tell(suite: Suite, world: World, other: Account) -> None:
    raw = Raw(world.hub, world.door.account)
    for check in (shapes_are_those_of_the_examples, every_answer_has_its_published_shape, lists_describe_their_pages):
        await suite.check(check, raw, world)
    for check in (
        identifiers_that_are_none_are_refused,
        missing_and_wrong_fields_are_refused,
        attributes_must_be_json_of_a_sane_size,
        bytes_that_are_no_text_are_refused,
        bodies_of_another_kind_are_refused,
        page_tokens_of_others_are_useless,
        page_sizes_are_bounded,
        uploads_are_what_they_say_and_not_too_large,
        unknown_paths_and_methods_are_refused_in_the_same_shape,
        credentials_in_any_form_are_checked,
        two_submissions_at_once_have_one_winner,
    ):
        await suite.check(check, raw, Raw(world.hub, other))
    await suite.check(nothing_ended_in_a_server_error, raw)


def conforms(answer: Any, shape: str) -> None:
    found = shapes.differences(answer, shapes.read()[shape], shape)
    that(not found, "; ".join(found[:8]))


def shapes_are_those_of_the_examples(*_: Any) -> None:
    if not shapes.can_be_checked():
        print("  SKIPPED: the published examples are not beside this repository; shapes.json is taken at its word")
        return
    that(shapes.is_current(), "shapes.json is not what the examples say; run shapes.py with --write")


def every_answer_has_its_published_shape(raw: Raw, world: World) -> None:
    profile, product = f"/v1/CustomerProfiles/{world.sids['secondary']}", f"/v1/TrustProducts/{world.sids['shaken']}"
    lists = {
        "ListPolicies": "/v1/Policies",
        "ListEndUserType": "/v1/EndUserTypes",
        "ListSupportingDocumentType": "/v1/SupportingDocumentTypes",
        "ListEndUser": "/v1/EndUsers",
        "ListSupportingDocument": "/v1/SupportingDocuments",
        "ListCustomerProfile": "/v1/CustomerProfiles",
        "ListTrustProduct": "/v1/TrustProducts",
        "ListCustomerProfileEntityAssignment": f"{profile}/EntityAssignments",
        "ListCustomerProfileChannelEndpointAssignment": f"{profile}/ChannelEndpointAssignments",
        "ListCustomerProfileEvaluation": f"{profile}/Evaluations",
        "ListTrustProductEntityAssignment": f"{product}/EntityAssignments",
        "ListTrustProductChannelEndpointAssignment": f"{product}/ChannelEndpointAssignments",
        "ListTrustProductEvaluation": f"{product}/Evaluations",
        "ListAccount": "/2010-04-01/Accounts.json",
        "ListAddress": raw.core("/Addresses"),
        "ListIncomingPhoneNumber": raw.core("/IncomingPhoneNumbers"),
        "ListKey": raw.core("/Keys"),
    }
    raw.post(raw.core("/Keys"), FriendlyName="for its shape")
    for shape, path in lists.items():
        listed = raw.get(path)
        equal(listed.status_code, 200, path)
        body = listed.json()
        conforms(body, shape)
        entries = body[body["meta"]["key"]] if "meta" in body else next(v for v in body.values() if isinstance(v, list))
        that(entries, f"{path} lists nothing")
        address = entries[0].get("url") or raw.hub.url + entries[0].get(
            "uri", f"/2010-04-01/Accounts/{raw.account.sid}/Keys/{entries[0]['sid']}.json"
        )
        one = requests.get(address, auth=(raw.account.sid, raw.account.token), timeout=30)
        equal(one.status_code, 200, address)
        conforms(one.json(), shape.removeprefix("List"))
        equal(one.json(), entries[0], f"{path}: listed and fetched")
        for name in ("date_created", "date_updated"):
            pattern = DATE if "url" in one.json() else CORE_DATE
            that(
                name not in one.json() or pattern.fullmatch(one.json()[name]), f"{path}: {name}: {one.json().get(name)}"
            )
    conforms(raw.post(raw.core("/Keys"), FriendlyName="for its shape").json(), "NewKey")


def lists_describe_their_pages(raw: Raw, world: World) -> None:
    name = world.customer.name
    body = raw.get("/v1/CustomerProfiles", params={"FriendlyName": name, "PageSize": "1"}).json()
    meta = body["meta"]
    equal((meta["page"], meta["page_size"], meta["key"]), (0, 1, "results"), "page, size and key")
    for address in (meta["url"], meta["first_page_url"]):
        that(address.startswith(f"{raw.hub.url}/v1/CustomerProfiles?"), f"{address} is ours")
        that("FriendlyName=" in address and "PageSize=1" in address, f"{address} keeps the filter and the size")
    equal((meta["previous_page_url"], meta["next_page_url"]), (None, None), "neighbours of the only page")
    first = raw.get("/v1/EndUsers", params={"PageSize": "2"}).json()
    second = requests.get(first["meta"]["next_page_url"], auth=(raw.account.sid, raw.account.token), timeout=30).json()
    equal((second["meta"]["page"], second["meta"]["page_size"]), (1, 2), "the second page")
    back = requests.get(second["meta"]["previous_page_url"], auth=(raw.account.sid, raw.account.token), timeout=30)
    equal(back.json()["results"], first["results"], "the page before the second")


def refusal(answer: requests.Response, statuses: tuple, what: str) -> dict:
    """The answer must be a refusal in the vendor's shape; its body."""
    one_of(answer.status_code, statuses, f"{what} ({answer.text[:200]})")
    body = answer.json()
    that({"code", "message", "more_info", "status"} <= set(body), f"{what}: keys {set(body)}")
    # With these two the SDKs take a body for a problem document of another product.
    that(not {"type", "title"} & set(body), f"{what}: keys {set(body)}")
    equal(body["status"], answer.status_code, f"{what}: status in the body")
    that(isinstance(body["code"], int) and len(body["message"]) > 8, f"{what}: {body}")
    equal(body["more_info"].rsplit("/", 1)[-1], str(body["code"]), f"{what}: more_info")
    return body


def identifiers_that_are_none_are_refused(raw: Raw, other: Raw) -> None:
    for sid in (
        "BU123",
        "BU" + "g" * 32,
        "IT" + "0" * 32,
        "%00",
        "..%2f..",
        "BU" + "0" * 4000,
        "%ff%fe",
        "' OR 1=1 --",
    ):
        for path in ("/v1/CustomerProfiles/{}", "/v1/TrustProducts/{}/EntityAssignments", "/v1/Policies/{}"):
            refusal(raw.get(path.format(sid)), (400, 404, 414), path.format(sid[:40]))
    profile = draft(raw)
    for sid in ("", "nonsense", "IT123", "XY" + "0" * 32, "PN" + "0" * 32, profile.rsplit("/", 1)[1]):
        refusal(raw.post(f"{profile}/EntityAssignments", ObjectSid=sid), (400, 404, 409), f"assigning {sid!r}")
        endpoint = {"ChannelEndpointType": "phone-number", "ChannelEndpointSid": sid}
        refusal(raw.post(f"{profile}/ChannelEndpointAssignments", **endpoint), (400, 404), f"endpoint {sid!r}")
    equal(raw.get(f"{profile}/EntityAssignments").json()["results"], [], "nothing was assigned")
    # What another account owns looks like what nobody owns.
    theirs = other.post("/v1/EndUsers", FriendlyName="theirs", Type="authorized_representative_1").json()["sid"]
    foreign = refusal(raw.post(f"{profile}/EntityAssignments", ObjectSid=theirs), (400, 404), "a foreign object")
    missing = refusal(raw.post(f"{profile}/EntityAssignments", ObjectSid="IT" + "0" * 32), (400, 404), "no object")
    equal(foreign["code"], missing["code"], "codes of foreign and missing objects")


def draft(raw: Raw) -> str:
    made = raw.post("/v1/CustomerProfiles", FriendlyName="bad input", Email="a@bad-input.example", PolicySid=SECONDARY)
    equal(made.status_code, 201, f"a draft ({made.text})")
    return f"/v1/CustomerProfiles/{made.json()['sid']}"


def missing_and_wrong_fields_are_refused(raw: Raw, _: Raw) -> None:
    good = {"FriendlyName": "x", "Email": "a@bad-input.example", "PolicySid": SECONDARY}
    for path in ("/v1/CustomerProfiles", "/v1/TrustProducts"):
        for name in good:
            refusal(
                raw.post(path, **{key: value for key, value in good.items() if key != name}),
                (400,),
                f"{path} without {name}",
            )
    # A policy of the other kind, none at all, and one that does not exist.
    for policy in (SHAKEN, "RN123", "RN" + "0" * 32, ""):
        refusal(raw.post("/v1/CustomerProfiles", **good | {"PolicySid": policy}), (400, 404), f"policy {policy!r}")
    refusal(
        raw.post("/v1/TrustProducts", **good | {"PolicySid": PRIMARY}), (400, 404), "a profile's policy on a product"
    )
    for address in ("not an address", "a@", "@b.example", "a@b@c", "a" * 400 + "@b.example"):
        refusal(raw.post("/v1/CustomerProfiles", **good | {"Email": address}), (400,), f"e-mail {address[:20]!r}")
    for url in ("not a url", "ftp://callback.example/", "javascript:alert(1)"):
        refusal(raw.post("/v1/CustomerProfiles", **good | {"StatusCallback": url}), (400,), f"callback {url!r}")
    refusal(raw.post("/v1/CustomerProfiles", **good | {"FriendlyName": "x" * 5000}), (400,), "a very long name")
    equal(refusal(raw.post("/v1/EndUsers", FriendlyName="x", Type="nonsense"), (400,), "type")["code"], 22212, "code")
    equal(refusal(raw.post("/v1/SupportingDocuments", FriendlyName="x"), (400,), "no type")["code"], 22210, "code")
    kind = "customer_profile_address"
    equal(refusal(raw.post("/v1/SupportingDocuments", Type=kind), (400,), "no name")["code"], 22211, "code")
    refusal(raw.post(raw.core("/IncomingPhoneNumbers"), PhoneNumber="call me"), (400,), "a number that is none")
    refusal(raw.post(raw.core("/Addresses"), CustomerName="x"), (400,), "an address without a street")
    address = Business("Bad Input").address()
    fields = {"".join(word.capitalize() for word in name.split("_")): value for name, value in address.items()}
    refusal(raw.post(raw.core("/Addresses"), **fields | {"IsoCountry": "Atlantis"}), (400,), "a country that is none")
    for status in ("nonsense", "DRAFT", "twilio-approved"):
        refusal(raw.post(draft(raw), Status=status), (400,), f"Status={status}")
    refusal(
        raw.post(f"{draft(raw)}/Evaluations", PolicySid="RN" + "0" * 32), (400, 404), "evaluating an unknown policy"
    )
    refusal(raw.get("/v1/CustomerProfiles", params={"Status": "nonsense"}), (400,), "filtering by an unknown status")


def attributes_must_be_json_of_a_sane_size(raw: Raw, _: Raw) -> None:
    large = json.dumps({"business_name": "x" * (1 << 20)})
    deep = '{"a":' * 5000 + "1" + "}" * 5000
    for attributes in ("{", "null", "[]", '"text"', "1", "{'a': 1}", '{"a": 1,}', '{"a": "\\ud800"}', deep, large):
        for path, kind in (
            ("/v1/EndUsers", "authorized_representative_1"),
            ("/v1/SupportingDocuments", "customer_profile_address"),
        ):
            answer = raw.post(path, FriendlyName="x", Type=kind, Attributes=attributes)
            body = refusal(answer, (400, 413), f"{path}: {attributes[:20]}")
            if answer.status_code == 400 and len(attributes) < 100:
                equal(body["code"], 22207, f"{path}: code for {attributes}")
    # Wrong types inside are for the evaluation to find, not for the door.
    made = raw.post(
        "/v1/EndUsers", FriendlyName="x", Type="authorized_representative_1", Attributes='{"first_name": 7}'
    )
    equal(made.status_code, 201, f"a number where a text belongs ({made.text})")
    equal(made.json()["attributes"], {"first_name": 7}, "attributes")


def bytes_that_are_no_text_are_refused(raw: Raw, _: Raw) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (
        b"FriendlyName=%ff%fe&Type=authorized_representative_1",
        b"FriendlyName=\xff\xfe&Type=authorized_representative_1",
    ):
        refusal(raw.send("POST", "/v1/EndUsers", data=body, headers=form), (400,), repr(body))
    # A zero byte is text, but not one that databases take.
    answer = raw.post("/v1/EndUsers", FriendlyName="a\0b", Type="authorized_representative_1")
    one_of(answer.status_code, (201, 400), f"a zero byte ({answer.text})")
    refusal(raw.get("/v1/CustomerProfiles?FriendlyName=%ff"), (400,), "a filter that is no text")


def bodies_of_another_kind_are_refused(raw: Raw, _: Raw) -> None:
    # JSON with the form's names is taken too: some SDK calls send it.
    made = raw.send("POST", "/v1/EndUsers", json={"FriendlyName": "x", "Type": "authorized_representative_1"})
    equal(made.status_code, 201, f"JSON ({made.text})")
    refusal(raw.send("POST", "/v1/EndUsers", json=["x"]), (400,), "JSON that is no object")
    refusal(
        raw.send("POST", "/v1/EndUsers", data=b"{}", headers={"Content-Type": "text/plain"}), (400, 415), "plain text"
    )
    refusal(raw.send("POST", "/v1/EndUsers", data=b""), (400, 415), "nothing")
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    refusal(
        raw.send("POST", "/v1/SupportingDocuments", data=b"--y\r\n", headers=broken), (400,), "a broken multipart body"
    )
    twice = raw.send(
        "POST",
        "/v1/EndUsers",
        data=[("FriendlyName", "a"), ("FriendlyName", "b"), ("Type", "authorized_representative_1")],
    )
    one_of(twice.status_code, (201, 400), "a field given twice")


def page_tokens_of_others_are_useless(raw: Raw, other: Raw) -> None:
    for count in range(3):
        other.post("/v1/EndUsers", FriendlyName=f"secret {count}", Type="authorized_representative_1")
    theirs = other.get("/v1/EndUsers", params={"PageSize": "1"}).json()["meta"]["next_page_url"]
    answer = raw.get(theirs.removeprefix(raw.hub.url))
    # Refused, or read as a place in one's own list: both keep the other's objects away.
    one_of(answer.status_code, (200, 400), f"another account's token ({answer.text[:200]})")
    that("secret" not in answer.text and other.account.sid not in answer.text, "another account's objects are shown")
    for token in ("nonsense", "PA" + "0" * 64, "%00", "x" * 3000, "PAIT" + "0" * 32):
        answer = raw.get(f"/v1/EndUsers?PageSize=1&Page=1&PageToken={token}")
        refusal(answer, (400, 414), f"token {token[:20]}") if answer.status_code != 200 else None


def page_sizes_are_bounded(raw: Raw, _: Raw) -> None:
    for size in ("0", "-1", "x", "99999999999999999999", "1.5"):
        refusal(raw.get("/v1/EndUsers", params={"PageSize": size}), (400,), f"PageSize={size}")
    # 20007 "Page size too large" or the largest page: the vendor does the one here and the other there.
    answer = raw.get("/v1/EndUsers", params={"PageSize": "1001"})
    refusal(answer, (400,), "PageSize=1001") if answer.status_code != 200 else equal(
        answer.json()["meta"]["page_size"], 1000, "size"
    )
    refusal(raw.get("/v1/EndUsers", params={"Page": "-1"}), (400,), "Page=-1")


def uploads_are_what_they_say_and_not_too_large(raw: Raw, _: Raw) -> None:
    def upload(name: str, content: bytes, kind: str) -> requests.Response:
        fields = {"FriendlyName": "file", "Type": "customer_profile_address", "Attributes": "{}"}
        return raw.send("POST", "/v1/SupportingDocuments", data=fields, files={"File": (name, content, kind)})

    before = len(raw.get("/v1/SupportingDocuments", params={"PageSize": "1000"}).json()["results"])
    disguised = (
        ("letter.pdf", b"MZ\x90\x00" + b"\0" * 200, "application/pdf"),
        ("letter.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"),
        ("photo.png", b"GIF89a" + b"\0" * 100, "image/png"),
        ("empty.pdf", b"", "application/pdf"),
        ("archive.zip", b"PK\x03\x04" + b"\0" * 100, "application/zip"),
    )
    for name, content, kind in disguised:
        refusal(upload(name, content, kind), (400, 415), f"{name} that holds {content[:8]!r}")
    # The default limit is 10 MiB.
    refusal(upload("large.pdf", PDF_HEAD + b"\0" * (11 << 20), "application/pdf"), (400, 413), "11 MiB")
    after = len(raw.get("/v1/SupportingDocuments", params={"PageSize": "1000"}).json()["results"])
    equal(after, before, "documents left behind by refused uploads")
    # A picture by another name is the picture that it is.
    made = upload("../../etc/passwd", PNG_HEAD + b"\0" * 100, "application/pdf")
    if made.status_code == 201:
        equal(made.json()["mime_type"], "image/png", "type by content")
    else:
        refusal(made, (400, 415), "a picture that says it is a document")


def unknown_paths_and_methods_are_refused_in_the_same_shape(raw: Raw, _: Raw) -> None:
    refusal(raw.get("/v1/Nonsense"), (404,), "an unknown path")
    refusal(raw.get("/2010-04-01/Nonsense.json"), (404,), "an unknown core path")
    refusal(raw.send("PUT", "/v1/CustomerProfiles"), (404, 405), "an unknown method")
    refusal(raw.send("DELETE", "/v1/Policies/" + SECONDARY), (404, 405), "deleting a policy")


def credentials_in_any_form_are_checked(raw: Raw, other: Raw) -> None:
    sid, token = raw.account.sid, raw.account.token
    for auth in (
        None,
        (sid, ""),
        ("", token),
        (sid, token + "0"),
        (other.account.sid, token),
        ("SK" + "0" * 32, token),
        ("é", "ü"),
    ):
        equal(
            refusal(raw.get("/v1/CustomerProfiles", auth=auth), (401,), f"credentials {auth and auth[0][:4]}")["code"],
            20003,
            "code",
        )
    for header in ("Basic", "Basic %%%", "Bearer nonsense", "Basic " + "A" * 20000):
        answer = raw.get("/v1/CustomerProfiles", auth=None, headers={"Authorization": header})
        # A header of that length may be too much for the server before anybody reads it.
        refusal(answer, (401,), f"Authorization: {header[:12]}") if len(header) < 10000 else one_of(
            answer.status_code, (401, 431), "status"
        )
    refusal(
        raw.get(f"/2010-04-01/Accounts/{other.account.sid}/Keys.json"), (401, 403, 404), "another account in the path"
    )


def two_submissions_at_once_have_one_winner(raw: Raw, _: Raw) -> None:
    path = draft(raw)
    statuses: list[int] = []
    submit = lambda: statuses.append(raw.post(path, Status="pending-review").status_code)
    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # It does not comply, so each is rejected at once and the next is a submission again; what must not be is an error.
    that(200 in statuses and set(statuses) <= {200, 400, 409}, f"statuses {statuses}")
    equal(raw.get(path).json()["status"], "twilio-rejected", "status afterwards")


def nothing_ended_in_a_server_error(raw: Raw) -> None:
    that(raw.statuses and max(raw.statuses) < 500, f"statuses {sorted(set(raw.statuses))}")
