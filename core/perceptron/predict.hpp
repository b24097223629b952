// Predictions of a trained perceptron, for batches that are too small for a call of BLAS.
#pragma once

#include "types.hpp"

namespace rosenblatt::perceptron {

// One pre-activation, added up in four lanes.
template <class T>
inline T product(const T* weights, const T* sample, i64 n_features) {
    T sums[4] = {};
    i64 j = 0;
    for (; j + 4 <= n_features; j += 4)
        for (i64 lane = 0; lane < 4; ++lane) sums[lane] += weights[j + lane] * sample[j + lane];
    for (; j < n_features; ++j) sums[0] += weights[j] * sample[j];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// scores (n_samples, n_neurons) = X weights^T + biases.
template <class T, class Bias>
inline void decide(const T* X, i64 n_samples, i64 n_features, const T* weights, const Bias* biases, i64 n_neurons, Bias* scores) {
    for (i64 i = 0; i < n_samples; ++i)
        for (i64 k = 0; k < n_neurons; ++k)
            scores[i * n_neurons + k] =
                static_cast<Bias>(product(weights + k * n_features, X + i * n_features, n_features)) + biases[k];
}

// Index of each sample's class: one neuron selects the second class or the first, of several the first one with the maximum
// pre-activation wins.
template <class T, class Bias>
inline void classify(const T* X, i64 n_samples, i64 n_features, const T* weights, const Bias* biases, i64 n_neurons, i64* classes) {
    for (i64 i = 0; i < n_samples; ++i) {
        Bias greatest{};
        for (i64 k = 0; k < n_neurons; ++k) {
            Bias z;
            decide(X + i * n_features, 1, n_features, weights + k * n_features, biases + k, 1, &z);
            if (n_neurons == 1) classes[i] = z > 0;
            else if (k == 0 || z > greatest) {
                greatest = z;
                classes[i] = k;
            }
        }
    }
}

}  // namespace rosenblatt::perceptron
