"""Transcripts of sclite and Kaldi: pairs, tables beside them, and every way in which they can be broken.

The expected counts of the samples are sclite's own, and lhotse's own tables; the small cases are by hand.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import re
from pathlib import Path

import pytest
from readings import columns_of, complaint, write

import fairaudit
from fairaudit.errors import UsageError
from fairaudit.source import open_source
from fairaudit.source.transcripts import speaker_in

SAMPLES = Path(__file__).parent / "samples"
SPEECH = Path(__file__).parents[2] / "sample_data" / "speech.csv"

REFERENCE = "one two (s1-1)\nthree (s1-2)\n"
HYPOTHESIS = "one too (s1-1)\nthree (s1-2)\n"


@pytest.fixture
def pair() -> None:
    write("ref.trn", REFERENCE)
    write("hyp.trn", HYPOTHESIS)


def usage(*paths: str) -> str:
    with pytest.raises(UsageError) as caught:
        open_source(paths)
    return str(caught.value)


def sclite_counts() -> dict[str, dict[str, int]]:
    """Return what sclite counted for every speaker of the sample."""
    rows = re.findall(r"\| (en\S+) +\|([ \d]+)\|([ \d]+)\|", (SAMPLES / "sclite" / "sclite.rsum").read_text())
    names = ("hits", "substitutions", "deletions", "insertions", "word_errors")
    return {
        speaker: {"reference_words": int(words.split()[1])} | dict(zip(names, map(int, scores.split()), strict=False))
        for speaker, words, scores in rows
    }


def test_the_sample_has_sclites_own_counts():
    expected = sclite_counts()
    report = fairaudit.audit(SAMPLES / "sclite", groups=["speaker"], edit_split="sclite").to_dict()
    found = {entry["group"]["speaker"]: entry["counts"] for entry in report["groups"]}
    assert len(expected) == 20
    assert {name: {field: found[name][field] for field in counts} for name, counts in expected.items()} == expected


def test_the_default_split_has_sclites_word_errors():
    report = fairaudit.audit(SAMPLES / "sclite", groups=["speaker"]).to_dict()
    found = {entry["group"]["speaker"]: entry["counts"]["word_errors"] for entry in report["groups"]}
    assert found == {speaker: counts["word_errors"] for speaker, counts in sclite_counts().items()}


@pytest.mark.parametrize(("folder", "attribute"), [("sclite", "voice_locale"), ("kaldi", "lang"), ("kaldi", "gender")])
def test_samples_have_the_groups_of_the_table_they_were_made_from(folder, attribute):
    with SPEECH.open(encoding="utf-8", newline="") as file:
        original = {re.sub(r"\W", "_", row["speaker"]): row for row in csv.DictReader(file)}
    found = columns_of(open_source([str(SAMPLES / folder)]), ["speaker", attribute])
    column = "gender" if attribute == "gender" else "voice_locale"
    assert len(found["speaker"]) == 60
    assert found[attribute] == [original[speaker][column] for speaker in found["speaker"]]


def test_kaldi_and_sclite_say_the_same_of_the_same_utterances():
    names = ["utterance_id", "speaker", "reference", "hypothesis"]
    trn, kaldi = (columns_of(open_source([str(SAMPLES / folder)]), names) for folder in ("sclite", "kaldi"))
    assert sorted(zip(*trn.values(), strict=True)) == sorted(zip(*kaldi.values(), strict=True))


def test_every_file_that_was_read_is_listed_with_its_own_hash():
    source = open_source([str(SAMPLES / "sclite")])
    columns_of(source)
    names = ("ref.trn", "hyp.trn", "spk2voice_locale")
    paths = [SAMPLES / "sclite" / name for name in names]
    assert [(file.path, file.rows, file.sha256) for file in source.files()] == [
        (str(path), rows, hashlib.sha256(path.read_bytes()).hexdigest())
        for path, rows in zip(paths, (60, 60, 20), strict=True)
    ]


def test_tables_that_nobody_asked_for_are_not_read():
    source = open_source([str(SAMPLES / "kaldi")])
    columns_of(source, ["gender", "reference", "hypothesis"])
    assert [Path(file.path).name for file in source.files()] == ["text", "hyp.txt", "utt2spk", "utt2gender"]


@pytest.mark.usefixtures("pair")
def test_columns_of_a_pair():
    write("ref.trn", ";; a comment\n\n  one @ two\t(s1-1)  \n(s2_2)\n")
    write("hyp.trn", "(s1-1)\nhm (s2_2)\n")
    assert columns_of(open_source(["ref.trn", "hyp.trn"]), keep_empty=["reference", "hypothesis"]) == {
        "utterance_id": ["s1-1", "s2_2"],
        "speaker": ["s1", "s2"],
        "reference": ["one  two", ""],
        "hypothesis": ["", "hm"],
    }


@pytest.mark.parametrize(
    ("utterance", "speaker"),  # what `sclite -i spu_id` of SCTK 2.4.10 prints
    [("a_b-c", "a_b"), ("a-b-c", "a"), ("a_b_c", "a"), ("abc", None), ("-1", None), ("_a-1", "_a")],
)
def test_the_speaker_that_sclite_finds_in_an_id(utterance, speaker):
    assert speaker_in(utterance) == speaker


def test_one_id_without_a_speaker_takes_it_from_no_other():
    for name in ("ref.trn", "hyp.trn"):
        write(name, "a (intro)\nb (s-1)\n")
    assert columns_of(open_source(["ref.trn", "hyp.trn"]), ["speaker"]) == {"speaker": [None, "s"]}


def test_ids_that_name_no_speaker():
    write("ref.trn", "a (1)\n")
    write("hyp.trn", "a (1)\n")
    assert open_source(["hyp.trn"]).columns == ("utterance_id", "reference", "hypothesis")


def test_an_utterance_without_a_partner_is_rejected_and_counted():
    write("ref.trn", "a (s-1)\nb (s-2)\nc (s-3)\n")
    write("hyp.trn", "a (s-1)\nd (s-4)\n")
    data = fairaudit.audit(["ref.trn", "hyp.trn"], groups=["speaker"]).to_dict()["data"]
    assert (data["rows_read"], data["rows_counted"]) == (4, 1)
    assert data["rejections"] == [
        {"reason": "the hypothesis is missing", "rows": 2},
        {"reason": "the reference is missing", "rows": 1},
    ]


def test_an_empty_hypothesis_is_all_deletions():
    write("ref.trn", "a b (s-1)\n")
    write("hyp.trn", " (s-1)\n")
    report = fairaudit.audit(["ref.trn", "hyp.trn"], groups=["speaker"]).to_dict()
    assert report["groups"][0]["counts"]["deletions"] == 2
    assert report["data"]["rows_rejected"] == 0


@pytest.mark.parametrize(
    "content",
    [
        REFERENCE.replace("\n", "\r\n").encode(),
        REFERENCE.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + REFERENCE.encode(),
        REFERENCE.rstrip().encode(),
    ],
    ids=["CRLF", "CR", "BOM", "no last line end"],
)
@pytest.mark.usefixtures("pair")
def test_line_ends_and_marks(content):
    write("ref.trn", content)
    assert columns_of(open_source(["ref.trn", "hyp.trn"]), ["utterance_id", "reference"]) == {
        "utterance_id": ["s1-1", "s1-2"],
        "reference": ["one two", "three"],
    }


def test_compressed_transcripts():
    write("ref.trn.gz", gzip.compress(REFERENCE.encode()))
    write("hyp.trn", HYPOTHESIS)
    source = open_source(["."])
    assert columns_of(source, ["hypothesis"]) == {"hypothesis": ["one too", "three"]}
    assert [file.path for file in source.files()] == ["./ref.trn.gz", "./hyp.trn"]
    write("ref.trn.gz", REFERENCE)
    assert "not compressed with gzip" in complaint(["ref.trn.gz", "hyp.trn"])


def test_other_encodings():
    write("ref.trn", "café (s-1)\n".encode("latin-1"))
    write("hyp.trn", "cafe (s-1)\n".encode("latin-1"))
    assert columns_of(open_source(["ref.trn", "hyp.trn"], encoding="latin-1"), ["reference"]) == {"reference": ["café"]}
    assert "`ref.trn`, line 1: this is not UTF-8 (byte 0xe9)" in complaint(["ref.trn", "hyp.trn"])


@pytest.mark.parametrize(
    ("reference", "hypothesis", "said"),
    [
        ("a (s-1)\nb (s-1)\n", "a (s-1)\n", "`ref.trn`, line 2: the utterance `s-1` stands there for the second time"),
        ("a (s-1)\n", "a (s-1)\n\na (s-1)\n", "`hyp.trn`, line 3: the utterance `s-1` stands there"),
        ("a (s-1)\nb\n", "a (s-1)\n", "`ref.trn`, line 2: `b` does not end with the id of an utterance in brackets"),
        ("a ()\n", "a (s-1)\n", "line 1: `a ()` does not end with the id"),
        ("a { b / @ } (s-1)\n", "a (s-1)\n", "`ref.trn`, line 1: `a { b / @ }` has alternatives in braces"),
        ("a (s-1)\n", "{a/b} (s-1)\n", "`hyp.trn`, line 1: `{a/b}` has alternatives"),
        ("", "a (s-1)\n", "`ref.trn` is empty"),
        ("a (s-1)\n", "", "`hyp.trn` is empty"),
        ("a (s-1)\n", ";; nothing\n\n", "`hyp.trn` is empty. It needs a line for each utterance"),
        ("a (s-1)\n", "a (S-1)\n", "share no utterance: `s-1` is in one, `S-1` in the other"),
        ("a\0b (s-1)\n", "a (s-1)\n", "holds a NUL byte"),
    ],
)
def test_broken_pairs(reference, hypothesis, said):
    write("ref.trn", reference)
    write("hyp.trn", hypothesis)
    assert said in complaint(["ref.trn", "hyp.trn"])


def test_hostile_ids_are_shown_harmlessly():
    write("ref.trn", "a (s-\x1b[31m\u202e)\nb (s-\x1b[31m\u202e)\n")
    write("hyp.trn", "a (s-1)\n")
    message = complaint(["ref.trn", "hyp.trn"])
    assert r"`s-\u{1b}[31m\u{202e}`" in message
    assert message.isprintable()


def kaldi(folder: str = "data", **tables: str) -> None:
    write(f"{folder}/text", "u1 one two\nu2\nu3\tthree\n")
    write("hyp.txt", "u3 tree\nu1 one two\nu2 hm\n")
    for name, content in ({"utt2spk": "u1 a\nu2 a\nu3 b\n"} | tables).items():
        write(f"{folder}/{name}", content)


def test_a_data_folder_and_a_hypothesis():
    kaldi(spk2gender="a f\nb m\n", utt2accent="u1 New York\nu3 Welsh\n", spk2utt="a u1 u2\nb u3\n", utt2dur="u1 1.5\n")
    source = open_source(["data", "hyp.txt"])
    found = columns_of(source, keep_empty=["reference"], numeric=["dur"])
    assert found == {
        "utterance_id": ["u1", "u2", "u3"],
        "speaker": ["a", "a", "b"],
        "gender": ["f", "f", "m"],
        "accent": ["New York", None, "Welsh"],
        "dur": [1.5, None, None],
        "reference": ["one two", "", "three"],
        "hypothesis": ["one two", "hm", "tree"],
    }


def test_what_is_said_of_an_utterance_goes_before_what_is_said_of_its_speaker():
    kaldi(spk2gender="a f\nb m\n", utt2gender="u1 x\nu2 y\nu3 z\n")
    assert columns_of(open_source(["data", "hyp.txt"]), ["gender"]) == {"gender": ["x", "y", "z"]}


def test_ids_of_espnet_lead_to_the_tables_of_its_data_folder():
    """ESPnet writes `(SPEAKER-UTTERANCE)` into .trn files, and `UTTERANCE` into data folders."""
    kaldi(utt2spk="u-1 sp-a\nu-2 sp-b\n", text="u-1 x\nu-2 y\n", spk2gender="sp-a f\nsp-b m\n")
    write("score/ref.trn", "x (sp-a-u-1)\ny (sp-b-u-2)\n")
    write("score/hyp.trn", "x (sp-a-u-1)\ny (sp-b-u-2)\n")
    assert columns_of(open_source(["score", "data"]), ["gender", "speaker"]) == {
        "gender": ["f", "m"],
        "speaker": ["sp-a", "sp-b"],
    }


def test_faults_of_tables():
    kaldi(utt2accent="x1 Welsh\n", utt2age="u1 30\nu1 31\n", utt2dur="u1 long\n")
    paths = ["data", "hyp.txt"]
    assert "`data/utt2accent` has none of the utterances or speakers: it has `x1`" in complaint(paths, ["accent"])
    assert complaint(paths, ["age"]) == (
        "`data/utt2age`, line 2: the utterance `u1` stands there for the second time. Remove one."
    )
    assert "The utterance `u1`, column `dur`: `long` is not a number" in complaint(paths, ["dur"], numeric=["dur"])
    write("data/spk2gender", "a f\na m\n")
    assert "`data/spk2gender`, line 2: the speaker `a` stands there" in complaint(paths, ["gender"])
    Path("data/utt2spk").unlink()
    assert "says the `gender` of speakers, but nothing says who speaks" in complaint(paths, ["gender"])


def test_a_kaldi_file_that_is_sclites_says_so():
    write("ref.txt", "the cat (a-1)\nthe dog (a-2)\n")
    write("hyp.txt", "the cat (a-1)\nthe dog (a-2)\n")
    assert "end the name of the file in .trn" in complaint(["ref.txt", "hyp.txt"])


def names_of(*paths: str) -> list[str]:
    source = open_source(paths)
    columns_of(source, ["reference"])
    return [file.path for file in source.files()][:2]


def test_which_files_belong_together():
    kaldi()
    for name in ("ref.trn", "hyp_a.trn", "ref.wrd.trn"):
        write(f"s/{name}", REFERENCE)
    write("decode/text", "u1 one\nu2 x\nu3 three\n")
    write("scoring_kaldi/test_filt.txt", "u1 one\n")
    write("scoring_kaldi/penalty_0.0/10.txt", "u1 one\n")
    assert names_of("s/ref.trn", "s/hyp_a.trn") == ["s/ref.trn", "s/hyp_a.trn"]
    assert names_of("s/hyp_a.trn", "s/ref.wrd.trn") == ["s/ref.wrd.trn", "s/hyp_a.trn"]
    assert names_of("hyp.txt", "data/text") == ["data/text", "hyp.txt"]
    assert names_of("data", "decode") == ["data/text", "decode/text"]
    assert names_of("decode/text", "data/text") == ["data/text", "decode/text"]
    pair = ["scoring_kaldi/test_filt.txt", "scoring_kaldi/penalty_0.0/10.txt"]
    assert names_of(*pair) == pair
    Path("s/ref.wrd.trn").unlink()
    for other in ("hyp_a.trn.sys", "hyp_a.trn.raw", "ref.trn.org", "result.txt", "hyp.conf.txt"):  # sclite, ESPnet
        write(f"s/{other}", "x\n")
    assert names_of("s/hyp_a.trn") == names_of("s/*.trn") == names_of("s") == ["s/ref.trn", "s/hyp_a.trn"]


def test_what_does_not_belong_together():
    kaldi()
    write("s/a.trn", REFERENCE)
    assert "`s/a.trn` has no reference. Name what was said as well" in usage("s")
    write("s/b.trn", REFERENCE)
    assert "Which is the reference, `s/a.trn`, `s/b.trn`? Name it `ref.trn`" in usage("s")
    write("s/ref.trn", REFERENCE)
    assert "There are 2 hypotheses for `s/ref.trn`: `s/a.trn`, `s/b.trn`" in usage("s")
    assert "`s/ref.trn` is taken for the reference, and no file says what was heard" in usage("s/ref.trn")
    assert "`data/text` is taken for the reference, and no file says what was heard" in usage("data")
    assert "There are tables (`data/utt2spk`), but no transcripts" in usage("data/utt2spk")
    write("wenet/text", "u1 x\n")
    write("decode/text", "u1 x\n")
    assert "`wenet/text`, `decode/text` could each be the reference" in usage("wenet/text", "decode/text")
    for other in ("x.csv", "-", "s3://bucket/hyp.trn"):
        assert f"`{other}` cannot be audited with transcripts" in usage("s/ref.trn", other)
    write("other/utt2spk", "u1 x\n")
    assert "`data/utt2spk` and `other/utt2spk` say the same" in usage("data", "hyp.txt", "other")
    assert "There is no file `nope.txt`" in complaint(["data", "nope.txt"])
    assert "There is no file `s/reff.trn`. Did you mean `ref.trn`?" in complaint(["s/reff.trn", "s/a.trn"])
    assert "transcripts (.trn) must lie in the folder itself" in complaint(".")
    assert "no file says what was heard" in usage("s/ref.trn", "s/ref.trn")


def test_tables_of_other_kinds_are_read_as_before():
    write("ref.txt", "g,n\nx,1\n")
    assert columns_of(open_source(["ref.txt"])) == {"g": ["x"], "n": ["1"]}
    write("d/a.csv", "g,n\nx,1\n")
    write("d/ref.trn", REFERENCE)
    assert columns_of(open_source(["d"])) == {"g": ["x"], "n": ["1"]}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read():
    os.mkdir("d", mode=0)
    assert "`d`" in complaint("d")
