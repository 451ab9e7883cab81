"""Credentials, checked by a partner who has nothing of ours: the published keys, the reference implementation of SD-JWT
(openwallet-foundation), jwcrypto for the plain JWT, and the status list taken apart with zlib.
"""

import base64
import json
import tempfile
import time
import urllib.parse
import urllib.request
import zlib
from pathlib import Path

from checks import Suite, equal, that
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jws import JWS
from sd_jwt.holder import SDJWTHolder
from sd_jwt.verifier import SDJWTVerifier
from story import World

CREDENTIALS = "/trust/v1/Credentials"


async def tell(suite: Suite, world: World) -> None:
    for check in (
        a_partner_who_has_our_keys_reads_what_was_vetted,
        a_holder_shows_one_claim_and_nothing_else,
        a_plain_jwt_says_the_same,
        a_suspension_and_a_revocation_are_on_the_list,
        the_command_line_agrees_without_a_network,
        a_new_key_leaves_what_was_issued_before_valid,
    ):
        await suite.check(check, world)


async def a_partner_who_has_our_keys_reads_what_was_vetted(world: World) -> None:
    claims = verified(world, issue(world)["credential"])
    equal(claims["iss"], world.hub.url, "the issuer")
    equal(claims["legal_name"], world.customer.name, "the legal name")
    equal(set(claims["registration"]), {"identifier", "number"}, "what is said of the registration")
    equal(claims["country"], "US", "the country")
    that(claims["trust_level"] in (2, 3), "a business is verified")
    that(claims["ruleset"], "the ruleset is told")
    equal(claims["vct"], "urn:trusthub:credential:business:1", "the type")
    equal(status(world, claims), 0, "its status")


async def a_holder_shows_one_claim_and_nothing_else(world: World) -> None:
    holder = SDJWTHolder(issue(world)["credential"])
    holder.create_presentation({"legal_name": True}, None, None, None, None)
    shown = verified(world, holder.sd_jwt_presentation)
    equal(shown["legal_name"], world.customer.name, "what is shown")
    that("country" not in shown and "registration" not in shown, "nothing else is shown")


async def a_plain_jwt_says_the_same(world: World) -> None:
    token = JWS()
    token.deserialize(issue(world, Format="jwt")["credential"])
    token.verify(keys(world).get_key(token.jose_header["kid"]), alg="ES256")
    claims = json.loads(token.payload)
    equal(claims["legal_name"], world.customer.name, "the legal name")
    equal(status(world, claims), 0, "its status")


async def a_suspension_and_a_revocation_are_on_the_list(world: World) -> None:
    one, other = issue(world), issue(world)
    ours, theirs = (verified(world, it["credential"]) for it in (one, other))
    world.hub.decide("suspend", world.sids["secondary"])
    equal([eventual(world, it, 2) for it in (ours, theirs)], [2, 2], "while the profile is suspended")
    world.hub.decide("reinstate", world.sids["secondary"])
    equal([eventual(world, it, 0) for it in (ours, theirs)], [0, 0], "when it is back")
    revoked = ask(world, "POST", f"{CREDENTIALS}/{one['issued']['sid']}/Revoke", {})
    equal(revoked["status"], "revoked", "what the owner sees")
    equal([status(world, it) for it in (ours, theirs)], [1, 0], "revoked at once, and only that one")


async def the_command_line_agrees_without_a_network(world: World) -> None:
    issued = issue(world)
    claims = verified(world, issued["credential"])
    with tempfile.TemporaryDirectory() as folder:
        files = {
            "credential": issued["credential"],
            "keys": fetch(f"{world.hub.url}/.well-known/jwt-vc-issuer").decode(),
            "list": fetch(claims["status"]["status_list"]["uri"]).decode(),
        }
        for name, text in files.items():
            (Path(folder) / name).write_text(text)
        command = ("credential", "verify", f"{folder}/credential", "--issuer-keys", f"{folder}/keys", "--json")
        said = json.loads(world.hub.command(*command, "--status-list", f"{folder}/list"))
        equal((said["valid"], said["status"]), (True, "valid"), "the verdict")
        equal(said["claims"]["legal_name"], world.customer.name, "the legal name")
        late = world.hub.run(*command, "--now", "2999-01-01T00:00:00Z")
        equal(late.returncode, 1, "exit code for an expired one")
        equal(json.loads(late.stdout)["reason"], "it has expired", "why")


async def a_new_key_leaves_what_was_issued_before_valid(world: World) -> None:
    before = issue(world)["credential"]
    world.hub.command("credential", "rotate-key")
    after = issue(world)["credential"]
    kids = [json.loads(decoded(it.split(".")[0]))["kid"] for it in (before, after)]
    that(kids[0] != kids[1], "another key signs")
    for credential in (before, after):
        equal(status(world, verified(world, credential)), 0, "its status")


def issue(world: World, **parameters: str) -> dict:
    return ask(world, "POST", CREDENTIALS, {"CustomerProfileSid": world.sids["secondary"]} | parameters)


def verified(world: World, credential: str) -> dict:
    """What the reference implementation makes of it; it raises if anything is wrong."""
    known = keys(world)
    return SDJWTVerifier(credential, lambda _, header: known.get_key(header["kid"])).get_verified_payload()


def keys(world: World) -> JWKSet:
    metadata = json.loads(fetch(f"{world.hub.url}/.well-known/jwt-vc-issuer"))
    equal(metadata["issuer"], world.hub.url, "the issuer of the metadata")
    known = json.loads(fetch(f"{world.hub.url}/.well-known/jwks.json"))
    equal(metadata["jwks"], known, "both places have the same keys")
    for jwk in known["keys"]:
        equal(JWK(**jwk).thumbprint(), jwk["kid"], "a key's identifier is its thumbprint")
    return JWKSet.from_json(json.dumps(known))


def status(world: World, claims: dict) -> int:
    reference = claims["status"]["status_list"]
    token = JWS()
    token.deserialize(fetch(reference["uri"]).decode())
    token.verify(keys(world).get_key(token.jose_header["kid"]), alg="ES256")
    equal(token.jose_header["typ"], "statuslist+jwt", "the type of the list")
    said = json.loads(token.payload)
    equal(said["sub"], reference["uri"], "which list it is")
    bits = said["status_list"]["bits"]
    places = zlib.decompress(decoded(said["status_list"]["lst"]))
    byte, shift = divmod(reference["idx"] * bits, 8)
    return places[byte] >> shift & (1 << bits) - 1


def eventual(world: World, claims: dict, wanted: int) -> int:
    """The status, which another process changed: the server's list may be a second old."""
    found = status(world, claims)
    for _ in range(20):
        if found == wanted:
            break
        time.sleep(0.1)
        found = status(world, claims)
    return found


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def ask(world: World, method: str, path: str, form: dict) -> dict:
    account = world.door.account
    request = urllib.request.Request(world.hub.url + path, method=method)
    secret = base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
    request.add_header("Authorization", f"Basic {secret}")
    request.data = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
