"""What the values in signed documents may look like."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from msgspec import Meta

from app.sync.documents import INTEGER_LIMIT

Hash: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Uid: TypeAlias = Annotated[
    str, Meta(pattern=r"\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
]
BundleId: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Whole: TypeAlias = Annotated[int, Meta(ge=0, le=INTEGER_LIMIT)]
Position: TypeAlias = Annotated[int, Meta(ge=1, le=10**15 - 1)]
Short: TypeAlias = Annotated[str, Meta(max_length=200)]
MediaKind: TypeAlias = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9./+-]{0,79}\Z")]
