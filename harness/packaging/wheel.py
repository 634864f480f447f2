"""Makes a wheel of an unpacked radgauge: the program, its libraries, and the thin module beside this file.

Usage: wheel.py TREE VERSION SECONDS FOLDER     prints the name of the wheel; SECONDS since 1970 is the time of its files
"""
import base64
import hashlib
import pathlib
import sys
import time
import zipfile

tree, version, seconds, folder = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4])
here = pathlib.Path(__file__).parent
glibc = (tree / "share/needs.txt").read_text().strip().removeprefix("GLIBC_").replace(".", "_")
tag = f"py3-none-manylinux_{glibc}_{tree.name.rsplit('-', 1)[1]}"
name = f"radgauge-{version}-{tag}.whl"
info = f"radgauge-{version}.dist-info"

files = {}
for path in sorted((here / "python/radgauge").glob("*.py")):
    files[f"radgauge/{path.name}"] = path.read_bytes()
for path in sorted(p for part in ("bin", "lib", "licenses", "share") for p in (tree / part).rglob("*")):
    if path.is_file():
        files[f"radgauge/{path.relative_to(tree)}"] = path.read_bytes()
files[f"{info}/LICENSE"] = (tree / "LICENSE").read_bytes()
files[f"{info}/METADATA"] = (
    f"Metadata-Version: 2.1\nName: radgauge\nVersion: {version}\nSummary: Gauge R&R for radiomics\n"
    "License: Apache-2.0\nRequires-Python: >=3.8\nProvides-Extra: pandas\nRequires-Dist: pandas; extra == 'pandas'\n"
    "Description-Content-Type: text/plain\n\n" + (here / "python/radgauge/__init__.py").read_text().split('"""')[1]
).encode()
files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: radgauge\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
files[f"{info}/entry_points.txt"] = b"[console_scripts]\nradgauge = radgauge:main\n"


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in files.items())
files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
    for path, data in files.items():
        entry = zipfile.ZipInfo(path, time.gmtime(seconds)[:6])
        entry.external_attr = (0o100755 if "/bin/" in path or path.endswith(".sh") else 0o100644) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        wheel.writestr(entry, data)
print(name)
