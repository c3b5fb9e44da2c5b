"""Downloader middlewares: robots.txt, and redirects that leave the site."""
