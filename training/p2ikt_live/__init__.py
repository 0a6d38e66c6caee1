"""Training of the P2IKT.Live networks: data, networks, losses, evaluation and export.

Modules import downwards only: models and data know neither losses nor evaluation; train, evaluate and export know them all.
"""
