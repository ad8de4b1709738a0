from typing import Any, Dict, List, Literal, Optional, TypedDict

Item = TypedDict(
    "Item",
    {
        "id": int,
        "class": str,  # a keyword
        "state": 'Literal["draft", "active", "on_hold"]',
        "price": Optional[float],
        "meta": Optional[Dict[str, Any]],
        "tags": Optional[List[str]], "created": str,
        "note": "Optional[str]",
        "size": int
    },
    total=False,
)
