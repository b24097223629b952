"""
The perceptron on Iris
======================

Train a single layer of neurons to distinguish three species of iris, see every number of the computation, and
find out how reliable its predictions are.
"""

# %%
# Load the flowers
# ----------------
# In the 1930s four lengths were measured on each of 150 irises: length and width of the sepals (the outer
# leaves of the flower) and of the petals (the inner ones), in centimetres. There are fifty flowers of each
# of three species. The table is built into Rosenblatt.

from rosenblatt import Perceptron, load_table

# sphinx_gallery_thumbnail_number = 2
iris = load_table("iris")
iris.frame.head()

# %%
# Each row is a **sample**, one flower. The four columns of numbers are its **features**. The last column is
# the **target**, the value to predict; its values are the **classes**. Training takes them as two arrays:
# ``X``, a row of features for each flower, and ``y``, the species of each.

X, y = iris.arrays()
print("X has the shape", X.shape, "and begins with")
print(X[:5])
print("y has the shape", y.shape, "and contains")
print(y[[0, 1, 50, 51, 100, 101]])

# %%
# Look at the data first
# ----------------------
# With the sepals alone, versicolor and virginica overlap.

from rosenblatt.plots import DataDisplay

DataDisplay.from_table(iris, "sepal length (cm)", "sepal width (cm)")

# %%
# The petals separate them better. By default the display draws the two columns in which the classes differ
# most.

DataDisplay.from_table(iris)

# %%
# Hold out some flowers
# ---------------------
# A model may memorise its samples, so only flowers that it has never seen show how good it is. Set 30% of
# them aside **for testing**: 45 flowers. The other 105 are for training. ``random_state`` fixes the random
# split, so you get the numbers of this page.

from sklearn.model_selection import train_test_split

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=2)
print(len(X_train), "flowers for training,", len(X_test), "for testing")

# %%
# Standardise the features
# ------------------------
# Petal widths differ by a centimetre or two, sepal lengths by more. To give each feature the same
# influence, subtract its mean and divide by its standard deviation. Both come from the **training part
# only**: the test flowers must not influence anything that is learned. Then the same scaler is applied to
# both parts.

from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(X_train)
Z_train, Z_test = scaler.transform(X_train), scaler.transform(X_test)

print("means of the training part          ", scaler.mean_.round(2))
print("its standard deviations             ", scaler.scale_.round(2))
print("the first training flower, in cm    ", X_train[0])
print("the first training flower, scaled   ", Z_train[0].round(2))

# %%
# Train
# -----
# This is the perceptron as Frank Rosenblatt described it in 1958. With ``max_iter=50`` it passes through
# the training flowers fifty times; one pass is an **epoch**. ``eta0`` is the **learning rate**, a factor of
# every correction of a weight. ``tol=None`` disables stopping early.

model = Perceptron(max_iter=50, eta0=1, tol=None).fit(Z_train, y_train)
print(model.n_iter_, "epochs;", model.network_)

# %%
# The model is now trained. (The learning rate hardly matters here. A perceptron starts from weights of
# zero, so another ``eta0`` multiplies all its weights and biases alike, and no decision changes.)
#
# Predict, and compare with the truth
# -----------------------------------

predicted = model.predict(Z_test)
for row in range(8):
    mark = "" if predicted[row] == y_test[row] else "   <- wrong"
    print(X_test[row], f"truth {y_test[row]:<11} predicted {predicted[row]:<11}{mark}")

right = (predicted == y_test).sum()
print(f"\nAccuracy {right / len(y_test):.2f}: {right} of {len(y_test)} right")

# %%
# Which predictions are wrong? In this table, rows are the true species and columns the predicted ones.
# Flowers on the diagonal are right.

from rosenblatt.plots import ConfusionDisplay

ConfusionDisplay.from_predictions(y_test, predicted)

# %%
# Why one split misleads
# ----------------------
# Is 0.89 good? Always predicting one species would be right for about a third. But the accuracy also
# depends on *which* 45 flowers were held out. Therefore repeat the training with a thousand other splits,
# which takes only a moment.

import numpy as np

scores = []
for seed in range(1000):
    a, b, truth_a, truth_b = train_test_split(X, y, test_size=0.3, random_state=seed)
    other = StandardScaler().fit(a)
    trained = Perceptron(max_iter=50, eta0=1, tol=None).fit(other.transform(a), truth_a)
    scores.append(trained.score(other.transform(b), truth_b))

low, median, high = np.quantile(scores, [0.05, 0.5, 0.95])
print(f"minimum {min(scores):.3f}, median {median:.3f}, maximum {max(scores):.3f}")
print(f"nine splits in ten lie between {low:.3f} and {high:.3f}")

# %%
# The median is 40 of 45. But a split can also give 0.73 or 0.98, and the worst of the thousand gives 0.47.
# The training is the same each time; only the split differs. **The accuracy of one split is one random draw
# from this distribution.** Therefore ``rosenblatt train`` always shows the spread beside the score.

from rosenblatt.plots import SpreadDisplay

guessing = max((y_test == name).mean() for name in model.classes_)
SpreadDisplay.from_scores(scores, right / len(y_test), guessing, part="45 flowers held out")

# %%
# What a neuron computes
# ----------------------
# There are three neurons, one for each species. Each has four **weights** and a **bias**. It multiplies
# each feature by its weight, and adds up the products and the bias. In a formula, with the Greek sigma for
# "sum over":
#
# .. math:: z = \sum_{i=1}^{4} w_i x_i + b
#
# A sigma is a ``for`` loop. This is the neuron for setosa, computed for the first test flower:

flower, weights, bias = Z_test[0], model.coef_[0], model.intercept_[0]

z = 0.0
for w, x in zip(weights, flower, strict=True):
    z += w * x
    print(f"{w:8.4f} * {x:8.4f} = {w * x:8.4f}      sum so far {z:8.4f}")
z += bias
print(f"plus the bias {bias:g}: z = {z:.4f}")

# %%
# This is the same as a picture. Wide lines are large weights; solid blue ones are positive, dashed orange
# ones negative.

from rosenblatt.plots import NeuronDisplay

NeuronDisplay.from_estimator(model, flower)

# %%
# The neuron's **activation** is a step: its output is 1 if z is above 0, and 0 otherwise. If the output of
# several neurons is 1, or of none, the species with the largest z is predicted. Rosenblatt writes out the
# whole arithmetic for any sample of any network:

from rosenblatt.trace import explain

print(explain(model, flower).to_text())

# %%
# Could it do better?
# -------------------
# A neuron decides by the sign of a weighted sum, so it can only separate flowers by a flat plane. Is there
# such a plane for each species? This can be answered exactly, without any training, and in both cases with a
# proof that you can check:
#
# - **There is a plane.** The proof is the plane itself: all flowers of the species lie on one side of it, and
#   all others on the other. Its **margin** is the distance of the nearest flower.
# - **There is none.** The proof is a **contradiction**: a mixture of some flowers of the species (for example
#   20% of one and 80% of another) that has exactly the same measures as a mixture of others. A plane cannot
#   have one point on both of its sides.
#
# The next lines give the answer for each species, and for a contradiction the rows with their shares.

from rosenblatt.insight import separability

print(separability(iris.frame.select(iris.features), y))

# %%
# So setosa can be separated, and in the table above every setosa is right. For versicolor and virginica there
# is a contradiction, so more epochs do not help. As long as there are mistakes the weights keep changing,
# which is another reason for the spread of the scores.
#
# Three things to try
# -------------------
# 1. Train with ``average=True``: the mean of the weights over all steps no longer depends on the epoch in
#    which training stops. How does the spread change?
# 2. Use only the two petal columns, ``X[:, 2:]``. Which accuracy is lost?
# 3. Change the seed of the split, ``random_state=2``, until you find the best and the worst split of the
#    thousand. Which flowers are predicted wrongly there?
#
# ``rosenblatt train iris`` performs this whole lesson in one command, and writes an illustrated report.
# Hidden layers can learn what a plane cannot separate: that is the next lesson, *From gates to XOR*.
