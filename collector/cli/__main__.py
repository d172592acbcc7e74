"""`python -m collector.cli` is `mkaguzi`."""

import sys

from collector.cli.command import main

sys.exit(main())
