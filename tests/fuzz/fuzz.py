"""Coverage-guided fuzzing of everything that reads hostile bytes.

    python tests/fuzz/fuzz.py TARGET [RUNS]     one target; `all` takes each in turn
    python tests/fuzz/fuzz.py --list
    python tests/fuzz/fuzz.py TARGET FILE       one input again

A finding (an error that should not leave a target, over 10 s, over 1 GiB) ends the run and
leaves its input in a file. Mend the fault and keep the file under found/TARGET/: test_fuzz.py runs
it in every build. Needs atheris, one of the developers' requirements.
"""

import signal
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

RUNS = 100_000
MAX_SECONDS = 10  # of the clock: a hang, not a busy machine
MAX_MEMORY = 1024  # MiB


def main():
    """Fuzz what is asked for."""
    words = sys.argv[1:]
    if words == ["--list"]:
        from targets import TARGETS  # noqa: PLC0415 - slow to import

        print(*TARGETS, sep="\n")
    elif words and words[0] == "all":
        raise SystemExit(each(int(words[1]) if len(words) > 1 else RUNS))
    elif words and not words[0].startswith("-"):
        one(words[0], words[1] if len(words) > 1 else str(RUNS))
    else:
        raise SystemExit(__doc__)


def each(runs):
    """Fuzz every target in a process of its own; a finding stops that target alone."""
    from targets import TARGETS  # noqa: PLC0415 - slow to import

    failed = []
    for name in TARGETS:
        done = subprocess.run(
            [sys.executable, __file__, name, str(runs)], capture_output=True, text=True, check=False
        )
        last = [line for line in done.stderr.splitlines() if line.startswith(("Done", "#"))]
        print(
            f"{name}: {last[-1].strip() if last else 'no run'}, exit {done.returncode}", flush=True
        )
        if not ended(done, runs):
            failed.append(name)
            print(done.stderr[-4000:], flush=True)
    return f"findings in: {', '.join(failed)}" if failed else 0


def ended(done, runs):
    """Tell whether a run made all its runs and found nothing.

    The timer of libFuzzer can go off after the last run, and ends Python then (SIGALRM).
    """
    return f"Done {runs} " in done.stderr and done.returncode in {0, -signal.SIGALRM}


def one(name, wanted):
    """Fuzz one target, or run one input again."""
    import atheris  # noqa: PLC0415 - not made for every system

    with atheris.instrument_imports(include=["camaudit"]):
        import targets  # noqa: PLC0415 - instrumented while it is imported

    run = targets.TARGETS[name]
    if not wanted.isdecimal():
        run(Path(wanted).read_bytes())
        return
    with tempfile.TemporaryDirectory() as folder:
        for seed in targets.seeds()[name]:
            (Path(folder) / sha256(seed).hexdigest()[:16]).write_bytes(seed)
        limits = [f"-timeout={MAX_SECONDS}", f"-rss_limit_mb={MAX_MEMORY}", "-seed=1"]
        # Findings are written beside, where a person looks for them.
        atheris.Setup(
            [sys.argv[0], f"-atheris_runs={wanted}", *limits, "-max_len=4096",
             f"-artifact_prefix=fuzz-{name}-", folder],
            run,
        )  # fmt: skip
        atheris.Fuzz()


if __name__ == "__main__":
    main()
