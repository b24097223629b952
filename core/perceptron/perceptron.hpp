// The perceptron rule: the arguments of one call.
//
// A neuron separates its own class from the others. Sums run sample by sample and feature by feature in scikit-learn's order,
// so that ties are decided equally: products and sums must not be fused (the build sets -ffp-contract=off).
#pragma once

#include "types.hpp"

namespace rosenblatt::perceptron {

// The scalars of rosenblatt.training.perceptron.NEURON, field by field.
struct Neuron {
    double bias, scale, squared_norm, absolute_sum, shrinkage;
    double average_bias, average_factor, average_divisor;
    double step, best, loss, mistakes, validation_score;
    i64 no_improvement, epoch, seed, status;
};
static_assert(sizeof(Neuron) == 17 * 8, "Neuron must have no padding: Python reads it as a record");

enum Status : i64 { learning = 0, stopped = 1, diverged = 2 };

struct Plan {
    bool penalised;
    double alpha, l1_share, shrink_factor, eta0, tol;
    bool fit_bias, shuffle, early_stopping;
    i64 max_iter, n_iter_no_change;
    i64 average;  // the first step that is averaged; 0: none
    i64 shuffle_window;  // samples that are shuffled together; 0: all
};

// Samples to read: consecutive dense rows, or CSR.
template <class T>
struct Samples {
    const T* values;
    const std::int32_t* features;  // null if dense
    const std::int32_t* starts;    // null if dense
    i64 n_samples, n_features;
    const std::int32_t* classes;
    const T* weight;                // null: 1 each
    const std::uint8_t* held_out;   // null: none
    double bias_decay;
};

template <class T>
struct Job {
    Plan plan;
    Samples<T> samples;
    const double* class_weight;  // (n_neurons, 2): other classes, own class; null: 1 each
    i64 n_neurons;
    Neuron* neurons;
    T* weights;            // (n_neurons, n_features)
    T* shrunk;             // the same, or null
    T* averages;           // the same, or null
    std::int32_t* order;   // (n_neurons, n_order()): see order.hpp

    i64 n_order() const { return order_length(plan.shuffle_window, samples.n_samples); }

    // With two classes there is one neuron, and its own class is the second.
    std::int32_t own_class(i64 neuron) const { return n_neurons == 1 ? 1 : static_cast<std::int32_t>(neuron); }
};

}  // namespace rosenblatt::perceptron
