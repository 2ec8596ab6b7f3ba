"""The review: a page served to this machine alone, and the file that its verdicts go to."""
