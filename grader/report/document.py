"""The report as plain data, for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from grader.report.survey import ItemReport, Survey


def document(survey: Survey) -> dict[str, Any]:
    """Return all that the page says, and what it leaves out for its length, as JSON can hold it.

    Parameters
    ----------
    survey
        The class.
    """
    return {
        "assignment": survey.sheet.name,
        "max_score": survey.sheet.max_score,
        "submissions": len(survey.sheet.submissions),
        "counted": len(survey.counted),
        "scores": asdict(survey.spread) if survey.spread else None,
        "exercises": [_item(item) for item in survey.items],
        "suspects": [
            {
                "exercise": one.item.key,
                "unnamed": one.unnamed,
                "failed": one.failed,
                "written": one.written,
                "rest_share": one.rest_share,
                "class_share": one.class_share,
                "messages": [asdict(message) for message in one.messages],
                "students": list(one.students),
            }
            for one in survey.suspects
        ],
        "mistakes": [
            {"id": one.match.id, "exercise": one.exercise, "says": one.match.says, "students": sorted(one.students)}
            for one in survey.tally.by_frequency()
        ],
        "use": {
            one.measure: {**asdict(one.spread), "limit": one.limit, "largest": dict(one.largest)}
            for one in survey.uses
        },
        "attention": [asdict(notice) for notice in survey.notices],
        "said_of_all": list(survey.said_of_all),
    }


def _item(item: ItemReport) -> dict[str, Any]:
    tally = item.tally
    return {
        "id": item.key,
        "title": item.title,
        "max_score": item.max_score,
        "by_hand": item.by_hand,
        "counted": item.analysis.number,
        "difficulty": item.analysis.difficulty,
        "discrimination": asdict(item.analysis.discrimination),
        "answers": {status.value: number for status, number in tally.statuses.items()} if tally else None,
        "criteria": {
            key: {"title": one.title, "written": one.written, "failed": one.failed, "points_lost": one.lost}
            for key, one in tally.criteria.items()
        }
        if tally
        else None,
    }
