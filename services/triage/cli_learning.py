"""Commands that fit and measure the learned classifier; they need no database."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from shared.command_run import fail


def add_learning_commands(app: typer.Typer) -> None:
    """Give triage's command line `train` and `evaluate`."""
    app.command()(train)
    app.command()(evaluate)


def train(
    data: Annotated[
        Path | None, typer.Option(help="Folder of train_*.jsonl and golden.jsonl.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Model file to write.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same file.")] = 20261122,
) -> None:
    """Fit the default model to the corpus inside the project and measure it on the golden set.

    Its figures are written beside it, for whoever looks at the models.
    """
    from services.triage.classifier.engine import SHIPPED_MODEL, Classifier
    from services.triage.learning import trainer
    from services.triage.learning.examples import ExampleFileError
    from services.triage.operations.models_card import card_of, write_card

    target = output or SHIPPED_MODEL
    if target.is_dir() or not target.parent.is_dir():
        fail(f"--output names a file to write; {target} is none")
    if data and not any(data.glob("train_*.jsonl")):
        fail(f"{data} is no folder with files train_*.jsonl")
    try:
        examples = trainer.shipped_examples(folder=data)
        golden = trainer.shipped_examples("golden", folder=data)
        trained = trainer.train(
            examples, base=None, seed=seed, name="shipped", report_progress=_tell_progress
        )
    except (ExampleFileError, trainer.NothingToLearnError, OSError) as error:
        fail(str(error))
    trained.save(target)
    typer.echo(f"{trained.model.version}: {len(examples)} examples, {target.stat().st_size} bytes")
    if golden:
        verdicts = Classifier.load(target).classify_many([example.text for example in golden])
        card = card_of(trained.model.version, target.stat().st_size, golden, verdicts)
        write_card(card, target.with_suffix(".json"))
    for task, figures in (trainer.measure(trained.model, golden) if golden else {}).items():
        typer.echo(f"golden {task}: {json.dumps(_plain(figures))}")


def evaluate(
    *,
    train: Annotated[Path, typer.Option(help="CSV with a header, to learn from.")],
    test: Annotated[Path, typer.Option(help="CSV with a header, to measure on.")],
    text: Annotated[str, typer.Option(help="Column of the texts.")],
    label: Annotated[str, typer.Option(help="Column of the labels.")],
    separator: Annotated[
        str | None, typer.Option(help="Between several labels of one text.")
    ] = None,
    lexicon: Annotated[Path | None, typer.Option(help="TOML of label → words.")] = None,
    corrections: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Know the labels of so many rows, those the review queue would show first.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object as last line.")] = False,
) -> None:
    """Train the product's classifier on one file and measure it on another."""
    from services.triage.learning import evaluation

    try:
        figures = evaluation.evaluate(
            evaluation.read_labelled(train, text, label, separator),
            evaluation.read_labelled(test, text, label, separator),
            many=separator is not None,
            corrections=corrections,
            words=lexicon,
        )
    except evaluation.EvaluationError as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in _plain(figures).items():
        typer.echo(f"{name:24} {value}")
    for place in figures["reliability"]:
        typer.echo(f"said {place['confidence']:.2f}, right {place['right']:.2f}: {place['rows']}")


def _plain(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if not isinstance(value, dict | list)}


def _tell_progress(stage: str, done: float) -> None:
    sys.stderr.write(f"{done:4.0%}  {stage}\n")
