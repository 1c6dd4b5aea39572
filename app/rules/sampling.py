"""Samples are taken on somebody's order, before somebody's eyes."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.finds import Sample
from app.models.record import Record
from app.rules.becoming import is_first_said
from app.rules.declared import rule
from app.rules.verdicts import Level, Verdict


@rule(
    "BR-20",
    levels=(Level.WARN,),
    at="sample",
    test="test_sampling.py::test_samples_are_taken_on_order",
)
def samples_are_taken_on_order(sample: Sample, previous: Record | None) -> Iterator[Verdict]:
    """Whoever takes a sample in the field says who ordered it."""
    if (
        is_first_said(sample, previous, "taken_by")
        and sample.authorised_by is None
        and sample.order_document is None
    ):
        yield Verdict(
            "BR-20",
            Level.WARN,
            "Nobody is named who ordered sample {sample}.",
            "Enter who ordered it, or the document. Without an order, samples are taken in the "
            "mortuary.",
            field="authorised_by",
            values={"sample": sample.title},
        )
    if sample.taken_by and sample.taken_by == sample.witness:
        yield Verdict(
            "BR-20",
            Level.WARN,
            "Whoever took sample {sample} is also its witness.",
            "A witness is a second person who saw it taken.",
            field="witness",
            values={"sample": sample.title},
        )
