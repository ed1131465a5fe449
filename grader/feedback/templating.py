"""What all pages have in common: how templates are read, the style sheet, and what the browser is told to refuse."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.feedback.highlighting import DARK, LIGHT, code_block, style_rules
from grader.feedback.markdown import short_prose
from grader.feedback.messages import Catalogue
from grader.feedback.text import breakable, points_in_words


def page_environment(package: str, language: str, *, own_style: str = "", script: str = "") -> Environment:
    """Return what renders the templates of a package into pages that stand alone.

    The policy that goes into a page's head lets the browser use our style sheet and our script, by their hashes, and
    pictures that are in the page; nothing else.

    Parameters
    ----------
    package
        The package whose ``templates`` are rendered.
    language
        Code of the language.
    own_style
        Rules beside those that all pages share.
    script
        The page's script; none by default.
    """
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    sheet = _style_sheet(own_style)
    policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
    policy += f"style-src '{_digest(sheet)}'" + (f"; script-src '{_digest(script)}'" if script else "")
    environment.filters |= {"points": points_in_words, "prose": short_prose, "breakable": breakable}
    environment.globals |= {
        "say": Catalogue.load(language),
        "style_sheet": Markup(sheet),
        "script": Markup(script),
        "policy": policy,
        "code_block": code_block,
    }
    return environment


def _style_sheet(own: str) -> str:
    shared = (files("grader.feedback") / "templates" / "page.css").read_text(encoding="utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{style_rules(DARK)}\n}}"
    return "\n".join(["", shared, *filter(None, [own]), style_rules(LIGHT), dark, ""])


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
