"""The cut: where a history is cut, what goes and what stays."""

from __future__ import annotations

from squash.cut.choice import Cut, NothingToDo, Policy, choose_cut
from squash.cut.clean import clean_cuts
from squash.cut.survey import CleanCut, Survey, survey

__all__ = [
    "CleanCut",
    "Cut",
    "NothingToDo",
    "Policy",
    "Survey",
    "choose_cut",
    "clean_cuts",
    "survey",
]
