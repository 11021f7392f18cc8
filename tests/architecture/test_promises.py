"""What no static check sees: the passive path opens no socket, and starts quickly."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
AUDITED = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith("socket.") else None)
from camaudit.cli import main
code = main(["audit", {captures!r}, "-o", {out!r}, "--quiet"])
{planted}
print(code, len(seen))
"""


def run(code):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.split()


def test_an_audit_of_files_opens_no_socket_and_the_test_would_see_one(tmp_path):
    words = {"captures": str(ROOT / "examples" / "school" / "captures"), "out": str(tmp_path)}
    assert run(AUDITED.format(planted="", **words)) == ["0", "0"]
    planted = "import socket; socket.socket().close()"
    assert run(AUDITED.format(planted=planted, **words)) != ["0", "0"]


def test_the_version_imports_nothing_heavy():
    code = (
        "import sys; from camaudit.cli import main; main(['--version']); "
        "print(sorted({'yaml', 'rich', 'jinja2', 'netaddr', 'cryptography', 'socket', 'duckdb', "
        "'pyspark', 'importlib.metadata'} & set(sys.modules)))"
    )
    shown = run(code)
    assert shown[0] == "camaudit"
    assert shown[-1] == "[]"


def test_an_audit_without_logs_never_imports_what_reads_them(tmp_path):
    captures = str(ROOT / "examples" / "school" / "captures")
    code = (
        "import sys; from camaudit.cli import main; "
        f"main(['audit', {captures!r}, '-o', {str(tmp_path)!r}, '--quiet']); "
        "print(sorted({'duckdb', 'pyspark', 'scapy', 'numba'} & set(sys.modules)))"
    )
    assert run(code) == ["[]"]
