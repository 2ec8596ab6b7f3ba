"""The version that every record carries: raise it when a change of rules changes records."""

EXTRACTOR_VERSION = "edumeet-5"
