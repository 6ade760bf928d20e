"""The frame of a batch is judged the same whether its rows are taken at once or looked at one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from marshmallow import RAISE, Schema, ValidationError, fields

from shared.web.batches import BatchSchema, LineSchema

ODD = st.sampled_from([None, "", "1", 0, 1, 2, -1, True, 1.0, 2**53, 2**53 + 1, [], {}, {"a": "b"}])
LINES = st.dictionaries(st.sampled_from(["row", "occurrence", "values", "other"]), ODD)


class Plain(Schema):
    """The same without the quick look."""

    class Meta:
        unknown = RAISE

    rows = fields.List(fields.Nested(LineSchema), required=True)


def judged(schema: Schema, body: Any) -> Any:
    """The rows, each with its occurrence; or what is wrong."""
    try:
        return [{"occurrence": 1, **row} for row in schema.load(body)["rows"]]
    except ValidationError as error:
        return error.messages


@given(lines=st.lists(LINES | ODD, min_size=1, max_size=3))
def test_a_frame_is_judged_as_marshmallow_judges_it(lines: list[Any]) -> None:
    """The same rows, or the same complaints."""
    assert judged(BatchSchema(), {"rows": lines}) == judged(Plain(), {"rows": lines})
