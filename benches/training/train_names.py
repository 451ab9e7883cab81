"""Trains the two models of policies/names from features that the Rust code computed.

    cargo run --release --package trusthub-benches -- features pairs ../shared/data > pairs.csv
    cargo run --release --package trusthub-benches -- features screening ../shared/data > screening.csv
    python benches/training/train_names.py pairs.csv screening.csv

Needs lightgbm, numpy and scikit-learn; versions in requirements.txt. Seeded: the same features give the same files.
What it prints is cross-validated by entity: all that is asked about one stays together. The shipped models are then
trained on all rows. Only development files go in. Few leaves, strong regularisation and monotone features guard
against learning the files by heart: more in common never lowers a score.
"""

import csv
import json
import pathlib
import sys
import zlib

import lightgbm
import numpy
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

MODELS = pathlib.Path(__file__).resolve().parents[2] / "policies" / "names"
UP = """coverage_low coverage_high evidence weakest mean whole sorted sound first last legal_form number acronym equal
    rarest_shared core_low core_high weakest_letters sound_low place lead letters in_list list_low list_high""".split()
DOWN = """missing_low missing_high inversions rarest_missing given_clash clash_words own_left_low own_left_high rivals
    list_missing crowd""".split()
# So that no two different pairs share a score. Too small to reorder what the trees tell apart.
TAIL = {"whole": 0.12, "sorted": 0.1, "evidence": 0.04, "coverage_low": 0.1, "missing_high": -0.03, "rarest_shared": 0.02,
        "letters": 0.002}
# Tells nothing of names, but tells scores apart: trees must not learn it by heart.
TAIL_ONLY = ["letters"]
FOLDS = 5


def settings(names, **changes):
    values = dict(
        objective="binary", learning_rate=0.06, num_leaves=12, max_depth=5, min_data_in_leaf=40, lambda_l2=8.0,
        feature_fraction=0.7, bagging_fraction=0.8, bagging_freq=1, verbose=-1, seed=1, num_threads=1, max_bin=63,
        deterministic=True, force_row_wise=True, monotone_constraints_method="basic",
        monotone_constraints=[1 if n in UP else -1 if n in DOWN else 0 for n in names],
    )
    return {**values, **changes}


def read(path, labels):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    names, rows = rows[0][labels:], rows[1:]
    return names, rows, numpy.array([row[labels:] for row in rows], dtype=numpy.float32)


def for_trees(x, names):
    return numpy.where([name in TAIL_ONLY for name in names], numpy.float32(0), x)


def groups_of(texts):
    return numpy.array([zlib.crc32(text.encode()) for text in texts])


def tail_of(x, names):
    return sum(slope * x[:, names.index(n)] for n, slope in TAIL.items() if n in names)


def logistic(z):
    return 1 / (1 + numpy.exp(-z))


def cross_validated(x, y, weight, groups, names, rounds, **changes):
    x, raw = for_trees(x, names), numpy.zeros(len(y))
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=1).split(x, y, groups):
        data = lightgbm.Dataset(x[train], y[train], weight=weight[train])
        raw[test] = lightgbm.train(settings(names, **changes), data, rounds).predict(x[test], raw_score=True)
    return raw


def calibrate(raw, tail, y, w):
    """Scale and shift (Platt) of the cross-validated log odds, the tail included, by Newton's method."""
    a, b = 1.0, 0.0
    for _ in range(40):
        p = logistic(a * raw + b + tail)
        g = numpy.array([(w * (p - y) * raw).sum(), (w * (p - y)).sum()])
        v = w * p * (1 - p)
        h = numpy.array([[(v * raw * raw).sum(), (v * raw).sum()], [(v * raw).sum(), v.sum()]]) + 1e-6 * numpy.eye(2)
        a, b = numpy.array([a, b]) - numpy.linalg.solve(h, g)
    return float(a), float(b)


def f1(y, p, t):
    tp = ((p >= t) & y).sum()
    return 2 * tp / max(2 * tp + ((p >= t) & ~y).sum() + ((p < t) & y).sum(), 1)


def calibration_error(y, p):
    bins = numpy.minimum((p * 10).astype(int), 9)
    return sum((bins == i).mean() * abs(y[bins == i].mean() - p[bins == i].mean()) for i in range(10) if (bins == i).any())


def write(name, model, names, scale, shift, threshold):
    def walk(node, nodes):
        at = len(nodes)
        if "leaf_value" in node:
            nodes.append([-1, 0, round(node["leaf_value"], 5), 0, 0])
            return at
        nodes.append(None)
        low, high = walk(node["left_child"], nodes), walk(node["right_child"], nodes)
        # Rounded to the float of 32 bits that Rust compares with.
        limit = float(numpy.float32(node["threshold"]))
        nodes[at] = [node["split_feature"], limit, round(node["internal_value"], 5), low, high]
        return at

    trees = []
    for tree in model.dump_model()["tree_info"]:
        nodes = []
        walk(tree["tree_structure"], nodes)
        trees.append(nodes)
    rows = ",\n".join("    " + json.dumps(tree, separators=(",", ":")) for tree in trees)
    head = json.dumps(
        {"features": names, "bias": 0.0, "scale": round(scale, 5), "shift": round(shift, 5), "threshold": threshold,
         "tail": {n: s for n, s in TAIL.items() if n in names}}, indent=2)
    (MODELS / name).write_text(head[:-2] + ',\n  "trees": [\n' + rows + "\n  ]\n}\n", encoding="utf-8")


def pairs(path, rounds=170):
    """`set,label,kind,id,query,candidate`, then features."""
    names, rows, x = read(path, 6)
    kinds = [row[2] for row in rows]
    # Names that have nothing in common but the entity teach nothing about names, and are left out of all figures.
    kept = [not (k.endswith((":unrelated", ":acronym")) or k.startswith("un:Low")) for k in kinds]
    rows, x = [row for row, keep in zip(rows, kept) if keep], x[kept]
    y = numpy.array([row[1] == "1" for row in rows])
    source = numpy.array([row[0] for row in rows])
    # The smaller a set the more a row of it counts, so that none is left out of the compromise.
    weight = numpy.array([{"name_bench": 6.0, "un": 2.0}.get(s, 1.0) for s in source])
    groups = groups_of(row[0] + row[3] for row in rows)
    raw = cross_validated(x, y, weight, groups, names, rounds)
    tail = tail_of(x, names)
    scale, shift = calibrate(raw, tail, y, weight)
    p = logistic(scale * raw + shift + tail)
    sets = sorted(set(source))
    threshold = max(numpy.arange(0.3, 0.71, 0.01), key=lambda t: sum(f1(y[source == s], p[source == s], t) for s in sets))
    threshold = round(float(threshold), 2)
    for s in sets:
        i = source == s
        print(f"pairs {s}: n {i.sum()} AUC {roc_auc_score(y[i], p[i]):.3f} F1@{threshold} {f1(y[i], p[i], threshold):.3f}")
    print(f"pairs: calibration error {calibration_error(y, p):.4f}")
    model = lightgbm.train(settings(names), lightgbm.Dataset(for_trees(x, names), y, weight=weight), rounds)
    write("pairs-model.json", model, names, scale, shift, threshold)
    return rows, y, p, source, threshold


def screening(path, rounds=250):
    """`set,query,expected,id,label,name`, then features: the likeliest entities for each query, several rows to one."""
    names, rows, x = read(path, 6)
    # Names far behind the nearest teach little and are most of the rows.
    near = [row[4] == "1" or row[0] == "dev" or far <= 0.3 for row, far in zip(rows, x[:, names.index("rivals")])]
    rows, x = [row for row, keep in zip(rows, near) if keep], x[near]
    y = numpy.array([row[4] == "1" for row in rows])
    dev = numpy.array([row[0] == "dev" for row in rows])
    # Names hidden from their own list are the more numerous, and not what anybody asks.
    weight = numpy.array([{"dev": 2.0, "own": 0.5, "clean": 1.0}[row[0]] for row in rows])
    finer = dict(num_leaves=20, max_depth=6)
    groups = groups_of(row[2] or row[1] for row in rows)
    raw = cross_validated(x, y, weight, groups, names, rounds, **finer)
    tail = tail_of(x, names)
    best = {}
    for i in range(len(rows)):
        key = (rows[i][0], rows[i][1], rows[i][2])
        if key not in best or raw[i] + tail[i] > raw[best[key]] + tail[best[key]]:
            best[key] = i
    # Calibrated where it is used: on the best hit of the development queries.
    top = numpy.array([i for i in best.values() if dev[i]])
    scale, shift = calibrate(raw[top], tail[top], y[top], numpy.ones(len(top)))
    p = logistic(scale * raw + shift + tail)
    wanted = numpy.array([rows[i][2] != "" for i in top])
    # A query for which nothing comes up has no row; it is in the share all the same.
    asked = QUERIES
    hits = numpy.zeros(asked[0])
    found = p[top[wanted]] * y[top[wanted]]
    hits[: len(found)] = found
    clean = numpy.zeros(asked[1])
    clean[: (~wanted).sum()] = p[top[~wanted]]
    clean = numpy.sort(clean)[::-1]
    for share in (0.001, 0.01, 0.05):
        limit = clean[int(share * len(clean))]
        print(f"screening: recall {(hits > limit).mean():.3f} at {share:.1%} clean alerts (score > {limit:.3f})")
    truth = [1] * len(hits) + [0] * len(clean)
    print(f"screening: AUC {roc_auc_score(truth, numpy.r_[hits, clean]):.3f}, calibration error "
          f"{calibration_error(y[top], p[top]):.4f}, first {(hits > 0).mean():.3f}")
    # Shipped: of the clean names, those beside the development queries included, one in two hundred may raise an alert.
    every_clean = numpy.sort([p[i] for i in best.values() if rows[i][2] == ""])[::-1]
    threshold = round(float(every_clean[int(0.005 * len(every_clean))]), 3)
    print(f"screening: from {threshold}: recall {(hits >= threshold).mean():.3f} with {(clean >= threshold).mean():.2%} clean alerts")
    model = lightgbm.train(settings(names, **finer), lightgbm.Dataset(for_trees(x, names), y, weight=weight), rounds)
    write("screening-model.json", model, names, scale, shift, threshold)


# Queries of the development file that have an entity to find, and that have none.
QUERIES = (1189, 3026)


if __name__ == "__main__":
    pairs(sys.argv[1])
    screening(sys.argv[2])
