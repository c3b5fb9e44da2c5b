"""Downloader middlewares: robots.txt, redirects that leave the site, bodies cut short, bytes that were not kept."""
