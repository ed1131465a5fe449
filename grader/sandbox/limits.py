"""How much time, memory and output one submission may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from grader.errors import GraderError


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission; every one of them is enforced from outside the student's process.

    Parameters
    ----------
    cell_timeout_s : float
        Wall time of one cell, seconds.
    submission_timeout_s : float
        Wall time of the whole submission, seconds.
    cpu_s : float
        CPU time of all processes of the submission together, seconds.
    memory_mib : int
        Memory of all processes and their temporary files together, MiB; also what one process may allocate.
    processes : int
        Processes and threads at once.
    file_mib : int
        Size of one file, MiB.
    tmp_mib : int
        Size of ``/tmp``, MiB.
    work_mib : int
        Size of the working folder, MiB.
    inodes : int
        Files and folders, in each of the two.
    output_bytes : int
        Bytes of all outputs of all cells together.
    outputs : int
        Number of outputs of all cells together.
    check_timeout_s : float
        Wall time of one check, the stand-ins included, seconds.
    answer_bytes : int
        Bytes of the arrays of one answer.
    stand_in_calls : int
        Calls of stand-ins in one check.
    """

    cell_timeout_s: float = 30.0
    submission_timeout_s: float = 300.0
    cpu_s: float = 300.0
    memory_mib: int = 1024
    processes: int = 64
    file_mib: int = 32
    tmp_mib: int = 64
    work_mib: int = 256
    inodes: int = 4096
    output_bytes: int = 4 << 20
    outputs: int = 1000
    check_timeout_s: float = 20.0
    answer_bytes: int = 32 << 20
    stand_in_calls: int = 4000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            whole = item.type == "int"
            if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not value > 0:
                kind = "a whole number" if whole else "a number"
                raise GraderError(
                    f"the limit {item.name} is {value!r}; expected {kind} above zero",
                    hint=f"Leave {item.name} out to use the default.",
                )

    def to_dict(self) -> dict[str, float | int]:
        """Return the limits as plain numbers by name."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, float | int]) -> Limits:
        """Build limits from plain numbers by name.

        Parameters
        ----------
        values : mapping of str to float or int
            Limits by name; those left out keep their default.

        Returns
        -------
        Limits
            The limits.

        Raises
        ------
        GraderError
            If a name is unknown or a value is not above zero.
        """
        known = {item.name for item in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise GraderError(
                f"there is no limit named {', '.join(unknown)}",
                hint=f"The limits are {', '.join(sorted(known))}.",
            )
        return cls(**values)  # type: ignore[arg-type]
