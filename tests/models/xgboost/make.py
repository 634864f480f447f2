#!/usr/bin/env python3
"""Models of XGBoost and what their own library predicts: make.py, once with xgboost 1.7 and once with 3.

Writes NAME-VERSION.json or .ubj, and predictions-VERSION.csv with the margins of 1,000 rows. Row i has
the values x_j = ((7919 i + 104729 j) mod 10007) / 10007 * 4 - 2, so that the test needs no table of them.
"""
import numpy as np
import xgboost as xgb

ROWS, COLUMNS = 1000, 5
i, j = np.meshgrid(np.arange(ROWS), np.arange(COLUMNS), indexing="ij")
X = ((7919 * i + 104729 * j) % 10007) / 10007 * 4 - 2
rng = np.random.default_rng(20261130)
noise = rng.normal(size=ROWS)
y = (X[:, 0] + 0.5 * X[:, 1] * X[:, 2] + 0.5 * noise > 0.3).astype(int)
time = np.exp(0.5 * noise - 0.7 * X[:, 0])
names = ["f1", "f2", "f3", "unused", "age"]
X[:, 3] = 0  # nothing to split by
version = xgb.__version__

MODELS = {
    "logistic": ({"objective": "binary:logistic", "base_score": 0.3}, y, "json"),
    "logistic-ubj": ({"objective": "binary:logistic", "base_score": 0.3}, y, "ubj"),
    "dart": ({"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.3, "seed": 3}, y, "json"),
    "linear": ({"objective": "reg:squarederror", "booster": "gblinear", "base_score": 0.5}, X[:, 0] + noise, "json"),
    "number": ({"objective": "reg:squarederror", "base_score": 0.1}, X[:, 0] + noise, "json"),
    "cox": ({"objective": "survival:cox"}, np.where(y == 1, time, -time), "json"),
    "classes": ({"objective": "multi:softprob", "num_class": 3, "base_score": 0.5}, np.digitize(X[:, 0] + noise, [-1, 1]), "json"),
}

columns = {}
for name, (parameters, label, extension) in MODELS.items():
    data = xgb.DMatrix(X, label=label, feature_names=names)
    booster = xgb.train({"max_depth": 2, "eta": 0.4, "nthread": 1, **parameters}, data, 6)
    booster.save_model(f"{name}-{version}.{extension}")
    values = np.asarray(booster.predict(data, output_margin=True)).reshape(ROWS, -1)
    for k in range(values.shape[1]):
        columns[name + (f".{k}" if values.shape[1] > 1 else "")] = values[:, k]
with open(f"predictions-{version}.csv", "w") as out:
    out.write(",".join(columns) + "\n")
    for row in zip(*columns.values()):
        out.write(",".join(f"{float(value):.9g}" for value in row) + "\n")
