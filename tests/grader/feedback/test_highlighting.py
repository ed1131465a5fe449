"""Code is coloured and escaped, in good time whatever it holds."""

from __future__ import annotations

import re
from time import process_time

import pytest

from grader.feedback.highlighting import code_block


@pytest.mark.parametrize("text", ["a.", "\t\n", "(", "f'{", '"""', "@", "u'\\N{"])
def test_hostile_code_costs_no_seconds(text: str) -> None:
    start = process_time()
    code_block((text * 20_000)[:20_000])
    assert process_time() - start < 2


def test_code_is_coloured_and_escaped_and_magics_survive() -> None:
    html = code_block("%%time\nx = '</code><script>'")
    assert "%%" in re.sub("<[^>]*>", "", html)
    assert "<script" not in html and 'class="s1"' in html
