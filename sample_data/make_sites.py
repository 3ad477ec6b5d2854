"""Make ``sites/``: a real model's decisions on real men, in a file for each of the three places where they lived.

The men are those of the National Longitudinal Survey of Young Men whom Card (1995) studied, as shipped in the PyPI
package ``causaldata``. Predictions come from a cross-validation fold that left the man out. See ``README.md`` beside
this file for the packages needed.

    python sample_data/make_sites.py          # writes the files beside this script
    python sample_data/make_sites.py --check  # makes the tables again and compares them with the files
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    import numpy
    import pandas
    from make_people import packaged
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
except ImportError as missing:
    raise SystemExit(f"make_sites.py cannot run: {missing}. See the README beside it.") from missing

FOLDER = Path(__file__).resolve().parent / "sites"
FOLDS = 10
RANDOM_STATE = 0
DECIMALS = 4  # beyond these, linear algebra libraries differ between machines

MEN = ("causaldata", "0.1.5", "causaldata/close_college/close_college.dta")
MEN_SHA256 = "4fdcb18eaa95700e7eb75e769dbabc7f08d1255953597ac5c8fc55df60b2c20a"
# The model sees neither race nor where a man lives.
INPUTS = ["educ", "exper"]


def men() -> pandas.DataFrame:
    """Return all men with what they earn, what the model says, and where they live."""
    found = pandas.read_stata(packaged(MEN, MEN_SHA256), convert_categoricals=False)
    label = (found["lwage"] > found["lwage"].median()).astype(int)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=RANDOM_STATE)
    scores = cross_val_predict(model, found[INPUTS], label, cv=folds, method="predict_proba")[:, 1].round(DECIMALS)
    south, city = found["south"] == 1, found["smsa"] == 1
    return pandas.DataFrame(
        {
            "place": numpy.where(~south, "elsewhere", numpy.where(city, "south-city", "south-country")),
            "label": label,
            "prediction": (scores >= 0.5).astype(int),
            "score": scores,
            "race": numpy.where(found["black"] == 1, "Black", "other"),
        }
    )


def tables() -> Iterator[tuple[Path, str]]:
    """Yield every file with what it holds."""
    for place, rows in men().groupby("place"):
        yield FOLDER / f"{place}.csv", rows.to_csv(index=False, lineterminator="\n")


def main() -> int:
    """Read the options and make or check the files."""
    parser = argparse.ArgumentParser(description="Make or check the files of sites/.")
    parser.add_argument("--check", action="store_true", help="compare with the existing files instead of writing")
    check, different = parser.parse_args().check, 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in tables():
        if check:
            is_same = path.read_text(encoding="utf-8") == text
            print(f"{path.name}: {'same' if is_same else 'different'} content")
            different += not is_same
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {text.count(chr(10)) - 1} men to {path.name}")
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main())
