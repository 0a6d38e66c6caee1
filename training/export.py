"""Writes a checkpoint as ONNX: python3 export.py --help."""
import sys

from p2ikt_live.export.export import main

if __name__ == "__main__":
    sys.exit(main())
