#!/usr/bin/env python3
"""figures.py DRIFT.json TABLE.csv: the chief figures of a comparison, a row for each model and condition."""
import csv
import json
import sys

with open(sys.argv[1]) as file:
    models = json.load(file)["models"]
rows = []
for model in models:
    for c in model["conditions"]:
        details = c["details"]
        survival = details.get("survival", {}).get("cindex", {})
        first = c["attribution"][0] if c["attribution"] else {}
        rows.append({
            "model": model["name"], "condition": c["name"], "n": c["n"],
            "auc_or_cindex": c["auc"] if c["auc"] is not None else survival.get("value"),
            "lower": c["auc_delong.lower"] if c["auc"] is not None else survival.get("lower"),
            "upper": c["auc_delong.upper"] if c["auc"] is not None else survival.get("upper"),
            **{k: c[k] for k in ("auc_difference", "auc_difference.lower", "auc_difference.upper", "auc_difference.p",
                                 "brier", "citl", "cal_slope", "sensitivity", "specificity", "n_flips_up",
                                 "n_flips_down", "score_shift")},
            "repeat_sd": details["repeat_sd"], "first_input": first.get("input"),
            "first_input_shift": first.get("score_shift"),
            "same_reasons": details["explanation"]["mean_rank_correlation"],
            "mmd_q": details["inputs_together"]["mmd_q"],
            "domain_classifier_auc": details["inputs_together"]["domain_classifier_auc"],
            "score_icc": model["details"]["score_agreement"]["icc_agreement"]["value"],
            "score_rc": model["details"]["score_agreement"]["RC"],
        })
with open(sys.argv[2], "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: "" if v is None else f"{v:.6g}" if isinstance(v, float) else v for k, v in r.items()} for r in rows)
