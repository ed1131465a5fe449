"""What ``docs/accuracy.md`` says around its tables."""

from __future__ import annotations

BEGINNING = """# How accurate the grader is

A grader is a measuring instrument, and this page is the measurement of its errors: whether it ever refuses a right
solution, how far its tolerances are from rounding on the one side and from mistakes on the other, and how often it
calls a mistake by the wrong name. How much of what is wrong it finds is another measurement, `docs/strength.md`.

The page is written by `make accuracy` (`grader accuracy`), from `docs/accuracy.json`. A fast part is compared
whenever the tests run: `grader accuracy --fast`."""

STEADY = """## Right solutions

The reference and every odd-but-right variant are judged as a submission is, in one process and without the sandbox, on
secret inputs from as many seeds as the table says. *Refused* counts judgements with less than full marks. *Largest
error* is the largest difference of a compared array from the right one, over all seeds, probes and variants, as a
share of its tolerance: the aim is 0.01. *Nearest wrong* is the other side of the same tolerance: of the known mistakes
that only the numbers give away, the one whose largest error is the smallest, as a multiple of the tolerance. A line
has no such mistake where the exercise is about whole numbers or chance."""

TOLERANCES = """## Where the tolerances come from

The error of an array is compared with its largest expected element. With u = 1.1e-16 in double precision and 6e-8 in
single, two right ways to add n products differ by at most 2 n u Σ|products|. In a recurrence of T steps an error is
handed on T times, each time multiplied by at most the norm of the weights and by a slope of at most 1.

| tolerance | relative | absolute | for | what it has to cover |
| --- | ---: | ---: | --- | --- |
| exact | 1e-9 | 1e-12 | double precision | n ≤ some hundred, T ≤ 10: about 1e-14; scores 10,000 apart: 1e-12 |
| related | 1e-9 | 1e-11 | two answers of the student | twice as much |
| single precision | 1e-3 | 1e-6 | arrays of float32 | 1e-6, times 10 where the terms of a sum cancel |
| clipped | 1e-6 | 1e-9 | losses and norms | an epsilon of 1e-8 inside a logarithm, which is common practice |
| differences | 1e-5 | 1e-7 | central differences | the rounding of the loss over 2 · 1e-6: 1e-9 |
| published | 1e-7 | 1e-9 | the students' own check | values rounded to twelve digits: 1e-12 |

Single precision had 2e-4 at first. On 100 seeds the largest error was 0.006 of that, and growing with the number of
seeds: a gradient of a bias is a sum whose terms now and then cancel to a hundredth, and then its error is a hundred
times larger relative to it. The values are compared to 1e-9 in double precision as well, so that a wider tolerance
lets no mistake pass."""

CHANCE = """## What is left to chance

Only `sample` returns random numbers. A frequency f of n tokens of probability p is refused where n KL(f, p) > 28; by
Chernoff's bound a right sampler gets there with a probability of at most e⁻²⁸ = 7 · 10⁻¹³ for each of some 350
frequencies and sides, together 2.4 · 10⁻¹⁰ a grading. What is meant to be certain errs by e⁻⁶⁰ a token, some
10⁻²³ a grading (one probe had e⁻²⁰, which made 10⁻⁷; deriving this bound found it), and two sentences of 40 tokens from
different seeds are equal by chance with (Σp²)⁴⁰ = 0.26⁴⁰ < 10⁻²²."""

NAMES = """## Names of known mistakes

Each known mistake is put into the released notebook, which is graded by the real path: cleaned, run in the sandbox,
judged over the pipe, diagnosed. A notebook holds one mistake in each of its functions, which is harder than one at a
time. A name is right when the set of names that the student gets holds the mistake; mistakes with equal outputs
cannot be told apart, and are named together."""

PAIRS = """## Two mistakes at once

200 random pairs in different functions of one notebook: each has to be named. 200 random pairs in one function, whose
changes do not touch each other: a name is right when it is one of the two, or a mistake that answers like both together
on 20 further seeds."""

MUTANTS = """## Mistakes that are in no catalogue

The automatic mutants of the references that `grader strength` kills, diagnosed. One that is named and behaves like that
mistake on 20 further seeds, all tries and the published cases *is* that mistake; any other name is wrong. The mutants
were split in two by a hash of their ids before anything was looked at: what was found in the half *seen* may be used to
mend the catalogue and the diagnosis, the half *held out* is only counted. The aim is 2 % of the unlisted ones."""
