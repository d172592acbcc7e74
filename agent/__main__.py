"""`python -m agent` is `mkaguzi-agent`."""

import sys

from agent.cli import main

sys.exit(main())
