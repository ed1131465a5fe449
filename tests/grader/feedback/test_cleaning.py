"""HTML, Markdown and formulas from students are shown and do nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from time import process_time

import pytest

from grader.feedback.cleaning import clean_html, embedded_picture
from grader.feedback.markdown import markdown_to_html, short_prose
from grader.feedback.maths import formula
from grader.feedback.messages import Catalogue

SAY = Catalogue.load("en")


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Elements()
    parser.feed(html)
    return parser.seen


def test_an_honest_table_keeps_its_structure() -> None:
    table = '<table><tr><th scope="row" colspan="2">loss</th><td>0.4</td></tr></table>'
    assert re.sub("</?tbody>", "", clean_html(table)) == table


def test_links_leave_safely_and_other_addresses_are_dropped() -> None:
    assert clean_html('<a href="https://a.example/x?y=1">a</a>') == (
        '<a href="https://a.example/x?y=1" rel="noopener noreferrer">a</a>'
    )
    for bad in ("javascript:alert(1)", "data:text/html,x", "//a.example", "file:///etc/passwd", "a.html"):
        assert "href" not in clean_html(f'<a href="{bad}">a</a>')


def test_only_pictures_that_are_in_the_file_are_kept() -> None:
    assert "src" in clean_html('<img src="data:image/png;base64,aGk=" alt="x">')
    for bad in ("http://a.example/x.png", "data:text/html;base64,aGk=", "x.png", "data:image/png,<svg>"):
        assert "src" not in clean_html(f'<img src="{bad}">')


def test_a_picture_that_is_not_base64_is_refused() -> None:
    assert embedded_picture("image/png", 'x" onerror="alert(1)', "a") is None
    assert embedded_picture("text/html", "aGk=", "a") is None
    assert embedded_picture("image/png", "aG\nk=", '"a"') == (
        '<img src="data:image/png;base64,aGk=" alt="&#34;a&#34;">'
    )


def test_deep_nesting_is_shown_as_text_in_good_time() -> None:
    start = process_time()
    cleaned = clean_html("<div>" * 50_000)
    assert process_time() - start < 1
    assert elements(cleaned) == [("pre", {})]


def test_markdown_renders_formulas_code_tables_and_headings_below_the_pages_own() -> None:
    source = "# T\n\n$a_t$ and\n\n$$b$$\n\n|x|\n|-|\n|1|\n\n```python\ndef f(): pass\n```"
    html = markdown_to_html(source, SAY)
    tags = [tag for tag, _ in elements(html)]
    assert "h3" in tags and "h1" not in tags
    assert tags.count("math") == 2 and "table" in tags
    assert '<span class="k">def</span>' in html


def test_markdown_embeds_attachments_and_names_pictures_it_does_not_load() -> None:
    attached = {"a.png": {"image/png": "aGk="}, "b.png": "odd"}
    assert 'src="data:image/png;base64,aGk="' in markdown_to_html("![x](attachment:a.png)", SAY, attached)
    for source in ("![cat](http://a.example/x.png)", "![cat](attachment:b.png)", "![cat](attachment:none)"):
        html = markdown_to_html(source, SAY, attached)
        assert "<img" not in html and "cat" in html


@pytest.mark.parametrize("source", ["![$x$](data:image/png;base64,aGk=)", '<a title="$x$" href="$y$">z</a>'])
def test_marks_of_markdown_never_stay_or_enter_an_attribute(source: str) -> None:
    html = markdown_to_html(source, SAY)
    assert not re.search(r"mark[0-9a-f]{24}", html)
    assert all("<" not in (value or "") for _, attributes in elements(html) for value in attributes.values())


@pytest.mark.parametrize("text", ["\\\\[", "\\begin{a}", "[", "**a", "> ", "|a|\n|-|\n", "$a"])
def test_hostile_markdown_costs_no_seconds(text: str) -> None:
    start = process_time()
    markdown_to_html((text * 20_000)[:20_000], SAY)
    assert process_time() - start < 2


def test_a_formula_becomes_mathml() -> None:
    html = formula(r"a^{\langle t\rangle} = \tanh(W_{aa}a + b_a)", block=True)
    assert html.startswith('<math display="block"')
    assert "<msup><mi>a</mi><mrow><mi>⟨</mi><mi>t</mi><mi>⟩</mi></mrow></msup>" in html


def test_aligned_equations_become_a_table() -> None:
    html = formula(r"\begin{aligned}a&=b\\c&=d\end{aligned}")
    assert html.count("<mtr>") == 2
    assert "&" not in html.split(">", 1)[1]


@pytest.mark.parametrize("latex", [r"\frac{", "{" * 3000, "^" * 4000, "x" * 5000, r"\begin{matrix", ""])
def test_what_is_no_formula_stays_latex(latex: str) -> None:
    assert formula(latex) == f'<code class="latex">{latex}</code>'


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{position:fixed}{x}",
        r"\class{score}{x}",
        r"\color{red;background:url(http://a.example)}x",
        r'\hspace{"><script>}',
        r"\text{&lt;script&gt;}",
    ],
)
def test_a_hostile_formula_is_only_shown(latex: str) -> None:
    for tag, attributes in elements(formula(latex)):
        assert tag in {"math", "mrow", "mtext", "mi", "mo", "mn", "mspace", "mstyle"}
        assert set(attributes) <= {"display", "alttext", "stretchy", "width"}
        assert ":" not in str(attributes.get("width"))


def test_a_formula_cannot_be_moved_over_its_neighbours() -> None:
    assert "-90em" not in formula(r"\hspace{-90em}x").split(">", 1)[1]


def test_short_prose_marks_code_and_escapes_the_rest() -> None:
    assert short_prose("`Waa` <b>\nx") == "<code>Waa</code> &lt;b&gt;<br>x"
