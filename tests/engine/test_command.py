"""The engine's command: JSON lines in and out, tables of text files, faults answered line by line."""

import json
import subprocess
import sys

import pytest


def run(*arguments, given=b""):
    done = subprocess.run([sys.executable, "-m", "factcheck.engine", *arguments], input=given, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_each_line_is_answered_in_order():
    lines = [json.dumps({"id": name, "text": f"{number} men died."}) for name, number in (("a", 5), ("b", 6))]
    status, out, _ = run("extract", given="\n".join(lines).encode())
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [(answer["id"], answer["claims"][0]["stated"]) for answer in answers] == [("a", "5"), ("b", "6")]


BAD_LINES = [b"{", b"[]", b'{"id": "x"}', b'{"id": "x", "text": 5}', b"\xff\xfe", b"[" * 100_000]


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_is_told_and_the_others_answered(line):
    good = b'{"id": "good", "text": "Five men died."}'
    status, out, err = run("extract", given=b"\n".join([good, line, good]))
    answers = [json.loads(answer) for answer in out.splitlines()]
    assert (status, err) == (1, "")
    assert [answer["id"] for answer in (answers[0], answers[2])] == ["good", "good"]
    assert answers[1]["error"]["line"] == 2
    assert answers[1]["error"]["reason"]


def test_a_text_file_gives_a_table(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("The mayor said more than 300 people died.", encoding="utf-8")
    status, out, _ = run("extract", "--text", str(path))
    assert status == 0
    row = out.splitlines()[1]
    assert [word in row for word in ("more than 300", "(300, ∞)", "killed: people", "The mayor")] == [True] * 4


def test_json_of_a_text_file(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Five men died on 3 March 2015.", encoding="utf-8")
    plain = json.loads(run("extract", "--text", str(path), "--json")[1])
    everything = json.loads(run("extract", "--text", str(path), "--json", "--all-kinds")[1])
    assert [claim["kind"] for claim in plain["claims"]] == ["claim"]
    assert [claim["kind"] for claim in everything["claims"]] == ["claim", "date"]


def test_explain_names_the_rules(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Five men died.", encoding="utf-8")
    _, out, _ = run("extract", "--text", str(path), "--explain")
    assert "measure.intransitive" in out
    assert "suffers the event" in out


def test_a_missing_file_is_told(tmp_path):
    status, out, err = run("extract", "--text", str(tmp_path / "none.txt"))
    assert (status, out) == (1, "")
    assert "No such file" in err


def test_compare_answers_a_story():
    story = {"id": "s", "documents": [{"id": "d1", "text": "Five men died."}]}
    status, out, _ = run("compare", given=json.dumps(story).encode())
    answer = json.loads(out)
    assert status == 0
    assert (answer["id"], len(answer["claims"])) == ("s", 1)
