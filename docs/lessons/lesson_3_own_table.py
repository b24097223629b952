"""
Your own table
==============

Take a CSV file as people write it, with texts, missing values and units, train on it, look at the mistakes,
and predict new rows.
"""

# %%
# A file
# ------
# Any CSV file will do. This one is written here so that the page can be repeated: 200 flats, with the rent to
# be predicted. One size and one district in ten are missing, and the sizes have a unit.

import random
from pathlib import Path

from rosenblatt import load_table

draw = random.Random(0)
lines = ["size,rooms,district,balcony,rent"]
for _ in range(200):
    size, district = draw.randint(25, 120), draw.choice(["north", "south", "harbour"])
    balcony = draw.choice(["yes", "no"])
    rent = 9 * size + {"north": 0, "south": 150, "harbour": 320}[district] + 60 * (balcony == "yes")
    shown = "" if draw.random() < 0.1 else f"{size} m²"
    place = "" if draw.random() < 0.1 else district
    lines.append(f"{shown},{max(1, size // 28)},{place},{balcony},{rent + draw.gauss(0, 60):.0f}")
Path("flats.csv").write_text("\n".join(lines), encoding="utf-8")

table = load_table("flats.csv", target="rent")
table.frame.head()

# %%
# Rosenblatt has read ``size`` as a number although it has a unit, and says so, as it does of everything that
# it has not taken as it stands. Read these notes first: most surprises with a table of one's own begin there.

for note in table.notes:
    print("-", note)

# %%
# Look before you train
# ---------------------

from rosenblatt.plots import DataDisplay

DataDisplay.from_table(table)

# %%
# Train
# -----
# ``run_table`` does what the command ``rosenblatt train flats.csv --target rent`` does. It trains a mixture
# of small networks that needs no settings. Each row is predicted by networks that were **not** trained on it
# ("out of fold"), so the score is one of unseen flats.

from rosenblatt.run import RunSettings, run_table, write_run

run = run_table(RunSettings("flats.csv", target="rent"))
seen = run.evaluation
print(f"{seen.score_name} {seen.score:.3f}, baseline {seen.baseline:.3f}")
print(f"a linear model reaches {run.mixture.linear:.3f}")
print("the folds score from", seen.repeats.min().round(3), "to", seen.repeats.max().round(3))

# %%
# R² is the share of the variance that is explained: 1 is perfect, and 0 is what always predicting the mean
# rent gives. What can still be wrong? The run has checked some of it, and lists what it could not check.

print(run.diagnosis)

# %%
# The mistakes first
# ------------------
# The largest errors say more than the score. Often they show rows with a missing value or a typing error.

import polars

worst = [int(row) - 1 for row in seen.rows[list(run.shown.places[:5])]]
predicted = [round(float(seen.predicted[place])) for place in run.shown.places[:5]]
table.frame[worst].with_columns(polars.Series("predicted", predicted))

# %%
# What matters
# ------------
# Each column is shuffled, and the score falls by what was lost: this is its importance.

from rosenblatt.plots import ImportanceDisplay

ImportanceDisplay(run.effects.importance, "rows, each predicted out of fold")

# %%
# Keep it, and predict new flats
# ------------------------------
# The folder of a run contains the model and all numbers. The model file contains the preparation of the
# columns too, so new rows may be as untidy as the old ones.

folder = write_run(Path("runs/flats"), run)

from rosenblatt import load_model

model = load_model("runs/flats/model.safetensors")
new = polars.DataFrame(
    {"size": ["64 m²", None], "rooms": [2, 3], "district": ["south", "harbour"], "balcony": ["no", "yes"]}
)
print(model.predict(new).round())

# %%
# Three things to try
# -------------------
# 1. Take ``rooms`` away (``ignore=("rooms",)`` in ``RunSettings``, ``--ignore rooms`` for the command). Does
#    the score fall?
# 2. Train one network instead of a mixture: ``RunSettings("flats.csv", target="rent", hidden=(8,))``. Its
#    spread over other splits is in ``run.evaluation.repeats``.
# 3. Use a file of your own. Begin with ``rosenblatt show FILE.csv``, which reads it and trains nothing.
