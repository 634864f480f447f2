"""What every worker of radgauge does: it answers lines of JSON on its input with lines of JSON on its output."""
import json
import math
import os
import sys

PROTOCOL = 1


def serve(predict, inputs=None):
    """Answers until the input ends. predict(rows) -> ("probabilities" or "scores", a list with an entry per row).

    inputs: the names that the model has for its inputs, in their order, or None.
    """
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print, in Python or below it, is no answer
    for line in sys.stdin:
        question = json.loads(line)
        answer = {"radgauge_worker": PROTOCOL}
        if "radgauge_worker" in question:
            if question["radgauge_worker"] != PROTOCOL:
                answer = {"error": f"this worker speaks version {PROTOCOL}"}
            elif inputs:
                answer["inputs"] = inputs
        else:
            answer = {"id": question["id"]}
            try:
                kind, values = predict(question["rows"])
                answer[kind] = values
            except Exception as error:  # the question is answered with what went wrong
                answer["error"] = f"{type(error).__name__}: {error}"
        out.write(json.dumps(_without_nan(answer)) + "\n")
        out.flush()


def _without_nan(value):
    """JSON has no NaN and no infinity: null, which radgauge refuses by the row."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    if isinstance(value, dict):
        return {key: _without_nan(each) for key, each in value.items()}
    return value
