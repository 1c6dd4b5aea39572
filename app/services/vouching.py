"""Who has vouched for what: the seals of people's sessions, looked over in every journal here."""

from __future__ import annotations

from app.core.jobs import Ticket
from app.rules.sessions import Attribution, attributed
from app.services.anchors import certificates
from app.store.transactions import View


def attributions(view: View, ticket: Ticket | None = None) -> list[Attribution]:
    """What people have sealed in each journal, by the certificates that have arrived.

    A seal that is false is an alarm: somebody signed in another's name, or altered what was sealed.

    Raises:
        Cancelled: the person asked to stop.
    """
    ticket = ticket or Ticket()
    known = certificates(view)
    found = []
    journals = view.lines.journals()
    for done, state in enumerate(journals):
        ticket.checkpoint("checking the journals", done, len(journals))
        segments = view.lines.segments_from(state.uid, 1)
        found.append(attributed(state.uid, segments, known))
    return found
