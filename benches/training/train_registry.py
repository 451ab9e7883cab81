"""Trains the weights of policies/registries/match.json from features that the Rust code computed.

    cargo run --release --package trusthub-benches -- features registry ../shared/data > registry.csv
    python benches/training/train_registry.py registry.csv

Needs lightgbm and numpy; versions in requirements.txt. Seeded: the same features give the same file. One row is the likeliest
company for one development query, and whether it is the one that is meant. What is printed, and the thresholds, come from
five-fold cross-validation; the shipped trees are then trained on all rows. Few leaves and monotone features guard
against learning the queries by heart: more in common never lowers a score, more left over never raises one.
"""

import csv
import json
import pathlib
import sys

import lightgbm
import numpy

WEIGHTS = pathlib.Path(__file__).resolve().parents[2] / "policies" / "registries" / "match.json"
UP = "shared_query shared_other same_query same_other legal_form letters all_letters likeness lead slip_query_rarity".split()
DOWN = "query_rest query_rest_rarest other_rest_rarest numbers_differ number_added out_of_order runner_up equals".split()
# So that no two different pairs share a score. Too small to reorder what the trees tell apart.
TAIL = {"likeness": 0.1, "letters": 0.1, "lead": 0.05, "weight": 0.01}
ROUNDS = 260


def settings(names):
    return dict(
        objective="binary", learning_rate=0.05, num_leaves=12, min_data_in_leaf=25, lambda_l2=4.0, feature_fraction=0.7,
        bagging_fraction=0.8, bagging_freq=1, verbose=-1, seed=1, num_threads=2, max_bin=127, deterministic=True,
        force_row_wise=True, monotone_constraints_method="basic",
        monotone_constraints=[1 if n in UP else -1 if n in DOWN else 0 for n in names],
    )


def logistic(z):
    return 1 / (1 + numpy.exp(-z))


def calibrate(raw, tail, y):
    """Scale and shift (Platt) of the cross-validated log odds, the tail included, by Newton's method."""
    a, b = 1.0, 0.0
    for _ in range(40):
        p = logistic(a * raw + b + tail)
        g = numpy.array([((p - y) * raw).sum(), (p - y).sum()])
        v = p * (1 - p)
        h = numpy.array([[(v * raw * raw).sum(), (v * raw).sum()], [(v * raw).sum(), v.sum()]]) + 1e-6 * numpy.eye(2)
        a, b = numpy.array([a, b]) - numpy.linalg.solve(h, g)
    return float(a), float(b)


def nodes_of(tree):
    nodes = []

    def walk(node):
        at = len(nodes)
        if "leaf_value" in node:
            nodes.append([-1, 0, round(node["leaf_value"], 5), 0, 0])
            return at
        nodes.append(None)
        low, high = walk(node["left_child"]), walk(node["right_child"])
        # Rounded to the float of 32 bits that Rust compares with.
        limit = float(numpy.float32(node["threshold"]))
        nodes[at] = [node["split_feature"], limit, round(node["internal_value"], 5), low, high]
        return at

    walk(tree["tree_structure"])
    return nodes


def main(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    names, rows = rows[0][2:], rows[1:]
    present = sum(row[0] == "1" for row in rows)
    rows = [row for row in rows if row[1] != ""]
    y = numpy.array([row[1] == "1" for row in rows])
    x = numpy.array([[float(value) for value in row[2:]] for row in rows], dtype=numpy.float32)
    tail = sum(slope * x[:, names.index(name)] for name, slope in TAIL.items())
    fold = numpy.random.RandomState(7).randint(0, 5, len(y))
    raw = numpy.zeros(len(y))
    for k in range(5):
        model = lightgbm.train(settings(names), lightgbm.Dataset(x[fold != k], y[fold != k]), ROUNDS)
        raw[fold == k] = model.predict(x[fold == k], raw_score=True)
    scale, shift = calibrate(raw, tail, y)
    p = logistic(scale * raw + shift + tail)

    def at(threshold):
        right, wrong = (y & (p >= threshold)).sum(), (~y & (p >= threshold)).sum()
        precision, recall = right / max(right + wrong, 1), right / present
        return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)

    best = max(numpy.arange(0.02, 0.98, 0.01), key=lambda t: at(t)[2])
    order = numpy.argsort(-p)
    share = numpy.cumsum(y[order]) / numpy.arange(1, len(order) + 1)
    last = numpy.where(share >= 0.99)[0].max()
    # A little above the last place where one in a hundred is wrong: the next hundred may not be as kind.
    certain = round(float(min(p[order][last] + 0.005, 0.995)), 3)
    bins = numpy.minimum((p * 10).astype(int), 9)
    error = sum((bins == i).mean() * abs(y[bins == i].mean() - p[bins == i].mean()) for i in range(10) if (bins == i).any())
    print(f"n {len(rows)}, present {present}, first of present {y.sum() / present:.4f}, calibration error {error:.4f}")
    for threshold in (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, best):
        print("at %.2f: precision %.4f recall %.4f F1 %.4f" % (threshold, *at(threshold)))
    print("certain from %.3f: precision %.4f coverage %.4f" % (certain, *at(certain)[:2]))
    threshold = float(sys.argv[2]) if len(sys.argv) > 2 else round(float(best), 2)
    model = lightgbm.train(settings(names), lightgbm.Dataset(x, y), ROUNDS)
    trees = ",\n".join("    " + json.dumps(nodes_of(tree), separators=(",", ":")) for tree in model.dump_model()["tree_info"])
    head = json.dumps({"features": names, "bias": 0.0, "scale": round(scale, 5), "shift": round(shift, 5),
                       "threshold": threshold, "tail": TAIL})
    text = f'{{\n  "certain": {certain},\n  "model": {head[:-1]}, "trees": [\n{trees}\n  ]}}\n}}\n'
    json.loads(text)
    WEIGHTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
