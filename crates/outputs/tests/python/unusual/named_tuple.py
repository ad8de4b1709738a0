import collections
import typing


_Keyword = typing.TypedDict("_Keyword", {"class": str})


# pgplumb: ignore
class Part(typing.NamedTuple):
	id: int
	state: str
	price: typing.Optional[float]
	meta: typing.Any
	tags: typing.Optional[typing.Tuple[str, ...]]
	created: str
	note: typing.Optional[str] = None
	size: int = \
		1


Pair = collections.namedtuple("Pair", "a b")
State = typing.NamedTuple("State", [("draft", int)])
