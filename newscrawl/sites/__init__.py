"""What newscrawl knows of each site: one declaration a file, and nothing of its markup."""

from newscrawl.sites.profile import SiteProfile
from newscrawl.sites.scol import SCOL
from newscrawl.sites.yybnet import YYBNET

SITES = {site.name: site for site in (YYBNET, SCOL)}

__all__ = ["SCOL", "SITES", "YYBNET", "SiteProfile"]
