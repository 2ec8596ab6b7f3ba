"""Meetings, documents and policies that a text refers to, with evidence."""

from transforms.references.reader import read_references

__all__ = ["read_references"]
