"""What a certificate of clearance covers, and why one does not count.

A certificate counts once it is final, whole, agreed on by all laptops and signed by someone who
held a clearance role. It covers a place only if the place, wherever it truly is, lies in its area.
One whose outcome is *cancelled* and that states no depth says that survey found no reason to clear:
it holds to any depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.clock import Moment
from app.geo.area import Containment, contains_with_error
from app.models.clearance import ClearanceCertificate
from app.models.record import State
from app.models.signatures import Signature
from app.rules.binding import Standing, standing_of
from app.rules.ground import Spot
from app.rules.roles import Act, may
from app.rules.world import Records

NO_REASON_TO_CLEAR = "CANCELLED"

_ELSEWHERE, _AT_THE_EDGE, _TOO_EARLY, _TOO_LATE, _NOT_COUNTING, _TOO_DEEP = range(6)

_MATERIAL = frozenset(
    {
        "area",
        "cleared_depth_m",
        "hazards",
        "outcome",
        "signatures",
        "state",
        "valid_from",
        "valid_until",
    }
)
_ASK = "Ask the clearance agency for a certificate of this ground, to the depth of the work."


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a certificate does not help: a sentence and what to do, both templates.

    `nearness` ranks how close it came to helping; the closest is worth telling.
    """

    message: str
    hint: str
    values: Mapping[str, object] = field(default_factory=dict)
    nearness: int = _NOT_COUNTING

    @property
    def is_depth(self) -> bool:
        """Whether nothing but the depth is wrong (BR-02)."""
        return self.nearness == _TOO_DEEP


def fault_of(certificate: ClearanceCertificate, records: Records) -> Fault | None:
    """Why the certificate counts nowhere; None if it counts.

    BR-03: nobody but a clearance role releases ground.
    """
    values = {"certificate": certificate.title}
    if certificate.state in {State.WITHDRAWN, State.SUPERSEDED}:
        return Fault("Certificate {certificate} was withdrawn or replaced.", _ASK, values)
    if certificate.disputed & _MATERIAL:
        return Fault(
            "Two laptops disagree about certificate {certificate}, so it does not count.",
            "Open Conflicts and decide together with the clearance agency.",
            values,
        )
    if not certificate.is_final:
        return Fault(
            "Certificate {certificate} is still a draft, so it does not count.",
            "Complete it from the signed paper and make it final.",
            values,
        )
    if certificate.area is None or certificate.valid_from is None or _lacks_depth(certificate):
        return Fault(
            "Certificate {certificate} does not say which area, how deep or from when.",
            "Complete it from the signed paper.",
            values,
        )
    return unsigned(certificate, records)


def unsigned(certificate: ClearanceCertificate, records: Records, author: str = "") -> Fault | None:
    """What is wrong while nobody with a clearance role has issued what it says now (BR-03).

    `author` saves what nobody has said yet.
    """
    issued = [one for one in certificate.signatures or () if _is_issue(one, certificate, records)]
    stands = [standing_of(one, certificate, records, author=author) for one in issued]
    if any(one.counts for one in stands):
        return None
    if Standing.CHANGED in stands:
        return Fault(
            "Certificate {certificate} was changed after it was signed, so it does not count.",
            "Let the clearance team leader sign what it says now, or record a new certificate.",
            {"certificate": certificate.title},
        )
    return Fault(
        "Nobody with the role of EOD has issued certificate {certificate}.",
        "Add the signature of the clearance team leader, who needs the role of EOD at that time.",
        {"certificate": certificate.title},
    )


def gap(
    certificate: ClearanceCertificate, spot: Spot, depth_m: Decimal | None, at: Moment
) -> Fault | None:
    """Why a certificate that counts does not cover this work; None if it covers it.

    An unknown depth is not held against it here.
    """
    return gap_at(certificate, where_of(certificate, spot), spot, depth_m, at)


def where_of(certificate: ClearanceCertificate, spot: Spot) -> Containment:
    """Where a place lies as to the area of a certificate, whatever the depth and the day."""
    if certificate.area is None:
        return Containment.OUTSIDE
    return contains_with_error(certificate.area, spot.place, spot.error_m)


def gap_at(
    certificate: ClearanceCertificate,
    where: Containment,
    spot: Spot,
    depth_m: Decimal | None,
    at: Moment,
) -> Fault | None:
    """`gap`, for whom it is known where the place lies."""
    values: dict[str, object] = {"certificate": certificate.title}
    if where is Containment.OUTSIDE:
        return nothing_there()
    if where is not Containment.INSIDE:
        return Fault(
            "With its error of {error} m this place may lie outside the area of {certificate}.",
            "Measure the position more exactly, or ask for a larger area to be cleared.",
            values | {"error": round(spot.error_m, 1)},
            _AT_THE_EDGE,
        )
    if certificate.valid_from is not None and at.instant < certificate.valid_from.instant:
        return Fault(
            "Certificate {certificate} holds only from {begins} on.",
            "Wait until it holds, and check that the date of this laptop is right.",
            values | {"begins": certificate.valid_from},
            _TOO_EARLY,
        )
    if certificate.valid_until is not None and at.instant > certificate.valid_until.instant:
        return Fault(
            "Certificate {certificate} ended on {until}.",
            "Stop, and ask the clearance agency to extend it or to issue a new one.",
            values | {"until": certificate.valid_until},
            _TOO_LATE,
        )
    limit_m = depth_limit_m(certificate)
    if depth_m is not None and limit_m is not None and depth_m > limit_m:
        return Fault(
            "Certificate {certificate} holds to {cleared} m; this work goes down to {depth} m.",
            "Stop at the cleared depth and ask the clearance agency for a new certificate.",
            values | {"cleared": limit_m, "depth": depth_m},
            _TOO_DEEP,
        )
    return None


def nothing_there() -> Fault:
    """What to say where there is no certificate at all."""
    return Fault("No certificate of clearance covers this place.", _ASK, {}, _ELSEWHERE)


def depth_limit_m(certificate: ClearanceCertificate) -> Decimal | None:
    """How deep the certificate lets people work; None where there was no reason to clear."""
    if certificate.cleared_depth_m is None and certificate.outcome == NO_REASON_TO_CLEAR:
        return None
    return certificate.cleared_depth_m or Decimal(0)


def _is_issue(signature: Signature, certificate: ClearanceCertificate, records: Records) -> bool:
    at = signature.at or certificate.occurred_at or certificate.valid_from
    return (
        signature.role == "ISSUE"
        and at is not None
        and may(Act.CLEAR, records, signature.signer, at)
    )


def _lacks_depth(certificate: ClearanceCertificate) -> bool:
    return certificate.outcome != NO_REASON_TO_CLEAR and certificate.cleared_depth_m is None
