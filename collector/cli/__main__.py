"""`python -m collector.cli` is `mkaguzi`."""

import sys

from collector.cli.entry import main

sys.exit(main())
