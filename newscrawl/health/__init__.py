"""Is a run as this channel's runs always were? Pure rules: figures of a run and of those before it in, alarms out.

`figures` counts what a run saw of a channel; `chance` says how surprising a count is; `shares`, `lines`, `listings`
and `silence` are the rules, `rules.judge` applies them all. Nothing here reads a clock, a file or the network.
"""

from newscrawl.health.figures import Figures, figures_of
from newscrawl.health.rules import judge
from newscrawl.health.run import SITE, Alarm, Judgement, Past, Run, Text

__all__ = ["SITE", "Alarm", "Figures", "Judgement", "Past", "Run", "Text", "figures_of", "judge"]
