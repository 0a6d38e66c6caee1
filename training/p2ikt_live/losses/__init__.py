"""What training minimises. Pictures are (N,3,H,W), B, G, R in [0, 1]."""
