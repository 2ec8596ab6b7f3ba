"""Replay: the same spider over archived pages, with the network off.

What it is for: after a family learned to read its lists better, see what a crawl would find in what is already
archived, without asking any site again. It writes neither to the archive nor to the ledger.
"""
