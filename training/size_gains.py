"""Writes the gains at each working size into ONNX files: python3 size_gains.py --help."""
import sys

from p2ikt_live.export.size_gains import main

if __name__ == "__main__":
    sys.exit(main())
