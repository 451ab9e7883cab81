"""One call over SIP: an INVITE from an address of ours, and its final answer."""

import socket
import uuid
from dataclasses import dataclass

SECONDS = 10


@dataclass
class Answer:
    """The final answer to an INVITE."""

    status: int
    phrase: str
    headers: list[tuple[str, str]]

    def header(self, name: str) -> str | None:
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)


def invite(source: str, target: str, caller: str, called: str, headers: dict[str, str] | None = None) -> Answer:
    """Sends it as a datagram from `source` and waits for the answer that is final."""
    branch = uuid.uuid4().hex
    lines = [
        f"INVITE sip:{called}@callee.example SIP/2.0",
        f"Via: SIP/2.0/UDP {source}:5062;branch=z9hG4bK{branch}",
        "Max-Forwards: 70",
        f"From: <sip:{caller}@caller.example>;tag={branch[:8]}",
        f"To: <sip:{called}@callee.example>",
        f"Call-ID: {branch}",
        "CSeq: 1 INVITE",
        f"Contact: <sip:{source}:5062>",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
        "Content-Length: 0",
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((source, 5062))
        line.settimeout(SECONDS)
        line.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), (target, 5060))
        while True:
            answer = read(line.recv(65536).decode())
            if answer.status >= 200 and answer.header("Call-ID") == branch:
                line.sendto(acknowledged(lines, answer).encode(), (target, 5060))
                return answer


def acknowledged(lines: list[str], answer: Answer) -> str:
    """The ACK of an answer that is no success (RFC 3261 section 17.1.1.3)."""
    kept = [line for line in lines if line.startswith(("Via:", "From:", "Call-ID:", "Max-Forwards:"))]
    begin = lines[0].replace("INVITE", "ACK", 1)
    return "\r\n".join([begin, *kept, f"To: {answer.header('To')}", "CSeq: 1 ACK", "Content-Length: 0"]) + "\r\n\r\n"


def read(text: str) -> Answer:
    head, _, _ = text.partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    _, status, phrase = first.split(" ", 2)
    pairs = (line.split(":", 1) for line in rest)
    return Answer(int(status), phrase, [(name.strip(), value.strip()) for name, value in pairs])
