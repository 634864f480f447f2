#!/usr/bin/env python3
"""figures.py DRIFT.json TABLE.csv [CURES.csv]: the chief figures of a comparison, a row for each model and condition,
and of its cures, a row for each model, cure and condition."""
import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    models = json.load(file)["models"]


def write(path, rows):
    with open(path, "w", newline="") as table:
        writer = csv.DictWriter(table, rows[0], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: "" if v is None else f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()})


rows = []
for model in models:
    for c in model["conditions"]:
        details = c["details"]
        drawn = details["by_patient"]
        survival = details.get("survival", {}).get("cindex", {})
        first = c["attribution"][0] if c["attribution"] else {}
        rows.append({
            "model": model["name"], "condition": c["name"], "n": c["n"],
            "auc_or_cindex": c["auc"] if c["auc"] is not None else survival.get("value"),
            # By patient; of a C-index by the jackknife.
            **{k: (drawn["auc"] if c["auc"] is not None else survival).get(k) for k in ("lower", "upper")},
            "auc_difference": c["auc_difference"],
            **{f"auc_difference.{k}": drawn["auc_difference"][k] for k in ("lower", "upper")},
            **{k: c[k] for k in ("auc_difference.p",
                                 "brier", "citl", "cal_slope", "sensitivity", "specificity", "n_flips_up",
                                 "n_flips_down", "score_shift")},
            "risk_group_changes": details.get("survival", {}).get("risk_groups", {}).get("change_rate"),
            "repeat_sd": details["repeat_sd"], "first_input": first.get("input"),
            "first_input_shift": first.get("score_shift"),
            "same_reasons": details["explanation"]["mean_rank_correlation"],
            "mmd_q": details["inputs_together"]["mmd_q"],
            "domain_classifier_auc": details["inputs_together"]["domain_classifier_auc"],
            "score_icc": model["details"]["score_agreement"]["icc_agreement"]["value"],
            "score_rc": model["details"]["score_agreement"]["RC"],
        })
write(sys.argv[2], rows)

if len(sys.argv) > 3:
    write(sys.argv[3], [
        {"model": model["name"], "cure": cure["name"], "condition": c["name"], "n": c["n"],
         "auc_or_cindex": c["auc"] if c["auc"] is not None else c["cindex"],
         **{k: c[k] for k in ("brier", "citl", "cal_slope", "flip_rate", "score_shift")}}
        for model in models for cure in model["details"]["cures"] for c in cure["conditions"]])
