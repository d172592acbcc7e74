"""`python -m collector.cli` is `mkaguzi`."""

import sys

from collector.cli import main

sys.exit(main())
