"""Known mistakes of assignment 02, each executable.

Gathered from what students of such courses really write. Most are patches of the reference's source;
where the wrong version has another structure, it stands here as a whole.
"""

from __future__ import annotations
