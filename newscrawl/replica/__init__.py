"""A small local copy of such a site: a pure map from path to page, and its server.

Used by the demo, the tests and the benchmarks; it needs no network and no other part of newscrawl but its errors.
"""

from newscrawl.replica.faults import Fault, FaultPlan
from newscrawl.replica.server import ReplicaServer, Request
from newscrawl.replica.serving import serve_forever
from newscrawl.replica.site import ReplicaSite

__all__ = ["Fault", "FaultPlan", "ReplicaServer", "ReplicaSite", "Request", "serve_forever"]
