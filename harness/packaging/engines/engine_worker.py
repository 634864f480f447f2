#!/usr/bin/env python3
"""Does what `python3 SCRIPT WORDS...` does, many times over in one process, so that what SCRIPT imports is imported once.

The worker of an engine file whose command is [python3, SCRIPT, ...]:    worker: [python3, engine_worker.py]
SCRIPT needs no change. It is run anew for each question, from its top; only modules stay.
"""
import json
import os
import runpy
import sys
import traceback

PROTOCOL = 1


def run(words):
    """What went wrong in words, or "". The first word is the interpreter."""
    sys.argv = words[1:]
    sys.path[0] = os.path.dirname(os.path.abspath(words[1]))
    try:
        runpy.run_path(words[1], run_name="__main__")
    except SystemExit as end:
        return "" if end.code in (None, 0) else str(end.code)
    except BaseException as error:
        traceback.print_exc()
        return f"{type(error).__name__}: {error}"
    return ""


if __name__ == "__main__":
    # What libraries print, in Python or below it, is no answer: standard output becomes that of errors.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        question = json.loads(line)
        if "radgauge_program" in question:
            answer = {"radgauge_program": PROTOCOL}
        else:
            answer = {"id": question["id"]}
            problem = run(question["words"])
            if problem:
                answer["error"] = problem
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
