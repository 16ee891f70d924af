"""Predictions: the first answer stays on record, nothing is lost, and the result comes back to it."""

import json
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import v4

from transatlantic.widgets import Predictions, prediction

OPTIONS = ["3", "4"]


@pytest.fixture
def predictions(tmp_path):
    return Predictions("02_tokenizing", tmp_path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "predictions" / "02_tokenizing.json"


@pytest.fixture(autouse=True)
def displayed(monkeypatch):
    """What is handed to IPython for display; what a kernel makes of it is tested at the end."""
    things = []
    monkeypatch.setattr(prediction, "display", lambda thing, raw=False: things.append(thing))
    return things


@pytest.fixture
def asked(displayed, tmp_path):
    """Asks in a new session and gives the view that is shown."""

    def ask(question_id="apostrophe", question="How many tokens?", options=OPTIONS):
        Predictions("02_tokenizing", tmp_path).ask(question_id, question, options)
        return displayed.pop()

    return ask


@pytest.fixture
def recalled(displayed, predictions):
    """Recalls a prediction and gives the sentence that is shown."""

    def recall(question_id="apostrophe", result="4"):
        predictions.recall(question_id, result)
        return displayed.pop()["text/plain"]

    return recall


def press_record(view, answer):
    """The message that the page sends for a click on Record."""
    view._handle_custom_msg({"record": answer}, [])


def test_the_prediction_comes_back_beside_the_result(predictions, recalled):
    assert recalled() == "You made no prediction. The result: 4."
    predictions.record("apostrophe", "3")
    assert recalled() == "You predicted 3. The result: 4."
    assert recalled("another") == "You made no prediction. The result: 4."


def test_a_changed_mind_is_a_later_entry_with_its_time(predictions, path, recalled):
    before = datetime.now(UTC) - timedelta(seconds=1)
    predictions.record("apostrophe", "3")
    predictions.record("apostrophe", "3")
    predictions.record("apostrophe", "4")
    content = json.loads(path.read_text("utf-8"))
    assert (content["format"], content["version"]) == ("transatlantic-predictions", 1)
    entries = content["predictions"]["apostrophe"]
    assert [entry["answer"] for entry in entries] == ["3", "4"]
    times = [datetime.fromisoformat(entry["at"]) for entry in entries]
    assert before <= times[0] <= times[1] <= datetime.now(UTC)
    assert all(time.utcoffset() == timedelta(0) for time in times)
    assert recalled() == "You predicted 3, then 4. The result: 4."


def test_values_that_are_no_text_and_blanks(predictions, path, recalled, displayed):
    predictions.record("apostrophe", 3)
    assert recalled(result=4) == "You predicted 3. The result: 4."
    predictions.record("apostrophe", "  ")
    bundle = displayed.pop()
    assert bundle["text/plain"] == "Nothing recorded yet: give an answer first."
    assert len(json.loads(path.read_text("utf-8"))["predictions"]["apostrophe"]) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"quoted\" & 'so' &amp;", "مرحبا שלום", "😀", "a\nb"])
def test_every_text_comes_back_as_it_was_and_never_as_markup(predictions, text, asked, displayed):
    predictions.record("free", text)
    predictions.recall("free", text)
    bundle = displayed.pop()
    assert bundle["text/plain"].count(text) == 2
    assert "<script" not in bundle["text/html"]
    assert "&amp;amp;" in bundle["text/html"] or "&amp;" not in text
    view = asked("free", text, None)
    assert (view.question, view.answer) == (text, text)


def test_a_full_stop_is_not_doubled(predictions, recalled):
    predictions.record("free", "That it is complete.")
    assert recalled("free", "Why?") == "You predicted That it is complete. The result: Why?"


# The view


def test_a_new_question_has_nothing_chosen(path, asked):
    view = asked()
    assert (view.options, view.answer, view.message) == (OPTIONS, None, "")
    assert not path.exists(), "asking alone writes nothing"


def test_record_says_what_was_recorded_and_keeps_the_first(asked, recalled):
    view = asked()
    press_record(view, "")
    assert view.message == "Nothing recorded yet: give an answer first."
    press_record(view, "3")
    assert view.message == "recorded: 3."
    press_record(view, "4")
    assert view.message == "recorded: 4. Your first answer stays on record: 3."
    assert recalled() == "You predicted 3, then 4. The result: 4."


def test_a_later_session_finds_the_answer_chosen(asked):
    press_record(asked(), "4")
    view = asked()
    assert (view.answer, view.message) == ("4", "recorded: 4.")


def test_two_windows_on_one_lesson_lose_nothing(path, asked):
    other = asked("other")
    press_record(asked(), "3")
    press_record(other, "4")
    assert set(json.loads(path.read_text("utf-8"))["predictions"]) == {"apostrophe", "other"}


# Files that cannot be used


@pytest.mark.parametrize("damage", ["{", '{"format": "transatlantic-predictions", "version": 1, "predictions": [1]}'])
def test_a_damaged_file_is_kept_and_the_lesson_goes_on(path, damage, asked):
    path.parent.mkdir()
    path.write_text(damage)
    view = asked()
    aside = path.with_name("02_tokenizing.aside-1.json")
    assert view.message == f"{path.name} is damaged: it is kept as {aside.name}, and a fresh file is begun."
    press_record(view, "3")
    assert view.message == "recorded: 3."
    assert aside.read_text() == damage


def test_a_folder_that_cannot_be_written_is_one_sentence(predictions, path, asked, recalled, displayed):
    path.parent.write_text("a file in the folder's place")
    view = asked()
    press_record(view, "3")
    assert view.message.startswith("Not recorded. ")
    assert view.answer == "3", "the answer stays in the form"
    predictions.record("apostrophe", "3")
    bundle = displayed.pop()
    assert bundle["text/plain"].startswith("Not recorded. ")
    assert "The result: 4." in recalled()


def test_a_notebook_without_a_screen_gives_the_same_file(tmp_path):
    code = """
from transatlantic.widgets import Predictions
predictions = Predictions("02_tokenizing")
predictions.ask("apostrophe", "How many tokens?", ["3", "4"])
predictions.record("apostrophe", "3")
predictions.recall("apostrophe", 4)
"""
    notebook = v4.new_notebook(cells=[v4.new_code_cell(code)])
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}, kernel_name="python3").execute()
    nbformat.validate(notebook)
    outputs = [output["data"]["text/plain"] for output in notebook.cells[0].outputs]
    assert outputs == ["How many tokens? 3 / 4", "recorded: 3.", "You predicted 3. The result: 4."]
    content = json.loads((tmp_path / "predictions" / "02_tokenizing.json").read_text("utf-8"))
    assert content["predictions"]["apostrophe"][0]["answer"] == "3"
