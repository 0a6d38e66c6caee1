"""Times a network for the C# benchmark: python3 speed.py CHECKPOINT WIDTHxHEIGHT."""
import sys

from p2ikt_live.export.speed import main

if __name__ == "__main__":
    sys.exit(main())
