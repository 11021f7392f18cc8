"""Run as `python -m camaudit`."""

import sys

from camaudit.cli import main

if __name__ == "__main__":
    sys.exit(main())
