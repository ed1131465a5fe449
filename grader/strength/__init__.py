"""Measure the grader: how strong its checks are, how steady, and how true the names that it gives to mistakes."""
