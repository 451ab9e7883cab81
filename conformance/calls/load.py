"""Many calls by sipp (Debian package `sip-tester`), each of which must be answered as it should be."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Whoever is slower than this is broken, or the machine is.
SECONDS = 120

SCENARIO = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="{name}">
  <send retrans="500"><![CDATA[
{invite}
]]></send>
  <recv response="100" optional="true"/>
  <recv response="{status}">
    <action>{action}</action>
  </recv>
  <send><![CDATA[
{ack}
]]></send>
</scenario>
"""

INVITE = """INVITE sip:{called}@callee.example SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:{caller}@caller.example>;tag=[pid]-[call_number]
To: <sip:{called}@callee.example>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:[local_ip]:[local_port]>
{headers}Content-Length: 0
"""

ACK = """ACK sip:{called}@callee.example SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch-3]
Max-Forwards: 70
From: <sip:{caller}@caller.example>;tag=[pid]-[call_number]
To: <sip:{called}@callee.example>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Content-Length: 0
"""

# The value of a header of the answer must match; it is written to the log beside whom was called.
MATCHED = """
      <ereg regexp="{expression}" search_in="hdr" header="{header}:" check_it="true" assign_to="seen"/>
      <log message="{called};[$seen]"/>
    """


@dataclass
class Load:
    """What is called how, and what must come back."""

    name: str
    caller: str
    # With [call_number] or [field0] in it, so that no two calls are alike.
    called: str
    status: int
    # A header of the answer, and what it must match.
    wanted: tuple[str, str] | None = None
    headers: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What sipp counted, and the headers that it saw."""

    succeeded: int
    failed: int
    seconds: float
    seen: list[tuple[str, str]]


@dataclass
class Sipp:
    """The program, and where its files go."""

    program: Path
    folder: Path
    runs: int = 0

    def run(
        self,
        load: Load,
        transport: str,
        source: str,
        target: str,
        calls: int,
        per_second: int,
        rows: list[tuple[str, ...]] | None = None,
    ) -> Outcome:
        """Has `calls` calls made by "udp" or "tcp"; `rows` are the fields of each."""
        self.runs += 1
        folder = self.folder / f"sipp-{self.runs}"
        folder.mkdir()
        (folder / "scenario.xml").write_text(written(load))
        command = [self.program, f"{target}:5060", "-sf", "scenario.xml", "-i", source, "-p", "5064", "-bind_local"]
        command += ["-t", {"udp": "u1", "tcp": "t1"}[transport], "-m", calls, "-r", per_second, "-l", 256]
        command += ["-timeout", f"{SECONDS}s", "-timeout_error", "-nostdin", "-trace_err", "-error_file", "errors.log"]
        command += ["-trace_logs", "-log_file", "seen.log", "-trace_stat", "-stf", "counts.csv", "-fd", "1"]
        if rows is not None:
            text = "SEQUENTIAL\n" + "".join(";".join(row) + "\n" for row in rows)
            (folder / "rows.csv").write_text(text)
            command += ["-inf", "rows.csv"]
        done = subprocess.run(
            [str(word) for word in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS + 30,
        )
        errors = folder / "errors.log"
        told = errors.read_text(errors="replace")[:3000] if errors.exists() else done.stderr[-3000:]
        if done.returncode != 0:
            raise AssertionError(f"sipp ended with {done.returncode} on {load.name!r} by {transport}:\n{told}")
        return counted(folder)


def written(load: Load) -> str:
    names = {"caller": load.caller, "called": load.called}
    headers = "".join(f"{header}\n" for header in load.headers)
    action = ""
    if load.wanted is not None:
        header, expression = load.wanted
        action = MATCHED.format(expression=expression, header=header, called=load.called)
    return SCENARIO.format(
        name=load.name,
        invite=INVITE.format(headers=headers, **names),
        status=load.status,
        action=action,
        ack=ACK.format(**names),
    )


def counted(folder: Path) -> Outcome:
    with (folder / "counts.csv").open() as lines:
        last = list(csv.DictReader(lines, delimiter=";"))[-1]
    log = folder / "seen.log"
    pairs = (line.partition(";") for line in (log.read_text().splitlines() if log.exists() else []))
    hours, minutes, seconds = last["ElapsedTime(C)"].split(":")[:3]
    return Outcome(
        succeeded=int(last["SuccessfulCall(C)"]),
        failed=int(last["FailedCall(C)"]),
        seconds=int(hours) * 3600 + int(minutes) * 60 + float(seconds),
        seen=[(called.strip(), value.strip()) for called, _, value in pairs if value],
    )
