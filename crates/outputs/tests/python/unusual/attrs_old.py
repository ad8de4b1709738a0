import attr


@attr.s(auto_attribs=False, kw_only=True)
class Item(object):
    id = attr.ib(type=int)
    class_ = attr.ib(metadata={"column": "class"})
    state = attr.ib(default="draft")
    price = attr.ib(default=None)
    meta = attr.ib(factory=dict)
    tags = attr.ib(default=None)
    created = attr.ib()
    note = attr.attrib(default=None)
    size = attr.ib(converter=int)
    no_column = 3
