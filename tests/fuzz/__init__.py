"""Coverage-guided fuzzing of what reads foreign bytes, and the inputs that were worth keeping."""
