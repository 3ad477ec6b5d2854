"""Makes the samples of this folder from the sample data; run it in an environment that has aequitas 1.1.0.

    python tests/layouts/make_samples.py

`aequitas.csv` is input as Aequitas wants it, `aequitas-crosstabs.csv` what its `Group().get_crosstabs` counts in it.
`nemo.jsonl` has the keys that NeMo's examples/asr/transcribe_speech.py writes, documented at
https://docs.nvidia.com/nemo-framework/user-guide/latest/nemotoolkit/asr/datasets.html; NeMo itself was not run.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_data"


def main() -> None:
    """Write the samples."""
    from aequitas.group import Group

    credit = pd.read_parquet(SAMPLES / "credit.parquet").head(400)
    frame = pd.DataFrame(
        {
            "entity_id": range(len(credit)),
            "model_id": 7,
            "score": credit["prediction"].astype(float),
            "label_value": credit["label"].astype(int),
            "sex": credit["sex"].astype(str),
            "housing": credit["housing"].astype(str),
        }
    )
    frame.to_csv(HERE / "aequitas.csv", index=False)
    crosstabs, _ = Group().get_crosstabs(frame.drop(columns=["entity_id", "model_id"]))
    kept = ["attribute_name", "attribute_value", "tp", "fp", "fn", "tn", "tpr", "fpr", "precision", "pprev"]
    crosstabs[kept].to_csv(HERE / "aequitas-crosstabs.csv", index=False)
    speech = pd.read_csv(SAMPLES / "speech.csv", keep_default_na=False)
    speech = speech[speech["condition"] == "clean"].groupby("voice_locale").head(8).head(40)
    lines = [_utterance(place, row) for place, row in enumerate(speech.to_dict("records"))]
    (HERE / "nemo.jsonl").write_text("".join(lines), encoding="utf-8")


def _utterance(place: int, row: dict[str, str]) -> str:
    said = {"audio_filepath": f"audio/{place:03}.wav", "duration": len(row["reference"]) / 16, "text": row["reference"]}
    return json.dumps({**said, "accent": row["voice_locale"], "pred_text": row["hypothesis"]}) + "\n"


if __name__ == "__main__":
    main()
