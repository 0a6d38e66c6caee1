"""Measurements of a network: metrics, scores on synthetic and real pairs, and the focus decision."""
