"""Training data: photographs, synthetic defocus, pairs of photographs, and the loader of a training step."""
