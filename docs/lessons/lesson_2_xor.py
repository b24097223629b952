"""
From gates to XOR
=================

Build logic gates from single neurons with weights chosen by hand, see why one neuron can never compute XOR,
build a network that can, and train another one to find its weights.
"""

# %%
# A neuron that computes AND
# --------------------------
# A neuron multiplies each input by a weight, and adds up the products and its bias. With a **step** as its
# activation, its output is 1 if the sum is above 0, and 0 otherwise. Weights of 1 and 1 and a bias of -1.5
# make it an AND gate.

from rosenblatt import Network

# sphinx_gallery_thumbnail_number = 4
gate = Network((2, 1), ("step",), [1, 1, -1.5])  # two weights, then the bias
rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
print(gate.predict(rows).ravel())

# %%
# AND is 1 only if **both** inputs are 1; two zeros are equal too, but give 0. The arithmetic of two rows
# shows why: one input alone does not outweigh the bias, two do.

from rosenblatt.trace import trace

print(trace(gate, [1, 1]).to_text(), "\n")
print(trace(gate, [1, 0]).to_text())

# %%
# Truth tables
# ------------
# A gate has few inputs of 0 and 1, so a table describes it completely. Rosenblatt contains the common
# gates. OR has the same weights as AND and a bias of -0.5, so one input is enough. NOT has a weight of -1
# and a bias of 0.5.

from rosenblatt.gates import AND, NOT, OR, truth_table

for name, each in (("AND", AND), ("OR", OR), ("NOT", NOT)):
    print(f"{name}: weights {each.weights[0].ravel()}, bias {each.biases[0]}")
    print(truth_table(each), "\n")

# %%
# In the plane of its two inputs, a gate is a straight line with the ones on one side. The weights turn the
# line, the bias shifts it.

from rosenblatt.plots import BoundaryDisplay

BoundaryDisplay.from_network(AND, rows, [0, 0, 0, 1], target_name="and")

# %%
# One neuron cannot compute XOR
# -----------------------------
# XOR is 1 if exactly one input is 1. Suppose that some weights :math:`w_1, w_2` and a bias :math:`b`
# compute it. Then each row of the truth table gives a condition:
#
# - 0 and 0 give 0, so :math:`b \le 0`
# - 1 and 1 give 0, so :math:`w_1 + w_2 + b \le 0`
# - 0 and 1 give 1, so :math:`w_2 + b > 0`
# - 1 and 0 give 1, so :math:`w_1 + b > 0`
#
# Add the first two: :math:`w_1 + w_2 + 2b` is at most 0. Add the last two: the same sum is above 0. Both
# cannot hold, so there are no such weights, however long one trains. ``separability`` finds such a
# contradiction for any table:

from rosenblatt.insight import separability

xor = [0, 1, 1, 0]
print(separability(rows, xor))

# %%
# Therefore a perceptron that is trained on XOR never completes an epoch without a mistake:

from rosenblatt import Perceptron

stuck = Perceptron(max_iter=1000, tol=None).fit(rows, xor)
print("fewest mistakes in any of", stuck.n_iter_, "epochs:", stuck.mistakes_.min())

# %%
# XOR wired by hand
# -----------------
# Several neurons can compute it: XOR is "x1 or x2, and not both". So there are an OR and an AND side by
# side, then NOT of the AND, then AND of the two.

from rosenblatt.gates import XOR
from rosenblatt.plots import NetworkDisplay

NetworkDisplay.from_network(XOR)

# %%
# In a layered network each layer sees only the previous one. Therefore the OR's value passes through a
# neuron of its own (h2.1) while the NOT (h2.2) is computed. These are all sums for the inputs 0 and 1:

print(trace(XOR, [0, 1]).to_text(), "\n")
print(truth_table(XOR))

# %%
# XOR learned
# -----------
# Larger networks are not wired by hand. Training begins with random weights, measures the error of the
# outputs, and changes each weight a little in the direction that reduces the error, again and again. For
# this, a small change of a weight must cause a small change of the output, but with a step it causes none
# or a jump. Therefore the hidden neurons have a smooth activation, ``tanh``, and the output has a
# ``logistic`` one, whose value between 0 and 1 is the probability of class 1.
#
# ``hidden_layer_sizes=(5,)`` is **one** hidden layer of five neurons. ``random_state`` is the seed of the
# random initial weights: the same seed gives the same network.

from rosenblatt import MLPClassifier, load_table

X, y = load_table("xor").arrays()
model = MLPClassifier(
    hidden_layer_sizes=(5,),
    activation="tanh",
    max_iter=10000,
    random_state=10,
).fit(X, y)

print(model.n_iter_, "epochs,", model.stopped_by_)
print("   x1  x2   p(0)        p(1)")
for (x1, x2), (p0, p1) in zip(X, model.predict_proba(X), strict=True):
    print(f"{x1:5.0f}{x2:4.0f}   {p0:.8f}  {p1:.8f}")

# %%
# All four rows are right, and none of the probabilities is 0 or 1: training stopped when the loss hardly
# fell any more.

from rosenblatt.plots import CurveDisplay

CurveDisplay.from_history(model.history_)

# %%
# Between the four corners the network interpolates. Its decision boundary is not a straight line.

BoundaryDisplay.from_network(model.network_, X, y, target_name="xor")

# %%
# What the hidden neurons do
# --------------------------
# The weights are learned instead of chosen, but the arithmetic is the same as before. For the inputs 0 and
# 1:

print(trace(model.network_, [0, 1]).to_text())

# %%
# For each row of the truth table the five hidden neurons have five values. The output neuron receives only
# these.

hidden = model.network_.layer_values(X)[1]
print("x1 x2    h1.1   h1.2   h1.3   h1.4   h1.5")
for (x1, x2), values in zip(X, hidden, strict=True):
    print(f"{x1:2.0f} {x2:2.0f}  ", " ".join(f"{value:6.2f}" for value in values))

# %%
# The output is a single neuron, which can only separate by a plane. So the hidden layer must have moved the
# four rows to points that a plane separates. It has:

for name, values in (("inputs", X), ("hidden values", hidden)):
    print(f"{name} separable: {separability(values, y).separable}")

# %%
# This is the purpose of hidden layers.
#
# The seed
# --------
# Other random initial weights lead to other results. Train the same network from a thousand seeds:

from rosenblatt.insight import seeds

five = seeds(MLPClassifier((5,), activation="tanh", max_iter=10000), X, y, n=1000)
print(five.n_solved, "of 1,000 networks with five hidden neurons learned XOR")

# %%
# Two hidden neurons can be enough too (the hand-wired network has only two in its first layer), but
# training seldom finds the solution. Most of these networks end with one or two rows wrong, where the loss
# has stopped falling.

from rosenblatt.plots import SeedsDisplay

two = seeds(MLPClassifier((2,), activation="tanh", max_iter=10000), X, y, n=1000)
SeedsDisplay.from_seeds(two)

# %%
# So if a small network fails, try another seed before you blame the table; and if it succeeds, remember
# that this may have been luck.
#
# Three things to try
# -------------------
# 1. Replace ``tanh`` by ``relu`` or ``logistic`` in the thousand trainings. How many networks learn XOR?
# 2. Train three hidden neurons instead of two or five. Where does luck end?
# 3. Wire another gate by hand, such as ``a and not b``, as at the beginning, and check it with
#    ``truth_table``.
#
# In the guide, *Gates and circuits* continues with whole circuits, and *The arithmetic of a sample* shows
# how one step of training changes each weight. The next lesson, *Your own table*, does all of this for a CSV
# file.
