"""
The perceptron on Iris
======================

Train a single layer of neurons to tell three kinds of iris apart, look at every number on the way, and find
out how far its answers can be trusted.
"""

# %%
# Load the flowers
# ----------------
# In the 1930s four lengths were measured on each of 150 irises: length and width of the sepals (the outer
# leaves of the flower) and of the petals (the inner ones), in centimetres. There are fifty flowers of each
# of three species. Rosenblatt brings the table along.

from rosenblatt import Perceptron, load_table

# sphinx_gallery_thumbnail_number = 2
iris = load_table("iris")
iris.frame.head()

# %%
# Each row is a **sample**, one flower. The four columns of numbers are its **features**. The last column is
# the **target**, what we want to predict; its values are the **classes**. Training takes them as two arrays:
# ``X``, a row of features for each flower, and ``y``, the species of each.

X, y = iris.arrays()
print("X has the shape", X.shape, "and begins with")
print(X[:5])
print("y has the shape", y.shape, "and holds")
print(y[[0, 1, 50, 51, 100, 101]])

# %%
# Look before you train
# ---------------------
# With the sepals alone, versicolor and virginica lie all over one another.

from rosenblatt.plots import DataDisplay

DataDisplay.from_table(iris, "sepal length (cm)", "sepal width (cm)")

# %%
# The petals tell more. Left to itself, the display picks the two columns in which the classes differ most.

DataDisplay.from_table(iris)

# %%
# Hold some flowers back
# ----------------------
# A model may learn its samples by heart, so only flowers that it has never seen can tell what it is worth.
# Set 30% of them aside **for testing**: 45 flowers. The other 105 are for training. ``random_state`` fixes
# which flowers fall where, so you get the numbers of this page.

from sklearn.model_selection import train_test_split

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=2)
print(len(X_train), "flowers to train on,", len(X_test), "to test on")

# %%
# Put the features on one scale
# -----------------------------
# Petal widths differ by a centimetre or two, sepal lengths by more. To give each feature the same chance,
# subtract its mean and divide by its standard deviation. Both are taken from the **training part only**: the
# test flowers must not have a say in anything that is learned. Then the same scaler is applied to both
# parts.

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
# Now the perceptron itself, as Frank Rosenblatt described it in 1958. ``max_iter=50`` lets it go through the
# training flowers fifty times; one time through is an **epoch**. ``eta0`` is the **learning rate**: the
# number that every correction of a weight is multiplied by. ``tol=None`` says not to stop early.

model = Perceptron(max_iter=50, eta0=1, tol=None).fit(Z_train, y_train)
print(model.n_iter_, "epochs;", model.network_)

# %%
# That is a trained model. (The learning rate hardly matters here. A perceptron starts from weights of zero,
# so another ``eta0`` multiplies all its weights and biases alike, and no decision changes.)
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
# Where does it go wrong? Rows are the true species, columns what was predicted. A flower on the diagonal is
# right.

from rosenblatt.plots import ConfusionDisplay

ConfusionDisplay.from_predictions(y_test, predicted)

# %%
# Why one split misleads
# ----------------------
# 0.89: is that good? Always guessing one species would be right for about a third. But the number also
# depends on *which* 45 flowers we happened to hold back. So do it again, with a thousand other splits. At
# this speed you can.

import numpy as np

scores = []
for seed in range(1000):
    a, b, truth_a, truth_b = train_test_split(X, y, test_size=0.3, random_state=seed)
    other = StandardScaler().fit(a)
    trained = Perceptron(max_iter=50, eta0=1, tol=None).fit(other.transform(a), truth_a)
    scores.append(trained.score(other.transform(b), truth_b))

low, median, high = np.quantile(scores, [0.05, 0.5, 0.95])
print(f"least {min(scores):.3f}, median {median:.3f}, greatest {max(scores):.3f}")
print(f"nine splits in ten lie between {low:.3f} and {high:.3f}")

# %%
# The median is 40 of 45. But a split can just as well show 0.73 or 0.98, and the worst of the thousand shows
# 0.47. The perceptron is the same each time; only the draw differs. **One accuracy from one split is one
# draw from this heap.** ``rosenblatt train`` therefore always tells the spread beside the score.

from rosenblatt.plots import SpreadDisplay

guessing = max((y_test == name).mean() for name in model.classes_)
SpreadDisplay.from_scores(scores, right / len(y_test), guessing, part="45 flowers held out")

# %%
# What a neuron does
# ------------------
# There are three neurons, one for each species. Each has four **weights** and a **bias**. It multiplies each
# feature by its weight, adds the products up, and adds the bias. In a formula, with the Greek sigma for "sum
# over":
#
# .. math:: z = \sum_{i=1}^{4} w_i x_i + b
#
# A sigma is a ``for`` loop. This is the neuron for setosa, looking at the first test flower:

flower, weights, bias = Z_test[0], model.coef_[0], model.intercept_[0]

z = 0.0
for w, x in zip(weights, flower, strict=True):
    z += w * x
    print(f"{w:8.4f} * {x:8.4f} = {w * x:8.4f}      sum so far {z:8.4f}")
z += bias
print(f"plus the bias {bias:g}: z = {z:.4f}")

# %%
# The same as a picture. Wide lines are large weights; solid blue ones are positive, dashed orange ones
# negative.

from rosenblatt.plots import NeuronDisplay

NeuronDisplay.from_estimator(model, flower)

# %%
# The neuron's **activation** is a step: it says 1 when z is above 0, and 0 otherwise. When several neurons
# say 1, or none does, the species with the largest z wins. Rosenblatt writes the whole arithmetic out for
# any sample of any network:

from rosenblatt.trace import explain

print(explain(model, flower).to_text())

# %%
# Could it do better?
# -------------------
# A neuron decides by the sign of a weighted sum, so all it can do is to cut the flowers apart with a flat
# plane. Is there such a plane for each species? That can be answered exactly, without any training.

from rosenblatt.insight import separability

print(separability(iris.frame.select(iris.features), y))

# %%
# So setosa can be cut off, and in the picture of right and wrong above no setosa was mistaken. The other two
# cannot be told apart by any flat cut: there is a mixture of three virginicas that has the very measures of
# a mixture of three versicolors, and no plane has the same point on both of its sides. More epochs will not
# help. As long as there are mistakes the weights go on changing, which is another reason why the scores are
# so spread out.
#
# Where to go from here
# ---------------------
# Change something and run it again: ``max_iter``, the seed of the split, ``average=True``, two features
# instead of four. ``rosenblatt train iris`` does this whole lesson in one line, and writes an illustrated
# report. And what flat cuts cannot do, hidden layers can: that is the next lesson, *From gates to XOR*.
