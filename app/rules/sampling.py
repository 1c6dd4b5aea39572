"""Samples are taken on somebody's order, before somebody's eyes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.models.containers import Container
from app.models.custody import TRANSFERS
from app.models.finds import Sample
from app.models.record import Record
from app.rules.becoming import is_first_said
from app.rules.contents import all_within
from app.rules.custody import Custody
from app.rules.declared import rule
from app.rules.labels import FORMAT
from app.rules.verdicts import Level, Verdict
from app.rules.world import Records, found


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


@rule(
    "BR-20",
    levels=(Level.BLOCK,),
    at="custody that changes hands, where labels were read",
    test="test_sampling.py::test_as_many_tubes_are_scanned_as_samples_are_listed",
)
def tubes_are_scanned(
    event_type: str, scanned: Mapping[str, str], records: Records
) -> Iterator[Verdict]:
    """As many tubes are scanned as samples are on the list; those under a seal stand on it.

    `scanned` are the items of an event with their labels as they were read, "" for none.
    """
    if event_type not in TRANSFERS:
        return
    custody = Custody(records)
    listed = {
        inner
        for item in scanned
        if found(records, Container, item) is None or not custody.of(item).seal
        for inner in all_within(item, records)
        if found(records, Sample, inner) is not None
    }
    read = [item for item in listed if scanned.get(item)]
    if len(read) != len(listed):
        yield Verdict(
            "BR-20",
            Level.BLOCK,
            "Samples on the list: {listed}; tubes scanned: {scanned}.",
            "Scan every tube, and find out what is missing before anything goes on.",
            field="lines",
            values={"listed": len(listed), "scanned": len(read)},
        )


@rule(
    "BR-20",
    levels=(Level.BLOCK,),
    at="custody, where a label was read",
    test="test_sampling.py::test_the_number_of_a_sample_is_scanned_and_not_typed",
)
def samples_are_not_typed(item: Record, label: str) -> Iterator[Verdict]:
    """The number of a sample is read off its tube by a scanner, and never typed again."""
    if isinstance(item, Sample) and label and not label.strip().startswith(f"{FORMAT}|"):
        yield Verdict(
            "BR-20",
            Level.BLOCK,
            "The number of {item} was typed; that of a sample is scanned from its tube.",
            "Scan the code on the tube. If it cannot be read, print the label again and let two "
            "people compare both.",
            field="lines",
            values={"item": item.title},
        )
