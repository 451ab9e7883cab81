"""Makes the tables of policies/names from the sources named in NOTICE.

    python benches/training/name_tables.py ../shared/data

Needs PyYAML. Writes legal-forms.csv, words.csv and rarity.csv; persons.csv is kept by hand.
"""

import collections
import csv
import gzip
import math
import pathlib
import re
import sys
import unicodedata

import yaml

DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
TABLES = pathlib.Path(__file__).resolve().parents[2] / "policies" / "names"

# Forms of the register that are ordinary words of names: alone they distinguish one business from another.
ORDINARY = set(
    """association bank branch charity church club committee company cooperative corporation council estate
    federation firm foundation fund group institute institution insurance mission municipality other partnership
    party school society state syndicate trust union university charitable individual public private fond fonds
    fondation fundacja fundacion stiftung verein fondazione associazione associacao asociacion bolag""".split()
)
# With these they still describe what a business does, as in `National Bank`, and not what it is by law.
DESCRIBING = set(
    """national commercial savings development investment international pension mutual alternative charitable insurance
    assurance building credit friendly project trustee housing finance financial industrial rural""".split()
)
# But these are forms.
BY_LAW = {"national association", "private company", "public company", "private trust company", "public corporation"}
# One letter or two that are words or initials more often than a legal form.
TOO_SHORT = set(
    """co is of de la cc bo tr os ci to do su st ei cs i ii iii in am at eu dba in ca me an ma me ba bi bn br cn ed
    in li ll mb ms np nl oi ok on per pe pp pr ps rs sem si sol son stg teo up fa fon for fat ann""".split()
)


def folded(text):
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"(?<=\b\w)[./](?=\w\b)", "", text)
    return " ".join(re.findall(r"\w+", text))


def write(name, header, rows):
    with open(TABLES / name, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
    print(name, len(rows))


def legal_forms():
    known, countries, spelling, group = {}, collections.defaultdict(set), {}, {}

    def add(alias, canonical, kind):
        key = folded(alias)
        if not key or key in TOO_SHORT or (len(key) == 1 and key.isascii()) or len(alias) > 70:
            return None
        if key not in BY_LAW and all(word in ORDINARY or word in DESCRIBING for word in key.split()):
            return None
        known.setdefault(key, canonical)
        spelling.setdefault(key, " ".join(alias.split()))
        if kind:
            group.setdefault(known[key], kind)
        return known[key]

    with open(DATA / "legal_forms/rigour_org_types.yml", encoding="utf-8") as file:
        for entry in yaml.safe_load(file)["types"]:
            canonical = entry.get("compare") or entry.get("display") or entry.get("generic")
            if not canonical:
                continue
            canonical = folded(canonical).replace(" ", "")
            for alias in [*entry.get("aliases", []), entry.get("display")]:
                if alias:
                    add(str(alias), canonical, entry.get("generic"))
    with open(DATA / "legal_forms/gleif_elf_codes_1.4.1.csv", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            country = row["Country Code (ISO 3166-1)"]
            abbreviations = [
                part
                for column in ("Abbreviations Local language", "Abbreviations transliterated")
                for part in re.split(r"[;|]|, ", row[column])
                if part.strip()
            ]
            names = [row["Entity Legal Form name Local name"], row["Entity Legal Form name Transliterated name (per ISO 01-140-10)"]]
            # A single word in full is a legal form only if others say so too; German and Nordic compounds are.
            names = [n for n in names if len(folded(n).split()) > 1 or len(folded(n)) > 14 or folded(n) in known]
            spellings = [s.strip() for s in abbreviations + names if s.strip()]
            canonical = next((known[folded(s)] for s in spellings if folded(s) in known), None)
            if not spellings:
                continue
            canonical = canonical or folded(spellings[0]).replace(" ", "")
            for alias in spellings:
                if add(alias, canonical, None):
                    countries[folded(alias)].add(country)
    with open(DATA / "legal_forms/dnb_legal_names.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            spellings = [s for s in (row["abbreviation"], row["full_name"]) if s and len(folded(s)) > 1]
            spellings = [s for s in spellings if len(folded(s).split()) > 1 or "." in s or folded(s) in known]
            canonical = next((known[folded(s)] for s in spellings if folded(s) in known), None)
            for alias in spellings:
                add(alias, canonical or folded(spellings[0]).replace(" ", ""), None)
    rows = [
        (spelling[key], canonical, group.get(canonical, ""), " ".join(sorted(countries[key])))
        for key, canonical in sorted(known.items())
    ]
    write("legal-forms.csv", ["form", "canonical", "group", "countries"], rows)


def words():
    rows, seen = [], set()
    with open(DATA / "legal_forms/symbols.yml", encoding="utf-8") as file:
        tables = yaml.safe_load(file)
    for section in ("org_symbols", "org_domains"):
        for canonical, aliases in tables[section].items():
            for alias in [canonical, *aliases]:
                key = folded(str(alias))
                if key and key not in seen and len(key.split()) == 1 and len(key) > 1:
                    seen.add(key)
                    rows.append((str(alias).strip(), canonical))
    write("words.csv", ["word", "canonical"], sorted(rows, key=lambda row: folded(row[0])))


def rarity():
    """How often a word stands in names: of businesses (GLEIF, CC0) and of persons (OFAC, UN, fixtures of yente)."""

    def plain(text):
        return re.findall(r"[a-z]+", "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if ord(c) < 128))

    def read(path, column):
        with gzip.open(DATA / path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row[column]

    def table(names, least):
        names = list(names)
        counts = collections.Counter(word for name in names for word in set(plain(name)) if len(word) > 1)
        top = math.log(len(names))
        return {w: (top - math.log(n)) / top for w, n in counts.items() if n >= least}

    business = table(read("registry/gleif_lei_registry.csv.gz", "name"), 25)
    listed = [row for row in read_index() if row[0] == "Person"]
    person = table(
        [*read("screening/clean_persons_global_dev.csv.gz", "full_name"), *read("screening/clean_persons_us_dev.csv.gz", "full_name"), *(name for _, name in listed)],
        16,
    )
    rows = [("business", w, f"{r:.2f}") for w, r in sorted(business.items())]
    rows += [("person", w, f"{r:.2f}") for w, r in sorted(person.items())]
    write("rarity.csv", ["kind", "word", "rarity"], rows)


def read_index():
    with gzip.open(DATA / "screening/screen_index.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["schema"], row["name"]


legal_forms()
words()
rarity()
