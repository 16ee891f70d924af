"""Annotation files: read back as written, every fault named, nothing lost."""

from __future__ import annotations

import copy
import json
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from transatlantic.article import Sentence, Span, load_article
from transatlantic.files import FileError, write_whole
from transatlantic.stance.annotations import (
    SCHEMA,
    Annotations,
    AnnotationsError,
    Record,
    faults,
    load,
    merge,
    save,
    table,
    write_csv,
)
from transatlantic.stance.scheme import TARGETS, UNKNOWN, Label
from transatlantic.tokenizing import sentences

ARTICLE = load_article()
SENTENCES = sentences(ARTICLE.text)
NOW = "2025-03-01T14:05:00+01:00"


def none(sentence: Sentence, target: str = "military-aid", **changes) -> Record:
    return replace(Record(sentence, target, Label.NONE, None, None, "", NOW), **changes)


def favor(sentence: Sentence, target: str, words: str, **changes) -> Record:
    start = sentence.start + sentence.text.index(words)
    evidence = Span(start, start + len(words), words)
    return replace(Record(sentence, target, Label.FAVOR, "Karas", evidence, "", NOW), **changes)


DEAL = next(sentence for sentence in SENTENCES if "Any agreement needs" in sentence.text)
RECORDS = (
    *(none(DEAL, target) for target in TARGETS if target != "european-seat"),
    favor(DEAL, "european-seat", "needs to be Ukraine and Europe as part of it", note="“as part of it” is garbled"),
    none(SENTENCES[0]),
)


def annotations(*records: Record, **changes) -> Annotations:
    whole = Annotations(ARTICLE.name, ARTICLE.provenance.sha256, "a1", 1, "1.0", records or RECORDS)
    return replace(whole, **changes)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def content(tmp_path: Path, *records: Record) -> dict:
    """The JSON of a sound file, to be spoilt."""
    save(tmp_path / "sound.json", annotations(*records))
    return json.loads((tmp_path / "sound.json").read_text(encoding="utf-8"))


def test_what_is_written_is_read_back(tmp_path: Path):
    path = tmp_path / "new folder" / "a1.json"
    save(path, annotations(), ARTICLE)
    assert load(path, ARTICLE) == annotations()
    raw = json.loads(path.read_text(encoding="utf-8"))
    spans = [span for record in raw["records"] for span in (record["sentence"], record["evidence"]) if span]
    assert len(spans) == len(RECORDS) + 1
    assert all(ARTICLE.text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_the_schema_is_one_and_knows_the_scheme():
    Draft202012Validator.check_schema(SCHEMA)
    fields = SCHEMA["$defs"]["record"]["properties"]
    assert fields["target"]["enum"] == list(TARGETS)
    assert fields["label"]["enum"] == list(Label)


SPOILT = {
    "version": (lambda c: c.update(version=2), "The file's version is 2 and this kit reads version 1: update the kit."),
    "format": (
        lambda c: c.update(format="kwic"),
        "This is no annotation file: its format is not 'transatlantic stance annotations'.",
    ),
    "lacks": (lambda c: c.pop("annotator"), "The file lacks annotator."),
    "unknown field": (
        lambda c: c.update(colour="red"),
        "The file has a field that the format does not know: 'colour'.",
    ),
    "blank annotator": (
        lambda c: c.update(annotator=" "),
        "Annotator must be an id that is not blank, not ' '.",
    ),
    "pass": (lambda c: c.update({"pass": 0}), "Pass must be 1 or more, not 0."),
    "guideline": (lambda c: c.update(guideline="new"), "Guideline must be a version such as 1.0, not 'new'."),
    "checksum": (
        lambda c: c["text"].update(sha256="abc"),
        "Text, sha256 must be 64 hexadecimal digits, as sha256sum prints them, not 'abc'.",
    ),
    "label": (
        lambda c: c["records"][0].update(label="PRO"),
        "Record 1, label must be one of FAVOR, AGAINST, NONE, CANNOT_TELL, not 'PRO'.",
    ),
    "type": (
        lambda c: c["records"][1].update(note=3),
        "Record 2, note must be text, not 3.",
    ),
    "text as number": (
        lambda c: c["records"][1]["sentence"].update(start="0"),
        "Record 2, sentence, start must be a whole number, not '0'.",
    ),
    "negative": (
        lambda c: c["records"][1]["sentence"].update(start=-1),
        "Record 2, sentence, start must be 0 or more, not -1.",
    ),
    "empty": (lambda c: c["records"][1]["sentence"].update(text=""), "Record 2, sentence, text must not be empty."),
    "moment without zone": (
        lambda c: c["records"][0].update(created="2025-03-01T14:05:00"),
        "Record 1, created must be a date and time with its zone, such as 2025-03-01T14:05:00+01:00, "
        "not '2025-03-01T14:05:00'.",
    ),
    "no such day": (
        lambda c: c["records"][0].update(created="2025-02-30T14:05:00+01:00"),
        "Record 1, created must be a date and time with its zone, such as 2025-03-01T14:05:00+01:00, "
        "not '2025-02-30T14:05:00+01:00'.",
    ),
    "favor without evidence": (
        lambda c: c["records"][5].update(evidence=None),
        "Record 6, evidence is missing, and FAVOR and AGAINST need one.",
    ),
    "favor without holder": (
        lambda c: c["records"][5].update(holder=None),
        "Record 6, holder is missing, and FAVOR and AGAINST need one.",
    ),
    "none with evidence": (
        lambda c: c["records"][5].update(label="NONE"),
        "Record 6, evidence is marked, and NONE has no evidence: take the mark or the label away.",
    ),
    "records no list": (lambda c: c.update(records={}), "Records must be a list, not {}."),
}


@pytest.mark.parametrize("case", SPOILT)
def test_each_fault_of_shape_is_named(tmp_path: Path, case: str):
    spoil, sentence = SPOILT[case]
    spoilt = content(tmp_path)
    spoil(spoilt)
    assert faults(spoilt) == [sentence]


def test_faults_of_sense_are_named(tmp_path: Path):
    def found(*records: Record) -> list[str]:
        try:
            save(tmp_path / "a1.json", annotations(*records), ARTICLE)
        except AnnotationsError as error:
            return list(error.faults)
        return []

    first, second = SENTENCES[0], SENTENCES[1]
    place = f"{first.start} to {first.end}"
    assert found(none(first), none(second)) == []
    assert found(none(replace(first, end=first.end + 2))) == [
        f"Record 1: characters {first.start} to {first.end + 2} cannot hold the sentence's {len(first.text)} characters."
    ]
    assert found(none(Sentence(first.start, first.end + 1, first.text + " "))) == [
        "Record 1: the sentence begins or ends with a blank: set its offsets to the words."
    ]
    moved = favor(DEAL, "european-seat", "Europe", evidence=Span(0, 2, "No"))
    assert found(moved) == [
        f"Record 1: the evidence (0 to 2) is not inside its sentence (characters {DEAL.start} to {DEAL.end})."
    ]
    other_words = favor(DEAL, "european-seat", "Europe")
    other_words = replace(other_words, evidence=replace(other_words.evidence, text="Russia"))
    assert "are not 'Russia'." in found(other_words)[0]
    assert found(none(first), none(first, label=Label.CANNOT_TELL, holder=UNKNOWN)) == [
        f"Sentence {place}, military-aid has 2 main records (NONE, CANNOT_TELL): keep one as the main record."
    ]
    assert found(none(first, main=False))[0].startswith(f"Sentence {place}, military-aid has no main record")
    twice = favor(DEAL, "european-seat", "Europe")
    assert "has 2 records of the holder 'Karas'" in found(twice, replace(twice, main=False))[0]
    further = replace(twice, main=False, holder="the narrator's source", label=Label.AGAINST)
    assert found(twice, further) == []
    overlapping = Sentence(first.start + 3, first.end, first.text[3:])
    assert "overlap: divide the text in one way." in found(none(first), none(overlapping, "concessions"))[0]


def test_the_text_is_compared(tmp_path: Path):
    spoilt = content(tmp_path)
    words = spoilt["records"][0]["sentence"]["text"]
    spoilt["records"][0]["sentence"]["text"] = "X" + words[1:]
    assert faults(spoilt) == []
    assert [fault.split(" of ")[0] for fault in faults(spoilt, ARTICLE)] == [
        f"Record 1: characters {DEAL.start} to {DEAL.end}"
    ]
    spoilt = content(tmp_path)
    spoilt["text"]["sha256"] = "0" * 64
    assert faults(spoilt, ARTICLE)[0].startswith("The annotations belong to another text than nato-talks")


def test_all_faults_are_listed_at_once(tmp_path: Path):
    spoilt = content(tmp_path)
    spoilt["annotator"] = ""
    spoilt["records"][0]["label"] = "pro"
    del spoilt["records"][1]["holder"]
    spoilt["records"].append(copy.deepcopy(spoilt["records"][2]))
    path = tmp_path / "spoilt.json"
    path.write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(AnnotationsError) as error:
        load(path, ARTICLE)
    assert len(error.value.faults) == 4
    assert all(fault.startswith("spoilt.json: ") and fault.endswith(".") for fault in error.value.faults)
    assert str(error.value).count("\n") == 3


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[]", "is no annotation file"),
        (b"null", "is no annotation file"),
        (b'{"format": 1, "format": 2}', "the field 'format' stands twice"),
        (b'{"format": NaN}', "NaN is no number of JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 100_000, "cannot be used"),
        (
            b'{"format": "transatlantic stance annotations", "version": 1}',
            "lacks guideline, text, annotator, pass, records",
        ),
        (b'{"format": "transatlantic stance annotations", "version": 1, "records": [1, null, []]}', "Record 3 must be"),
    ],
)
def test_hostile_files_get_sentences(tmp_path: Path, raw: bytes, says: str):
    path = tmp_path / "bad.json"
    path.write_bytes(raw)
    with pytest.raises(AnnotationsError) as error:
        load(path)
    assert says in str(error.value)
    assert path.read_bytes() == raw


def test_missing_file_and_folder(tmp_path: Path):
    with pytest.raises(AnnotationsError, match="There is no file"):
        load(tmp_path / "none.json")
    with pytest.raises(AnnotationsError, match="cannot be read"):
        load(tmp_path)


def test_faulty_annotations_leave_the_file_as_it_was(tmp_path: Path):
    path = tmp_path / "a1.json"
    save(path, annotations())
    before = path.read_bytes()
    with pytest.raises(AnnotationsError, match="main records"):
        save(path, annotations(none(SENTENCES[0]), none(SENTENCES[0], label=Label.CANNOT_TELL, holder="x")))
    with pytest.raises(AnnotationsError, match="half a character"):
        save(path, annotations(none(SENTENCES[0], note="\ud83d")))
    assert path.read_bytes() == before
    assert names(tmp_path) == ["a1.json"]


def test_a_reader_never_sees_half_a_file(tmp_path: Path):
    path = tmp_path / "a1.json"
    save(path, annotations())
    wholes = [annotations(), annotations(RECORDS[0])]
    stop = threading.Event()

    def write() -> None:
        turn = 0
        while not stop.is_set():
            save(path, wholes[turn % 2])
            turn += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = [load(path) for _ in range(100)]
    finally:
        stop.set()
        writer.join()
    assert all(found in wholes for found in seen)
    assert names(tmp_path) == ["a1.json"]


def test_a_file_that_cannot_be_written_gets_a_sentence(tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(FileError, match="make the folder writable"):
        write_whole(tmp_path / "taken" / "a1.json", "{}")
    (tmp_path / "folder").mkdir()
    with pytest.raises(AnnotationsError, match="cannot be written"):
        save(tmp_path / "folder", annotations())
    assert names(tmp_path) == ["folder", "taken"]
    assert (tmp_path / "folder").is_dir()


def test_merge_joins_the_parts_of_one_annotator():
    first, second = annotations(*RECORDS[:3]), annotations(*RECORDS[2:])
    other = annotations(none(SENTENCES[0], label=Label.CANNOT_TELL, holder=UNKNOWN), annotator="a2")
    merged = merge([second, other, first])
    assert [(part.annotator, len(part.records)) for part in merged] == [("a1", 7), ("a2", 1)]
    assert set(merged[0].records) == set(RECORDS)
    starts = [record.sentence.start for record in merged[0].records]
    assert starts == sorted(starts)
    later = annotations(replace(RECORDS[0], created="2025-03-02T14:05:00+01:00"))
    assert len(merge([annotations(RECORDS[0]), later])[0].records) == 1
    again = annotations(RECORDS[0], pass_number=2)
    assert len(merge([annotations(RECORDS[0]), again])) == 2
    assert merge([]) == []


def test_merge_names_every_contradiction():
    changed = replace(RECORDS[0], label=Label.CANNOT_TELL, holder=UNKNOWN)
    with pytest.raises(AnnotationsError) as error:
        merge([annotations(*RECORDS), annotations(changed, guideline="0.9"), annotations(annotator="a2")])
    versions, labels = error.value.faults
    assert versions.startswith("a1, pass 1 on nato-talks: ") and "0.9, 1.0" in versions
    assert "2 main records" in labels


def test_csv_holds_every_record(tmp_path: Path):
    path = tmp_path / "all.csv"
    write_csv(path, [annotations(), annotations(annotator="a2")])
    read = pd.read_csv(path, keep_default_na=False)
    assert len(read) == 2 * len(RECORDS)
    assert path.read_bytes().startswith("\ufefftext,".encode())
    marked = read[read["label"] == "FAVOR"].iloc[0]
    assert ARTICLE.text[int(marked.evidence_start) : int(marked.evidence_end)] == marked.evidence
    assert marked.note == "“as part of it” is garbled" and marked["pass"] == 1
    assert list(read.columns) == list(table([]).columns)


def test_a_whole_number_written_as_3_0_is_read_as_one(tmp_path: Path):
    """JSON has one kind of number, and some programs write every number with a point."""
    raw = content(tmp_path)
    for record in raw["records"]:
        for span in filter(None, (record["sentence"], record["evidence"])):
            span |= {"start": float(span["start"]), "end": float(span["end"])}
    path = tmp_path / "floats.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    assert load(path, ARTICLE) == annotations()
    assert "." not in str([record.sentence.start for record in load(path).records])
