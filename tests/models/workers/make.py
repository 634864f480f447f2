#!/usr/bin/env python3
"""make.py FOLDER: trains models of scikit-learn, saves them with joblib (and as ONNX where skl2onnx is there, probabilities as
lists of classes and as a matrix), and writes what their own library predicts for 1,000 rows: predictions.csv, the inputs f1
to f4 first. Three have two classes; `classes` has three."""
import sys

import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

folder = sys.argv[1]
rng = np.random.default_rng(7)
X = rng.normal(size=(1000, 4)).astype(np.float32).astype(float)
y = (X[:, 0] + 0.7 * X[:, 1] * X[:, 2] + 0.5 * rng.normal(size=1000) > 0).astype(int)
models = {
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
    "forest": RandomForestClassifier(n_estimators=50, random_state=1),
    "svm": make_pipeline(StandardScaler(), SVC(probability=True, random_state=1)),
}
columns = [X]
for name, model in models.items():
    model.fit(X[:300], y[:300])
    joblib.dump(model, f"{folder}/{name}.joblib")
    columns.append(model.predict_proba(X)[:, 1:])
grade = np.array(["low", "middle", "high"])[np.digitize(X[:, 0] - X[:, 3], [-0.7, 0.7])]
classes = LogisticRegression().fit(X[:300], grade[:300])
columns.append(classes.predict_proba(X))
names = ["f1", "f2", "f3", "f4", *models, *(f"classes.{name}" for name in classes.classes_)]
np.savetxt(f"{folder}/predictions.csv", np.hstack(columns), delimiter=",", fmt="%.17g", header=",".join(names), comments="")
try:
    from skl2onnx import to_onnx
except ImportError:
    sys.exit(0)
for name, model in {**models, "classes": classes}.items():
    for form, options in {"": {}, "-matrix": {id(model): {"zipmap": False}}}.items():
        with open(f"{folder}/{name}{form}.onnx", "wb") as file:
            file.write(to_onnx(model, X[:1].astype(np.float32), options=options).SerializeToString())
