"""The program of a local worker: ``python -m grader.engine.process``."""

from __future__ import annotations

from grader.quick_start import skip_unused_imports


def main() -> None:
    """Work for the scheduler named on standard input until it says that it is over."""
    skip_unused_imports()
    from grader.engine.serving import serve

    serve()


if __name__ == "__main__":
    main()
