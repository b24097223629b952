"""Train a perceptron and a network with the Rosenblatt that is installed, as each new wheel has to."""

from rosenblatt import MLPClassifier, Perceptron

inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
conjunction = [0, 0, 0, 1]
exclusive_or = [0, 1, 1, 0]

perceptron = Perceptron(max_iter=50, tol=None).fit(inputs, conjunction)
assert list(perceptron.predict(inputs)) == conjunction

network = MLPClassifier(hidden_layer_sizes=(5,), activation="tanh", max_iter=10000, random_state=10)
network.fit(inputs, exclusive_or)
assert list(network.predict(inputs)) == exclusive_or
assert network.n_iter_ == 2055, network.n_iter_

print(f"AND by a perceptron, XOR by a network of {network.n_iter_} epochs: learned.")
