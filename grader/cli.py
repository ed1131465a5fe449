"""The command line: ``grader build``, ``release``, ``register``, ``grade``, ``doctor``, ``demo``, and the others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from grader.cli_authoring import lint, new_course, new_exercise
from grader.cli_measuring import accuracy, strength
from grader.cli_messages import messages
from grader.cli_regrading import dry_run, history, reproduce
from grader.cli_reporting import report
from grader.commanding import (
    command,
    console,
    course_of,
    json_option,
    main,
    names_argument,
    needed_names_argument,
    print_json,
    progress_console,
)
from grader.completing import completion
from grader.course import Course, register
from grader.errors import GraderError
from grader.quick_start import settle
from grader.registration import shown_url

if TYPE_CHECKING:
    from grader.doctor import Diagnosis

__all__ = [
    "accuracy", "build", "completion", "demo", "doctor", "grade", "history", "lint", "main", "messages",
    "new_course", "new_exercise", "register_command", "release", "report", "reproduce", "strength",
]  # fmt: skip


@command()
@names_argument
@click.option("--no-execute", is_flag=True, help="Leave the executed solution as it is (faster).")
@click.option("--check", is_flag=True, help="Change nothing; fail when a committed file differs from a fresh build.")
@json_option
@click.pass_context
def build(context: click.Context, names: tuple[str, ...], no_execute: bool, check: bool, as_json: bool) -> None:
    """Build assignments from their text.

    Makes, from solutions/ASSIGNMENT.py: nbgrader's source notebook, the student release in notebooks/, the
    definition that grading reads, the student edition of the library and the executed solution. Without ASSIGNMENT,
    all of them.
    """
    from grader.authoring import build as build_assignment
    from grader.authoring import check_build, has_wheel
    from grader.progress import Steps

    course = course_of(context)
    done = {}
    for name in course.chosen(names):
        if check:
            definition = check_build(course, name)
        else:
            with Steps(progress_console(as_json), f"running the solution of {name}, cells") as steps:
                build_assignment(course, name, execute=not no_execute, tell=steps.to)
            definition = course.definition(name)
        done[name] = {"version": definition.version, "points": definition.max_score}
        if not as_json:
            verb = "is up to date" if check else "built"
            told = f"{name} {verb}: {len(definition.exercises)} exercises, {definition.max_score:g} points"
            complete = check or has_wheel(course, name)
            click.echo(told if complete else f"{told}; what students fetch is made by 'grader release {name}'")
    if as_json:
        print_json(done)


@command()
@names_argument
@json_option
@click.pass_context
def release(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Put what students fetch into notebooks/ASSIGNMENT.

    That is the student notebook and the student edition of the library as a wheel, so that nbgrader's exchange
    brings both. The gradebook learns of the assignment, too, as 'nbgrader autograde' needs it.
    """
    from grader.authoring import release as release_assignment

    course = course_of(context)
    wheels = {}
    for name in course.chosen(names):
        wheels[name] = str(release_assignment(course, name))
        register(course, course.definition(name))
    if as_json:
        print_json(wheels)
    for name, wheel in wheels.items() if not as_json else ():
        click.echo(f"{name} released: {course.release_path(name)} with {Path(wheel).name}")


@command(name="register")
@names_argument
@json_option
@click.pass_context
def register_command(context: click.Context, names: tuple[str, ...], as_json: bool) -> None:
    """Write assignments to the gradebook, as the Formgrader and 'nbgrader autograde' need them.

    Submissions and grades that are there stay. 'grader release' and 'grader grade' do this by themselves; it is of use
    where the gradebook is another one than it was.
    """
    course = course_of(context)
    chosen = course.chosen(names)
    for name in chosen:
        register(course, course.definition(name))
    if as_json:
        print_json({"registered": list(chosen), "gradebook": shown_url(course.db_url)})
    else:
        click.echo(f"registered in {shown_url(course.db_url)}: {', '.join(chosen)}")


def _limits(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, float]:
    """Read NAME=NUMBER pairs; whether there is such a limit is not decided here."""
    found: dict[str, float] = {}
    for text in values:
        name, _, number = text.partition("=")
        try:
            found[name] = int(number) if number.isdigit() else float(number)
        except ValueError:
            raise click.BadParameter(f"{text!r} is not of the form NAME=NUMBER", context, parameter) from None
    return found


@command()
@needed_names_argument
@click.option("--student", "students", multiple=True, help="Grade this student alone; may be given several times.")
@click.option("--workers", type=click.IntRange(0), help="Worker processes; 0 starts none. [default: by class size]")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Use this Dask cluster, such as tcp://host:8786.")
@click.option("--again", is_flag=True, help="Grade what is graded already as well.")
@click.option("--dry-run", "dry", is_flag=True, help=(
    "Change nothing: show whose score would move, by how much and why. Results are kept for the real run, under the "
    "hash of all that they depend on; they are no grades."))  # fmt: skip
@click.option("--limit", "limits", multiple=True, callback=_limits, metavar="NAME=NUMBER", help=(
    "Change a limit on students' code, such as cell_timeout_s=60; may be given several times. A grade depends on it: "
    "give it again the next time. [default: cell_timeout_s=30 submission_timeout_s=300 check_timeout_s=20 cpu_s=300 "
    "memory_mib=1024 processes=64 file_mib=32 tmp_mib=64 work_mib=256 inodes=4096 output_bytes=4194304 outputs=1000 "
    "answer_bytes=33554432 stand_in_calls=4000]"))  # fmt: skip
@click.option("--accept-no-isolation-whatsoever", is_flag=True, help=(
    "Where this machine cannot isolate student code, run it all the same: it can then read, change and send whatever "
    "you can."))  # fmt: skip
@click.option("--language", default="", metavar="CODE", help=(
    "Language of comments, pages and the table, such as de. [default: as the course is configured]"))  # fmt: skip
@click.option("--wait", is_flag=True, help="Where another run is grading this course, wait for its end.")
@json_option
@click.pass_context
def grade(
    context: click.Context, /, names: tuple[str, ...], limits: dict[str, float], language: str, dry: bool,
    as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Grade submissions: submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb.

    Student code runs in a sandbox; what its functions return is judged outside of it. Scores and findings go to the
    gradebook, notebooks to autograded/, pages for students to feedback/. A damaged submission gets a verdict and
    stops nobody.

    Assignments that were made by nbgrader alone are graded by its rules, with their tests in the student's kernel:
    see docs/foreign_courses.md.

    What is graded already is left alone, unless the submission or the assignment has changed. A run may be stopped at
    any moment, with Ctrl-C (exit status 130) or otherwise: the same command goes on where it stopped.

    Marks and comments of a person stay whenever a submission is graded again; --dry-run shows beforehand what would
    change. 'grader history' tells where a grade came from, and 'grader reproduce' computes it again.
    """
    from grader.feedback.terminal import class_table
    from grader.foreign.running import class_work
    from grader.misplaced import some_of
    from grader.progress import Watch, in_short
    from grader.runner import Options, chosen_students, grade_class

    settle()
    course, students = course_of(context), options.pop("students")
    watch = Watch(progress_console(as_json))
    how = Options(notice=watch.notice, **options)
    everything: dict[str, Any] = {}
    for name in names:
        work = class_work(course, name, limits, language)  # an assignment that was not built is the first thing to say
        chosen = chosen_students(work, students)
        if dry:
            everything[name] = dry_run(work, chosen, how, watch, as_json=as_json)
            continue
        run = grade_class(work, chosen, how)
        hows, rows, documents = [], [], []  # and no more of each: a class of thousands fits into memory
        for one in watch.follow(name, len(chosen), run):
            hows.append(one.how)
            if as_json:
                documents.append({"student": one.student, "score": one.score, **one.result.to_dict()})
            else:
                rows.append(one.row)
        everything[name] = sorted(documents, key=lambda document: str(document["student"]))
        if not as_json:
            console().print(class_table(sorted(rows, key=lambda row: row.student), language=work.kit.language))
            click.echo(f"{name}: {in_short(hows)}")
            click.echo(f"gradebook: {shown_url(work.db_url)}\nfeedback:  {work.pages}")
        if not students and (elsewhere := work.misplaced()):
            watch.notice(f"not graded, because not in {work.submitted('STUDENT')}: {some_of(elsewhere)}")
    if as_json:
        print_json(everything)


@command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what works on this machine and in this course, and how to mend what does not."""
    from grader.doctor import examine

    try:
        course: Course | None = course_of(context)
    except GraderError:
        course = None
    found = []
    for one in examine(course):  # shown as it is found: trying the sandbox takes a moment
        found.append(one)
        if not as_json:
            console().print(_row(one))
    missing = [one.subject for one in found if one.needed and not one.good]
    if as_json:
        print_json([vars(one) for one in found])
    elif missing:
        click.echo(f"Not yet. To be mended, in this order: {', '.join(dict.fromkeys(missing))}.")
    else:
        click.echo("Good: submissions can be graded here, each in its sandbox.")
    if missing:
        sys.exit(1)


def _row(one: Diagnosis) -> Table:
    table = Table(box=None, show_header=False)
    table.add_column(width=1)
    table.add_column(width=20)
    table.add_column()
    finding = one.finding if one.good else f"{one.finding}\n→ {one.hint}"
    table.add_row("✓" if one.good else "✗" if one.needed else "–", Text(one.subject), Text(finding))
    return table


@command()
@names_argument
@click.option("--folder", type=click.Path(path_type=Path), help="Where the demo course goes [default: build/demo].")
@click.option("--students", type=click.IntRange(1), default=1, help=(
    "Size of the class, where it is to be larger than the 16 or 17 who each show something."))  # fmt: skip
@click.option("--hand-in", is_flag=True, help="Grade nothing: leave a course with a class, to try the commands on.")
@json_option
@click.pass_context
def demo(
    context: click.Context, names: tuple[str, ...], folder: Path | None, students: int, hand_in: bool, as_json: bool
) -> None:
    """Show the whole path on an invented class: build, release, hand in, grade, feedback.

    The class has right, odd-but-right, blank, unfinished, mistaken, dishonest and damaged submissions. Everything
    happens in a course folder of its own, which is made anew each time. A larger class is filled up with invented
    students who hand in right, mistaken, unfinished or blank work.
    """
    from grader.demo.show import Scene, show
    from grader.progress import Watch

    course = course_of(context)
    target = (folder or course.root / "build" / "demo").resolve()
    watch = Watch(progress_console(as_json))
    scene = Scene(course.chosen(names), students, not hand_in)
    results = show(course, target, scene, None if as_json else console(), watch)
    if as_json:
        print_json(results)
