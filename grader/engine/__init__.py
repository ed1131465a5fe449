"""The engine that grades classes: warm workers, one writer, results kept under all that they depend on.

A submission is graded by a worker that needs neither database nor shared files (``work``, ``warm``), in this process
(``inline``) or on a Dask cluster (``cluster``). What comes back is kept (``store``), written to the gradebook together
with a record of it in one transaction (``writer``, ``records``), and then to files (``papers``). ``run`` ties this
together; whatever moment it is interrupted at, the next run goes on from there.
"""

from __future__ import annotations
