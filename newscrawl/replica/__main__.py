"""`python -m newscrawl.replica --port 8000`: the replica alone."""

from __future__ import annotations

import argparse
import sys

from newscrawl.errors import NewscrawlError
from newscrawl.replica.serving import serve_forever


def main() -> int:
    """Parses the command line and serves; 1 where the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m newscrawl.replica", description="Serve the replica of 地方网.")
    parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1, 0 for any free one (8000)")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other articles (0)")
    parser.add_argument("--articles", type=int, help="articles in each of the 14 channels (9 to 44)")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds every answer waits (0)")
    args = parser.parse_args()
    try:
        serve_forever(
            args.port, seed=args.seed, articles_per_channel=args.articles, latency=args.latency, ready=_announce
        )
    except NewscrawlError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _announce(url: str, articles: int) -> None:
    sys.stdout.write(f"Serving {articles} articles at {url}/ until Ctrl-C.\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
