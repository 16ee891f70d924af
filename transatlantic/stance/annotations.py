"""Stance annotations as files: one annotator's labels for one text in one pass.

The format is published as a JSON Schema (``data/stance/annotations.schema.json``); what a schema cannot say,
such as evidence inside its sentence, is checked here.
"""

from __future__ import annotations

import json
import reprlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from transatlantic.article import Article, Sentence, Span
from transatlantic.files import FileError, write_whole
from transatlantic.stance.scheme import DATA, TARGETS, Label, known_targets

FORMAT = "transatlantic stance annotations"
VERSION = 1

SCHEMA: dict[str, Any] = json.loads((DATA / "annotations.schema.json").read_text(encoding="utf-8"))

# One for each field whose schema has a pattern.
PATTERNS = {
    "guideline": "a version such as 1.0",
    "sha256": "64 hexadecimal digits, as sha256sum prints them",
    "annotator": "an id that is not blank",
    "holder": "the holder as printed, narrator or unknown",
}
TYPES = {
    "object": "a group of fields",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}

_formats = FormatChecker(formats=())


@_formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


class AnnotationsError(ValueError):
    """Annotations that cannot be used; ``faults`` holds one sentence for each thing that is wrong."""

    def __init__(self, *faults: str):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Record:
    """One label: a sentence, a target and a holder.

    main: whether agreement counts it; a further holder in the same cell is a further record. holder: as printed,
    NARRATOR or UNKNOWN; None where there is no stance. evidence: None for NONE. created: date and time with the zone.
    """

    sentence: Sentence
    target: str
    label: str
    holder: str | None
    evidence: Span | None
    note: str
    created: str
    main: bool = True


@dataclass(frozen=True)
class Annotations:
    """The content of one file; ``sha256`` is the checksum of the text's file, as in its Provenance."""

    text_name: str
    sha256: str
    annotator: str
    pass_number: int
    guideline: str
    records: tuple[Record, ...]


def load(path: Path, article: Article | None = None) -> Annotations:
    """Read an annotation file.

    article: the text that it is about; where given, checksum and words are compared with it.
    Raises AnnotationsError with every fault of the file, one sentence each.
    """
    try:
        content = json.loads(
            path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_refuse
        )
    except FileNotFoundError:
        raise AnnotationsError(f"There is no file {path}: check the name and the folder.") from None
    except OSError as error:
        raise AnnotationsError(
            f"{path} cannot be read ({error.strerror}): check the name and its permissions."
        ) from None
    except json.JSONDecodeError as error:
        raise AnnotationsError(
            f"{path} is not JSON ({error.msg}, line {error.lineno}): take the last good copy of it."
        ) from None
    except UnicodeDecodeError:
        raise AnnotationsError(f"{path} is not UTF-8: save it again with the encoding UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise AnnotationsError(f"{path} cannot be used ({error}): take the last good copy of it.") from None
    if found := faults(content, article):
        raise AnnotationsError(*(f"{path.name}: {fault}" for fault in found))
    return _read(content)


def save(path: Path, annotations: Annotations, article: Article | None = None) -> None:
    """Write an annotation file, whole or not at all; what stood there is replaced.

    article: as for ``load``.
    Raises AnnotationsError, and leaves the file as it was, where the annotations have a fault or the file cannot
    be written.
    """
    content = _content(annotations)
    if found := faults(content, article):
        raise AnnotationsError(*found)
    _write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def faults(content: object, article: Article | None = None) -> list[str]:
    """Everything that is wrong with the content of an annotation file, one sentence each; empty where it is sound.

    content: what the JSON holds. article: as for ``load``.
    """
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return [f"This is no annotation file: its format is not {FORMAT!r}."]
    if content.get("version") != VERSION:
        return [
            f"The file's version is {content.get('version')!r} and this kit reads version {VERSION}: update the kit."
        ]
    errors = sorted(
        Draft202012Validator(_schema(), format_checker=_formats).iter_errors(content),
        key=lambda error: [(isinstance(part, str), part) for part in error.absolute_path],
    )
    found = [_sentence(error) for error in errors]
    if isinstance(content.get("records"), list):
        broken = {error.absolute_path[1] for error in errors if len(error.absolute_path) > 1}
        sound = [(i, _record(raw)) for i, raw in enumerate(content["records"]) if i not in broken]
        found += _misplaced(sound, article)
        found += _contradictions([record for _, record in sound])
    if article and isinstance(content.get("text"), dict):
        checksum = content["text"].get("sha256")
        if checksum != article.provenance.sha256:
            found.insert(
                0,
                f"The annotations belong to another text than {article.name}: the checksums differ, so use the file "
                "that was annotated.",
            )
    return list(dict.fromkeys(found))


def _schema() -> dict[str, Any]:
    """The published schema, which names the kit's targets; with those of an article of one's own where it has any."""
    if (known := list(known_targets())) == list(TARGETS):
        return SCHEMA
    schema = deepcopy(SCHEMA)
    schema["$defs"]["record"]["properties"]["target"]["enum"] = known
    return schema


def merge(parts: Iterable[Annotations]) -> list[Annotations]:
    """Put files together: what one annotator did on one text in one pass becomes one Annotations.

    A record that stands in several parts with the same words counts once. The result is in order of text,
    annotator and pass, each with its records in the order of the text.
    Raises AnnotationsError with every contradiction between parts: two main records in a cell, one holder twice,
    sentences that overlap, or different guidelines.
    """
    groups: dict[tuple[str, str, str, int], list[Annotations]] = defaultdict(list)
    names: dict[str, str] = {}
    for part in parts:
        name = names.setdefault(part.sha256, part.text_name)
        groups[name, part.sha256, part.annotator, part.pass_number].append(part)
    merged, found = [], []
    for (name, _, annotator, number), group in sorted(groups.items()):
        who = f"{annotator}, pass {number} on {name}"
        if len(versions := sorted({part.guideline for part in group})) > 1:
            found.append(f"{who}: the parts follow different guidelines ({', '.join(versions)}), so label one again.")
        distinct = {replace(record, created=""): record for part in reversed(group) for record in part.records}
        whole = replace(group[0], text_name=name, records=_in_order(distinct.values()))
        found += [f"{who}: {fault}" for fault in faults(_content(whole))]
        merged.append(whole)
    if found:
        raise AnnotationsError(*found)
    return merged


def table(parts: Iterable[Annotations]) -> pd.DataFrame:
    """All records as one table, a row a record; offsets count characters."""
    rows = [
        {
            "text": part.text_name,
            "sha256": part.sha256,
            "annotator": part.annotator,
            "pass": part.pass_number,
            "guideline": part.guideline,
            "start": record.sentence.start,
            "end": record.sentence.end,
            "sentence": record.sentence.text,
            "target": record.target,
            "label": str(record.label),
            "main": record.main,
            "holder": record.holder,
            "evidence_start": record.evidence and record.evidence.start,
            "evidence_end": record.evidence and record.evidence.end,
            "evidence": record.evidence and record.evidence.text,
            "note": record.note,
            "created": record.created,
        }
        for part in parts
        for record in part.records
    ]
    columns = (
        "text sha256 annotator pass guideline start end sentence target label main holder "
        "evidence_start evidence_end evidence note created"
    )
    frame = pd.DataFrame(rows, columns=columns.split())
    return frame.astype({"evidence_start": "Int64", "evidence_end": "Int64"})


def write_csv(path: Path, parts: Iterable[Annotations]) -> None:
    """Write ``table(parts)`` as CSV, whole or not at all.

    Raises AnnotationsError where the file cannot be written.
    """
    # Excel takes a CSV without the mark for another encoding and breaks the quotation marks.
    _write(path, "\ufeff" + table(parts).to_csv(index=False, lineterminator="\n"))


def _write(path: Path, page: str) -> None:
    try:
        write_whole(path, page)
    except FileError as error:
        raise AnnotationsError(str(error)) from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a name stand twice, and Python would drop the first."""
    counts = Counter(name for name, _ in pairs)
    if twice := [name for name, count in counts.items() if count > 1]:
        raise ValueError(f"the field {twice[0]!r} stands twice in one place")
    return dict(pairs)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _read(content: dict[str, Any]) -> Annotations:
    return Annotations(
        text_name=content["text"]["name"],
        sha256=content["text"]["sha256"],
        annotator=content["annotator"],
        pass_number=int(content["pass"]),
        guideline=content["guideline"],
        records=tuple(_record(raw) for raw in content["records"]),
    )


def _record(raw: dict[str, Any]) -> Record:
    evidence = raw["evidence"]
    return Record(
        **{
            **raw,
            "label": Label(raw["label"]),
            "sentence": Sentence(**_whole(raw["sentence"])),
            "evidence": evidence and Span(**_whole(evidence)),
        }
    )


def _whole(span: dict[str, Any]) -> dict[str, Any]:
    """To JSON Schema 3.0 is a whole number; to a Python slice it is not."""
    return {**span, "start": int(span["start"]), "end": int(span["end"])}


def _content(annotations: Annotations) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "guideline": annotations.guideline,
        "text": {"name": annotations.text_name, "sha256": annotations.sha256},
        "annotator": annotations.annotator,
        "pass": annotations.pass_number,
        "records": [asdict(record) for record in annotations.records],
    }


def _in_order(records: Iterable[Record]) -> tuple[Record, ...]:
    rank = {target: place for place, target in enumerate(known_targets())}

    def place(record: Record) -> tuple[int, int, int, bool, str]:
        return record.sentence.start, record.sentence.end, rank[record.target], not record.main, record.holder or ""

    return tuple(sorted(records, key=place))


def _sentence(error: ValidationError) -> str:
    """One sentence for one error of the schema."""
    path = list(error.absolute_path)
    if path[:1] == ["records"] and len(path) > 1:
        path[:2] = [f"record {path[1] + 1}"]
    where = ", ".join(map(str, path)) or "the file"
    where = where[0].upper() + where[1:]
    value, allowed, shown = error.instance, error.validator_value, reprlib.repr(error.instance)
    match error.validator:
        case "required":
            return f"{where} lacks {', '.join(name for name in allowed if name not in value)}."
        case "additionalProperties":
            extra = [reprlib.repr(name) for name in value if name not in error.schema["properties"]]
            return f"{where} has a field that the format does not know: {', '.join(extra)}."
        case "type" if "allOf" in error.schema_path:
            return (
                f"{where} is marked, and NONE has no evidence: take the mark or the label away."
                if allowed == "null"
                else f"{where} is missing, and FAVOR and AGAINST need one."
            )
        case "type":
            names = [TYPES[name] for name in ([allowed] if isinstance(allowed, str) else allowed)]
            return f"{where} must be {' or '.join(names)}, not {shown}."
        case "enum":
            return f"{where} must be one of {', '.join(allowed)}, not {shown}."
        case "pattern":
            return f"{where} must be {PATTERNS[path[-1]]}, not {shown}."
        case "format":
            return f"{where} must be a date and time with its zone, such as 2025-03-01T14:05:00+01:00, not {shown}."
        case "minLength":
            return f"{where} must not be empty."
        case "minimum":
            return f"{where} must be {allowed} or more, not {shown}."
    return f"{where} does not fit the format ({error.validator}): {shown}."


def _misplaced(records: list[tuple[int, Record]], article: Article | None) -> Iterator[str]:
    """Spans that do not hold the words they claim."""
    for number, record in records:
        where = f"Record {number + 1}"
        sentence, evidence = record.sentence, record.evidence
        place = f"characters {sentence.start} to {sentence.end}"
        if sentence.end - sentence.start != len(sentence.text):
            yield f"{where}: {place} cannot hold the sentence's {len(sentence.text)} characters."
            continue
        if article and article.text[sentence.start : sentence.end] != sentence.text:
            yield f"{where}: {place} of {article.name} are not {reprlib.repr(sentence.text)}."
        if sentence.text.strip() != sentence.text:
            yield f"{where}: the sentence begins or ends with a blank: set its offsets to the words."
        if evidence is None:
            continue
        inside = sentence.start <= evidence.start < evidence.end <= sentence.end
        if not inside:
            yield f"{where}: the evidence ({evidence.start} to {evidence.end}) is not inside its sentence ({place})."
        elif sentence.text[evidence.start - sentence.start : evidence.end - sentence.start] != evidence.text:
            yield f"{where}: characters {evidence.start} to {evidence.end} are not {reprlib.repr(evidence.text)}."


def _contradictions(records: list[Record]) -> Iterator[str]:
    """Records that cannot stand side by side in one file."""
    spans = sorted({(record.sentence.start, record.sentence.end) for record in records})
    for first, second in pairwise(spans):
        if second[0] < first[1]:
            yield (
                f"The sentences {first[0]} to {first[1]} and {second[0]} to {second[1]} overlap: divide the "
                "text in one way."
            )
    cells: dict[tuple[int, int, str], list[Record]] = defaultdict(list)
    for record in records:
        cells[record.sentence.start, record.sentence.end, record.target].append(record)
    for (start, end, target), group in cells.items():
        where = f"Sentence {start} to {end}, {target}"
        mains = [str(record.label) for record in group if record.main]
        if not mains:
            yield f"{where} has no main record: make one of its {len(group)} the main one."
        if len(mains) > 1:
            yield f"{where} has {len(mains)} main records ({', '.join(mains)}): keep one as the main record."
        holders = Counter(record.holder for record in group)
        for holder, count in holders.items():
            if count > 1 and len(mains) == 1:
                yield f"{where} has {count} records of the holder {holder!r}: keep one for each holder."
