"""Downloader middlewares: the guard before every request, patience between them, the archive after them."""
