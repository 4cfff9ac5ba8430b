"""Reads, lints and compares IVR flows of Alibaba Cloud Contact Center (云联络中心).

>>> import ivr_flow
>>> report = ivr_flow.lint('{"activities": [{"type": "HANGUP", "id": "a", "name": "挂机"}]}')
>>> [finding.rule for finding in report]
['missing-entry']
"""

from typing import Literal

from ._ivr_flow import (
    Activity,
    ActivityRef,
    Edit,
    Exit,
    ExitRef,
    Finding,
    Fix,
    Flow,
    FlowRef,
    Report,
    Span,
    Summary,
    __version__,
    calls,
    diff,
    lint,
    parse,
    stats,
)

Lang = Literal["en", "zh"]
"""The language of messages."""
Severity = Literal["error", "warning", "note"]
"""How severe a finding is."""
Cover = Literal["exits", "activities"]
"""What test calls go through at least once."""

__all__ = [
    "Activity",
    "ActivityRef",
    "Cover",
    "Edit",
    "Exit",
    "ExitRef",
    "Finding",
    "Fix",
    "Flow",
    "FlowRef",
    "Lang",
    "Report",
    "Severity",
    "Span",
    "Summary",
    "__version__",
    "calls",
    "diff",
    "lint",
    "parse",
    "stats",
]
