"""Scrapy's own commands where newscrawl has more to say (see COMMANDS_MODULE in newscrawl/settings.py)."""
