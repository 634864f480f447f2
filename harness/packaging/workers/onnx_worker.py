#!/usr/bin/env python3
"""Predicts with an ONNX model for radgauge: onnx_worker.py MODEL.onnx [OUTPUT]

Needs ONNX Runtime (onnxruntime) and NumPy. The model takes one matrix of floats, a row for each case. OUTPUT is the name
of the output to read; default: the one whose name holds "prob", else the last. Where that has two columns (or is a list
of {class: probability}) they are probabilities and the second class's is answered; more columns are all answered; one
column is scores.
"""
import sys

import numpy
import onnxruntime

from worker_lines import serve


ROUNDING = 1e-5


def matrix_of(values):
    if isinstance(values, list) and values and isinstance(values[0], dict):  # ZipMap of skl2onnx
        return numpy.asarray([[row[key] for key in sorted(row)] for row in values], dtype=float)
    values = numpy.asarray(values, dtype=float)
    return values.reshape(len(values), -1)


def predictor(path, wanted):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    inputs = session.get_inputs()
    if len(inputs) != 1:
        sys.exit(f"{path} has {len(inputs)} inputs; this worker knows models of one matrix")
    kind = numpy.float64 if "double" in inputs[0].type else numpy.float32
    names = [output.name for output in session.get_outputs()]
    if wanted is None:
        wanted = next((name for name in names if "prob" in name.lower()), names[-1])
    if wanted not in names:
        sys.exit(f"{path} has no output '{wanted}'; its outputs: {', '.join(names)}")

    def predict(rows):
        (values,) = session.run([wanted], {inputs[0].name: numpy.asarray(rows, dtype=kind)})
        matrix = matrix_of(values)
        if matrix.shape[1] == 1:
            return "scores", matrix[:, 0].tolist()
        if not ((matrix >= -ROUNDING) & (matrix <= 1 + ROUNDING)).all():
            raise ValueError(f"output '{wanted}' holds what is no probability")
        matrix = matrix.clip(0, 1)  # sums of floats end a little above 1
        return "probabilities", (matrix[:, 1] if matrix.shape[1] == 2 else matrix).tolist()

    return predict


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    serve(predictor(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None))
