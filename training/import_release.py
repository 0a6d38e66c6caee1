"""Converts the published P2IKT weights: python3 import_release.py --help."""
import sys

from p2ikt_live.export.import_release import main

if __name__ == "__main__":
    sys.exit(main())
