"""Downloader middlewares: robots.txt, redirects that leave the site, pauses, bodies cut short or not kept."""
