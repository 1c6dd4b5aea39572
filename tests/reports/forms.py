"""Forms as a season would fill them: one with everything on it, one with one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.core.clock import Moment
from app.reports.custody import (
    Amendment,
    Content,
    CustodyForm,
    Discrepancy,
    Disposition,
    Dispute,
    DisputedValue,
    Hand,
    Party,
    Printing,
    Seal,
    SealCheck,
    Signature,
    Superseded,
    Transfer,
    Witness,
)
from app.reports.words import Bilingual

UID = "6f1d0e0a-6f0b-4b9e-9d5e-0a2b4c6d8e0f"
HEAD = "3f9a01bc77e24d5590aa12ffed001122" * 2
PEOPLE = (
    ("أحمد عبد الكريم الموسوي", "Ahmad Abdulkarim al-Musawi"),
    ("سارا محەمەد ڕەسوڵ", "Sara Mohammed Rasul"),
    ("فاطمهٔ حسینی‌نژاد", "Fatemeh Hosseini-Nejad"),
    ("عبد الرحمن بن عبد العزيز آل سعدون العبيدي", "Abdulrahman al-Saadoun al-Obaidi"),
    ("Rəşad Əliyev", "Rəşad Əliyev"),
)
REMARKS = (
    "الختم سليم عند الاستلام، والكيس جاف (نعم). رقم الشاحنة \u2066BAS-4471\u2069.",
    "Bag wet on the outside; dried and checked before the seal was put on.",
    "مۆرەکە ساغ بوو، ڕەنگی سوور، ژمارە ١٢٣٤٥.",
    "کیسه در ساعت ۱۴:۳۵ تحویل گچ‌کار شد.",
    "",
)
RELEASED = Bilingual("Released", "أُخرجت")
KEY = Bilingual("Signed with a key", "وُقّع بمفتاح")
UNSEEN = Bilingual("Does not count: nothing shows it", "لا يُحتسب: لا شيء يُظهره")
INTACT, BROKEN = Bilingual("Intact", "سليم"), Bilingual("Broken", "مكسور")


def at(day: int, hour: int, minute: int = 0, offset: int = 180) -> Moment:
    """A moment of November 2026, as a clock with that offset showed it."""
    wall = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    return Moment(wall - timedelta(minutes=offset), offset)


def party(place: int) -> Party:
    name, latin = PEOPLE[place % len(PEOPLE)]
    return Party(name, latin, Bilingual("Medico-Legal Directorate", "دائرة الطب العدلي"))


def transfer(line: int) -> Transfer:
    is_broken = line == 8
    return Transfer(
        line=line,
        at=at(10 + line // 3, 8 + line % 9, line * 7 % 60),
        event=RELEASED,
        number=f"A7F3-{120 + line:06}",
        released_by=party(line - 1),
        received_by=party(line),
        release=Signature(KEY, at(10 + line // 3, 18)) if line % 3 else None,
        receipt=Signature(KEY, doubt=UNSEEN if line == 5 else "") if line % 2 else None,
        from_place=Bilingual("Field store", "مخزن الموقع"),
        to_place=Bilingual("Laboratory store, Basra", "مخزن المختبر، البصرة"),
        purpose=Bilingual("Transport", "نقل"),
        seal="IQ-0048211" if line < 9 else "IQ-0048377",
        seal_condition=BROKEN if is_broken else INTACT,
        is_seal_in_doubt=is_broken,
        new_seal="IQ-0048377" if line == 9 else "",
        condition=Bilingual("As recorded before", "كما سُجّل سابقاً"),
        remarks=REMARKS[line % len(REMARKS)],
    )


def one_event() -> CustodyForm:
    """The morning of the find: collected, sealed, one line."""
    return CustodyForm(
        number="SNJ03-01-A0003B",
        uid=UID,
        organisation=Bilingual("Mass Graves Directorate", "دائرة شؤون المقابر الجماعية"),
        operation="BAS26",
        site="SNJ03",
        sensitivity=Bilingual("C2 · Confidential", "C2 · سري"),
        printing=Printing(
            at(21, 18, 2), Bilingual(PEOPLE[1][1], PEOPLE[1][0]), HEAD, "b41c99d07e5512ab98"
        ),
        description="Nearly complete skeleton of one person",
        category=Bilingual("Body", "جثمان"),
        quantity="1",
        grave="SNJ03-G01",
        collected_by=party(0),
        collected_at=at(10, 7, 40),
        collected_place="SNJ03, G01",
        condition="Dry, soil attached to both femora.",
        transfers=(transfer(1),),
        attachment=b'{"number":"SNJ03-01-A0003B"}',
    )


def twelve_events() -> CustodyForm:
    """An ordinary case on its way to the mortuary."""
    return replace(one_event(), transfers=tuple(transfer(line) for line in range(1, 13)))


def everything() -> CustodyForm:
    """A container with all that can stand on the form."""
    struck = Superseded(
        reason="كُتب رقم الختم خطأً: قُرئ 1 بدل 7.",
        author=Bilingual(PEOPLE[1][1], PEOPLE[1][0]),
        at=at(12, 9, 15),
        approver=Bilingual(PEOPLE[0][1], PEOPLE[0][0]),
        by_line=5,
    )
    transfers = [transfer(line) for line in range(1, 15)]
    transfers[3] = replace(transfers[3], superseded=struck)
    transfers[5] = replace(
        transfers[5],
        receipt=None,
        receipt_line=7,
        is_disputed=True,
        others=(
            Hand(Bilingual("Witnessing", "بصفة شاهد"), party(3), Signature(KEY)),
            Hand("Approving", party(4)),
        ),
    )
    transfers[12] = replace(transfers[12], at=None)
    transfers[13] = replace(transfers[13], is_final=False)
    return replace(
        one_event(),
        number="SNJ03-KA0031",
        container=Bilingual("Body bag", "كيس جثث"),
        part="1 / 3",
        initials=Bilingual("Yes", "نعم"),
        transfers=tuple(transfers),
        is_container=True,
        contents=(
            Content("SNJ03-01-A0003B", Bilingual("Body", "جثمان"), "1", "جزء علوي"),
            Content("SNJ03-01-A0003/E02", Bilingual("Footwear", "أحذية"), "2", "two boots, left"),
        ),
        seals=(
            Seal(
                "IQ-0048211",
                Bilingual("Numbered plastic seal", "ختم بلاستيكي مرقّم"),
                at(10, 8),
                PEOPLE[0][0],
                at(13, 9, 3),
                PEOPLE[1][0],
                Bilingual("Examination", "فحص"),
                (SealCheck(1, INTACT), SealCheck(8, BROKEN, is_in_doubt=True)),
            ),
            Seal("IQ-0048377", Bilingual("Tape seal", "ختم شريطي"), at(13, 9, 20), PEOPLE[2][0]),
        ),
        first_seal_witness=Witness(party(4), "SNJ03", at(10, 8)),
        discrepancies=(
            Discrepancy(8, Bilingual("Seal", "ختم"), "الختم مكسور عند الاستلام.", is_open=True),
            Discrepancy(
                3, Bilingual("Label", "الملصق"), "Inner label missing.", False, "Reprinted."
            ),
        ),
        gaps=(Bilingual("Line 9 was never received.", "لم يُستلم السطر \u20669\u2069."),),
        disposition=Disposition(
            Bilingual("Repatriation", "إعادة"), at(25, 11, 0, 210), "شلمچه", party(2), "REP-12"
        ),
        disposition_witness=Witness(party(3), "شلمچه", at(25, 11, 0, 210), Signature(KEY)),
        amendments=(
            Amendment(
                Bilingual("Description", "الوصف"),
                "Two persons",
                "One person",
                "Counted again",
                PEOPLE[1][0],
                at(12, 9),
                PEOPLE[0][0],
            ),
        ),
        disputes=(
            Dispute(
                Bilingual("Grave", "القبر"),
                (
                    DisputedValue("SNJ03-G01", PEOPLE[1][0], at(12, 9, 12)),
                    DisputedValue("SNJ03-G02", PEOPLE[4][0], at(12, 11, 40)),
                ),
            ),
        ),
        hazard=Bilingual(
            "2 open hazards · nearest 43 m NE",
            "خطران مفتوحان · الأقرب \u206643\u2069 م شمال شرق",
        ),
        withdrawn=Bilingual("WITHDRAWN: counted twice", "مسحوب: عُدّ مرتين"),
        is_draft=True,
        is_practice=True,
    )
