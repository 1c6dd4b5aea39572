"""Reading a file that is brought in, as its plan says: a file of places, a log, or a table.

Nothing is written here, so that what is wrong with a file or its plan is known before anything is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from app.core.clock import Moment
from app.core.errors import AppError
from app.core.files import opened_for_reading, read_bounded
from app.core.jobs import Ticket
from app.exchange.features import Problem
from app.exchange.logs import LOG
from app.exchange.reading import read_features
from app.exchange.shapefiles import beside
from app.exchange.standing import stood
from app.exchange.survey_tables import LIMIT_BYTES, SURVEY, measured, text_of
from app.models.survey import SurveyControl, SurveyPoint
from app.rules.check_shots import Setting, is_called, judged_by, residual_m
from app.rules.world import naming
from app.services.desk import Desk
from app.services.import_plans import (
    LOCAL,
    Draft,
    Made,
    Plan,
    made_of,
    measured_values,
    point_values,
)
from app.services.local_grids import tie_of

_SURVEYED: Final = frozenset({SurveyPoint.kind, SurveyControl.kind})


class ImportPlanError(AppError):
    """What a file is to become does not fit the file or the store."""


@dataclass(frozen=True, slots=True)
class CheckedMark:
    """A control point that the file measures again, and how far from where it is known to be."""

    name: str
    residual_m: Decimal
    setting: Setting


Checked = list[tuple[SurveyControl, CheckedMark]]


def read_made(
    desk: Desk, path: Path, plan: Plan, ticket: Ticket
) -> tuple[str, list[Made], Checked]:
    """The format of a file, what each of its places becomes, and the marks that it checks.

    Raises:
        ImportRefusedError: nothing of the file can be trusted.
        ImportPlanError: the plan does not fit the file.
        FileTroubleError: the file cannot be read.
    """
    now = desk.now()
    if plan.survey is not None:
        made, checked = _read_survey(desk, path, plan)
        return SURVEY, made, checked
    with opened_for_reading(path) as opened:
        told = read_features(opened, now.instant, ticket, beside(path), plan.stated)
        if told.format == LOG:
            opened.seek(0)
            return LOG, _of_log(iter(lambda: opened.read(65_536), b""), plan, now), []
        made = list(made_of(told.items, told.format, plan, now.offset_minutes))
    return told.format, made, []


def _of_log(blocks: Iterator[bytes], plan: Plan, now: Moment) -> list[Made]:
    told = stood(blocks, now.instant)
    where = Problem("{number} positions", "", {"number": told.fixes})
    if told.position is None:
        why = (
            "The receiver moved. Ways are kept in the original only."
            if told.has_moved
            else "There is no position in this log."
        )
        return [Problem(where.where, why, where.values)]
    at = Moment(told.at, now.offset_minutes) if told.at else None
    return [Draft(point_values(plan.kind, plan.site, told.position, at=at), where)]


def _read_survey(desk: Desk, path: Path, plan: Plan) -> tuple[list[Made], Checked]:
    survey = plan.survey
    if survey is None or not survey.layout.is_whole or plan.kind not in _SURVEYED:
        raise ImportPlanError(
            "It is not said which columns are the easting and the northing.",
            hint="Choose what each column holds, one for each.",
        )
    text = text_of(read_bounded(path, LIMIT_BYTES))
    with desk.store.reading() as view:
        tie = tie_of(view, plan.site) if survey.system == LOCAL else None
        controls = list(naming(view.records, SurveyControl, "site", plan.site))
    made: list[Made] = []
    checked: Checked = []
    for point in measured(text, survey.layout):
        if isinstance(point, Problem):
            made.append(point)
            continue
        told = measured_values(point, plan, survey, tie)
        where = Problem("line {number}", "", {"number": point.line})
        control = next((one for one in controls if is_called(one, point.number)), None)
        if isinstance(told, Problem):
            made.append(told)
        elif plan.kind == SurveyPoint.kind and control is not None and "easting_m" in told:
            residual = residual_m(
                control, told["easting_m"], told["northing_m"], told.get("height_m")
            )
            if residual is not None:
                mark = CheckedMark(control.title, residual, judged_by(residual))
                checked.append((control, mark))
            made.append(Draft(told, where))
        else:
            made.append(Draft(told, where))
    if any(mark.setting is Setting.SET_UP_AGAIN for _, mark in checked):
        made = [_not_set_up(one) if isinstance(one, Draft) else one for one in made]
    return made, checked


def _not_set_up(draft: Draft) -> Problem:
    return Problem(
        draft.where.where,
        "The check shot is off by more than 0.10 m. Set the instrument up again and measure anew.",
        draft.where.values,
    )
