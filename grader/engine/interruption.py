"""Ctrl-C during a run: at once while grading, after the last write while writing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType


class Interruption:
    """Listens for Ctrl-C while it is entered; elsewhere than in the main thread it never hears one."""

    def __init__(self) -> None:
        self.wanted = False
        self._grading = False
        self._before: signal.Handlers | int | object = None

    def __enter__(self) -> Interruption:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self._grading or self.wanted:  # asked twice: at once, whatever is being done
            self.wanted = True
            raise KeyboardInterrupt
        self.wanted = True

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Let KeyboardInterrupt rise at any moment inside."""
        self._grading = True
        try:
            if self.wanted:
                raise KeyboardInterrupt
            yield
        finally:
            self._grading = False
