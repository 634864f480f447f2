#!/usr/bin/env python3
"""Predicts with a scikit-learn model for radgauge: sklearn_worker.py MODEL.joblib

MODEL is a classifier, a regressor or a pipeline that joblib or pickle saved. Opening it runs code that it holds: only
open what you trust. Needs scikit-learn and joblib. Classifiers answer with probabilities of their second class (of all
classes where there are more than two), or, without predict_proba, with decision_function as log odds; others with
predict as scores.
"""
import sys

import joblib
import numpy

from worker_lines import serve


def predictor(model):
    if hasattr(model, "predict_proba"):
        def probabilities(rows):
            p = model.predict_proba(numpy.asarray(rows, dtype=float))
            return "probabilities", (p[:, 1] if p.shape[1] == 2 else p).tolist()
        return probabilities
    score = getattr(model, "decision_function", None) or model.predict
    return lambda rows: ("scores", score(numpy.asarray(rows, dtype=float)).tolist())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    loaded = joblib.load(sys.argv[1])
    names = getattr(loaded, "feature_names_in_", None)
    serve(predictor(loaded), None if names is None else [str(name) for name in names])
