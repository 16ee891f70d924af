"""The command line.

What a command needs is imported inside it: ``--version`` is quick, and ``report`` needs no JupyterLab.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from transatlantic import ARTICLE_VARIABLE, FOLDER_VARIABLE, __version__

if TYPE_CHECKING:
    from transatlantic.report import Report

app = typer.Typer(
    help="A teaching kit: read transatlantic security news with code, from tokens to sentiment and stance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Option("--dir", envvar=FOLDER_VARIABLE, help="Where your copies are.")]
Own = Annotated[str, typer.Option("--article", envvar=ARTICLE_VARIABLE, help="An article of your own, by its slug.")]


@contextmanager
def _plainly(*expected: type[Exception]) -> Iterator[None]:
    """Within, an expected error ends the command with its own sentence and exit status 2."""
    try:
        yield
    except expected as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"transatlantic {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def report(
    file: Annotated[Path | None, typer.Argument(help="A UTF-8 text; without it, the kit's article, or yours.")] = None,
    out: Annotated[Path, typer.Option(help="The folder for report.html.")] = Path("report"),
) -> None:
    """Print the main tables on a text and write one self-contained report.html."""
    from transatlantic.article import ArticleError, load_article

    with _plainly(ArticleError):
        article = load_article(file)
    _write_report(out, lambda reporting, tell: reporting.build(article, tell))


def _write_report(out: Path, build: Callable[[ModuleType, Callable[[str], None]], Report]) -> None:
    import matplotlib as mpl
    from rich.console import Console
    from rich.markup import escape

    mpl.use("agg")  # NLTK's plots go through pyplot, which would look for a screen

    from transatlantic import report as reporting
    from transatlantic import resources
    from transatlantic.article import ArticleError

    with _plainly(reporting.ReportError, resources.ResourceError, ArticleError):
        resources.lay()
        with Console(stderr=True).status("") as status:  # shows on a terminal alone
            found = build(reporting, lambda line: status.update(escape(line)))
        written = reporting.write(found, out)
        reporting.show(found)
        typer.echo(f"The whole report: {written}")


@app.command()
def verdict(out: Annotated[Path, typer.Option(help="The folder for verdict.html.")] = Path("report")) -> None:
    """Measure the stance tagger on the practice corpus and the article: prints the tables, writes verdict.html."""
    _write_report(out, lambda reporting, tell: reporting.verdict(tell))


@app.command()
def new_article(
    file: Annotated[Path, typer.Argument(help="The article: plain text, a saved web page, or a PDF.")],
    slug: Annotated[str, typer.Option(help="Its name: small letters, digits and hyphens, such as summit-speech.")],
    folder: Folder = Path("work"),
) -> None:
    """Make an article of your own that the lessons and the report can read."""
    from transatlantic import resources
    from transatlantic.article import ArticleError
    from transatlantic.own.making import new_article

    with _plainly(ArticleError, resources.ResourceError):
        resources.lay()
        made = new_article(file, slug, folder)
    typer.echo(f"Your article is in {made.folder}. Check:")
    for line in made.to_check:
        typer.echo(f"- {line}")
    typer.echo(f"README.txt in it says what each file is for. Then: transatlantic lab --article {slug}")


@app.command()
def lab(
    folder: Folder = Path("work"),
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
    port: Annotated[
        int | None, typer.Option(help="This port and no other.", show_default="first free from 8888")
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Open the clone itself, for contributors.")] = False,
    article: Own = "",
) -> None:
    """Open JupyterLab on your own copy of the lessons and exercises; Ctrl-C ends it."""
    from transatlantic import lab as labs
    from transatlantic.article import ArticleError

    with _plainly(labs.LabError, ArticleError):
        labs.serve(folder, no_browser=no_browser, port=port, edit=edit, article=article)


@app.command()
def reset(
    name: Annotated[str, typer.Argument(help="A lesson's or an assignment's name, such as 02_tokenizing.")],
    folder: Folder = Path("work"),
    article: Own = "",
) -> None:
    """Get a fresh copy of a lesson and its assignment; your own is kept beside it."""
    from transatlantic import lab as labs
    from transatlantic.article import ArticleError

    with _plainly(labs.LabError, ArticleError):
        done = labs.reset(name, folder, article)
    if not done:
        typer.echo(f"Nothing to do: {name} in {folder} is as the kit gives it.")
    for fresh, old in done:
        typer.echo(f"Fresh copy: {fresh}" + (f" (yours is kept as {old})" if old else ""))


@app.command()
def validate(
    path: Annotated[Path, typer.Argument(help="The exercise's folder, or its notebook.")],
    repair: Annotated[
        bool, typer.Option("--repair", help="Put back what is not yours; the old notebook stays beside it.")
    ] = False,
) -> None:
    """Look through an exercise before you hand it in: what would go wrong, and what each check says.

    Exit status: 0 where all would be graded as it stands, right or wrong; 1 where something is to be mended, or was; 2
    where there is no exercise.
    """
    from rich.console import Console

    from transatlantic import lab as labs
    from transatlantic import resources as kept
    from transatlantic.submission import validate as validating

    with _plainly(validating.NoExercise, labs.LabError, kept.ResourceError):
        kept.lay()
        with Console(stderr=True).status("Reading …") as status:  # shows on a terminal alone
            found = validating.validate(
                path, write=repair, tell=lambda number, all_: status.update(f"Running cell {number} of {all_} …")
            )
    for line in validating.told(found):
        typer.echo(line)
    raise typer.Exit(0 if found.ready else 1)


@app.command()
def resources() -> None:
    """Make NLTK's resources, which the lessons need; nothing is downloaded."""
    from transatlantic import resources as kept

    with _plainly(kept.ResourceError):
        typer.echo(f"NLTK's resources are in {kept.lay()}")


def main() -> None:
    """The console command ``transatlantic``."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # an old terminal lacks letters, not the report
    app(prog_name="transatlantic")
