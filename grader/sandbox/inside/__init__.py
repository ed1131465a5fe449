"""Everything that runs inside the sandbox, and the data types that both sides share.

The folder is bound read-only into the sandbox and imported there as ``inside``; on the trusted side it is
``grader.sandbox.inside``. It uses nothing but the standard library, NumPy, IPython, Matplotlib and itself.
"""

from __future__ import annotations
