"""An outcome as the JSON document that ``schema.json`` describes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from squash.outcome import BaselineSummary, Outcome, RevisionSummary

SCHEMA_VERSION = 1


def document(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON values; nothing is left out but the text of the baseline."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": outcome.command,
        "result": outcome.result,
        "exit_code": outcome.exit_code,
        "applied": outcome.applied,
        "equivalent": outcome.equivalent,
        "reason": outcome.reason,
        "project": outcome.project,
        "postgres": None if outcome.postgres is None else asdict(outcome.postgres),
        "cut": None if outcome.cut is None else _revision(outcome.cut),
        "removed": [_revision(revision) for revision in outcome.removed],
        "kept": [_revision(revision) for revision in outcome.kept],
        "unproved": list(outcome.unproved),
        "baseline": None if outcome.baseline is None else _baseline(outcome.baseline),
        "checks": [
            {
                "name": check.name,
                "passed": check.passed,
                "detail": check.detail,
                "differences": [asdict(difference) for difference in check.differences],
            }
            for check in outcome.checks
        ],
        "explained": [asdict(difference) for difference in outcome.explained],
        "hazards": [asdict(hazard) for hazard in outcome.hazards],
        "rows": [
            {"table": table.table, "rows": table.rows, "volatile": list(table.volatile)}
            for table in outcome.rows
        ],
        "timings": [
            {"step": timing.step, "seconds": round(timing.seconds, 3)} for timing in outcome.timings
        ],
        "fresh": _fresh(outcome.fresh),
        "result_hash": outcome.result_hash,
        "error": None if outcome.error is None else asdict(outcome.error),
        "evidence": list(outcome.evidence),
        "repeat": list(outcome.repeat),
        "report": outcome.report,
        "following": list(outcome.following),
    }


def json_text(outcome: Outcome) -> str:
    """The document as the text of ``report.json``."""
    return json.dumps(document(outcome), indent=2, ensure_ascii=False) + "\n"


def _fresh(seconds: tuple[float, float] | None) -> dict[str, float] | None:
    if seconds is None:
        return None
    return {"before": round(seconds[0], 3), "after": round(seconds[1], 3)}


def _revision(revision: RevisionSummary) -> dict[str, Any]:
    return {
        "id": revision.id,
        "doc": revision.doc,
        "created": None if revision.created is None else revision.created.isoformat(),
        "path": revision.path,
        "parents": list(revision.parents),
        "lines": revision.lines,
    }


def _baseline(baseline: BaselineSummary) -> dict[str, Any]:
    return {
        "path": baseline.path,
        "revision": baseline.revision,
        "statements": baseline.statements,
        "bytes": baseline.bytes,
        "sha256": baseline.sha256,
        "kinds": dict(baseline.kinds),
        "downgrade": baseline.downgrade,
    }
