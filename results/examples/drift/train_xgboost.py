#!/usr/bin/env python3
"""train_xgboost.py TABLE.csv MODEL.json: the XGBoost model of this example, from the table that radgauge train --table writes.

Needs xgboost 1.7 and numpy. Learns the column outcome from every input, with shallow trees and little of them: there are
100 patients and 215 features.
"""
import csv
import sys

import numpy
import xgboost

with open(sys.argv[1], newline="") as file:
    rows = list(csv.reader(file))
names, values = rows[0][2:], numpy.array(rows[1:], dtype=float)
data = xgboost.DMatrix(values[:, 2:], label=values[:, 1], feature_names=names)
parameters = {
    "objective": "binary:logistic", "max_depth": 2, "eta": 0.1, "subsample": 0.8, "colsample_bytree": 0.3,
    "lambda": 5, "seed": 1, "nthread": 1, "base_score": float(values[:, 1].mean()),
}
xgboost.train(parameters, data, 60).save_model(sys.argv[2])
