"""radgauge: gauge R&R for radiomics, from Python.

The program does the work; this module starts it and reads its tables:

    import radgauge
    folder = radgauge.run("study.yaml", "results")
    radgauge.table(folder, "features")              # pandas, where it is installed; else a list of dicts
    radgauge.extract("image.nii.gz", "mask.nii.gz", extraction="ct-1mm")
    radgauge.program("gate", "results", "--baseline", "baseline.csv")

What goes wrong is a radgauge.Error with the program's own words and its exit code.
"""
import csv
import io
import os
import pathlib
import subprocess
import sys

__all__ = ["Error", "extract", "import_table", "main", "program", "run", "stats", "table"]

_PROGRAM = pathlib.Path(__file__).parent / "bin" / "radgauge"


class Error(RuntimeError):
    """The program ended with an exit code that is not allowed; `code` is that code, `output` what it printed."""

    def __init__(self, code, words, output=""):
        super().__init__(f"radgauge ended with {code}: {words.strip()}")
        self.code = code
        self.output = output


def _start(arguments, allowed):
    done = subprocess.run([_executable(), *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in allowed:
        raise Error(done.returncode, done.stderr or done.stdout, done.stdout)
    return done


def _executable():
    # A wheel that was unpacked without its modes is still a program.
    if not os.access(_PROGRAM, os.X_OK):
        os.chmod(_PROGRAM, 0o755)
    return str(_PROGRAM)


def _rows(text):
    try:
        import pandas
    except ImportError:
        return list(csv.DictReader(io.StringIO(text)))
    # "nan" and "" are what they say; names such as "NA" stay names.
    return pandas.read_csv(io.StringIO(text), keep_default_na=False, na_values=["", "nan"])


def program(*arguments, allowed=(0,)):
    """Runs `radgauge ARGUMENTS` and returns what it prints. Raises Error for an exit code that is not allowed."""
    return _start(arguments, allowed).stdout


def run(study, output, *, threads=None, resume=False, allowed=(0,)):
    """Runs a study and returns the folder of its results. Exit code 4 (failed cells) or 1 (gate) may be allowed."""
    options = ["-o", output]
    options += ["-j", threads] if threads else []
    options += ["--resume"] if resume else []
    _start(["run", study, *options], allowed)
    return pathlib.Path(output)


def table(folder, name):
    """A table of a run: "features", "agreement", "cells", "critical", "gauge", "worst_cases" ..."""
    return _rows((pathlib.Path(folder) / f"{name}.csv").read_text(encoding="utf-8"))


def extract(image, mask, *, extraction=None, mask_label=None):
    """Features of one image and mask: feature, ibsi_code, value, unit, status, reason."""
    options = ["--extraction", extraction] if extraction else []
    options += ["--mask-label", mask_label] if mask_label is not None else []
    return _rows(program("extract", image, mask, "--format", "csv", *options))


def stats(section, data, *options):
    """Statistics of a table, a file or a pandas.DataFrame: `radgauge stats SECTION`."""
    if hasattr(data, "to_csv"):
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "table.csv"
            data.to_csv(path, index=False)
            return _rows(program("stats", section, path, "--format", "csv", *options))
    return _rows(program("stats", section, data, "--format", "csv", *options))


def import_table(data, output, *options):
    """Makes a folder of results of a table of measurements: `radgauge import`."""
    program("import", data, "-o", output, *options)
    return pathlib.Path(output)


def main():
    """The command `radgauge` of the wheel."""
    os.execv(_executable(), [_executable(), *sys.argv[1:]])
