"""Secret seeds: hidden inputs that are asked once, not to be guessed from a public repository."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Seed:
    """The source of hidden inputs: of one assignment, or of one run of one submission to it.

    Parameters
    ----------
    key
        HMAC of the installation's secret over the assignment and the course version, or of another seed's key.
    """

    key: bytes

    @staticmethod
    def derive(secret: bytes, assignment: str, version: str) -> Seed:
        """Derive the seed of an assignment from the installation's secret.

        Parameters
        ----------
        secret
            At least 16 random bytes that only the installation knows.
        assignment, version
            Name of the assignment and version of the course definition.

        Returns
        -------
        Seed
            The same for every submission of the class.

        Raises
        ------
        ValueError
            If the secret is too short to be one.
        """
        if len(secret) < 16:
            raise ValueError(f"a secret needs at least 16 bytes, got {len(secret)}")
        message = f"{assignment}\0{version}".encode()
        return Seed(hmac.new(secret, message, hashlib.sha256).digest())

    def of(self, *purpose: str) -> Seed:
        """Return a seed of one purpose, such as one run of one submission; no two purposes share inputs.

        What students' code learns about the inputs of one run, and the right answers to them, is then of no use in a
        run of another purpose, whatever channel a sandbox leaves open between them.
        """
        return Seed(hmac.new(self.key, "\0".join(("of", *purpose)).encode("utf-8", "replace"), hashlib.sha256).digest())

    @property
    def id(self) -> str:
        """Return a fingerprint that may be shown and recorded with a grade."""
        return hashlib.sha256(b"id\0" + self.key).hexdigest()[:12]

    def generator(self, *purpose: str) -> np.random.Generator:
        """Return the generator of random numbers for one purpose; no two purposes share numbers."""
        digest = hmac.new(self.key, "\0".join(purpose).encode(), hashlib.sha256).digest()
        return np.random.default_rng(int.from_bytes(digest, "big"))
