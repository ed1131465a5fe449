"""What lateness costs: nbgrader's plugin as a course has configured it."""

from __future__ import annotations

import hashlib
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

SHORT = 60  # what there is room for in a record


def late_penalties(config: Config) -> AssignLatePenalties:
    """Return nbgrader's step that takes points off for lateness, ready to be asked.

    Parameters
    ----------
    config
        The course's configuration.
    """
    step = AssignLatePenalties(config=config)
    step.init_plugin()
    return step


def policy_of(step: AssignLatePenalties) -> str:
    """Return a text that changes when the policy does; empty for nbgrader's default, by which lateness costs nothing.

    Parameters
    ----------
    step
        As :func:`late_penalties` makes it.

    Returns
    -------
    str
        For example ``"penalty_method=zero"``. What a plugin of the course's own computes is not known: its name and its
        settings stand for it.
    """
    plugin: Any = step.plugin_inst
    default = LateSubmissionPlugin()
    if type(plugin) is LateSubmissionPlugin and _settings(plugin) == _settings(default):
        return ""
    settings = ", ".join(f"{name}={value}" for name, value in _settings(plugin).items())
    text = settings if type(plugin) is LateSubmissionPlugin else f"{type(plugin).__name__}: {settings}"
    return text if len(text) <= SHORT else f"{text[:SHORT - 9]} {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _settings(plugin: Any) -> dict[str, Any]:
    return {name: getattr(plugin, name) for name in sorted(plugin.traits(config=True))}
