// A training of the page: a network or a perceptron with its samples, plan and state.
#pragma once

#include "lab/header.hpp"

namespace rosenblatt::lab {

// Scalars of a state as the page reads them.
struct Status {
    double epoch, step, samples_underway, stop, learning_rate, no_improvement, best, mistakes_underway;
};

class Lab {
public:
    virtual ~Lab() = default;

    // Epochs, until rows, time or training end; a call may end inside an epoch. Returns how many rows were written.
    virtual i64 run(HistoryRow* rows, i64 n_rows, double seconds) = 0;
    // Batches (of a perceptron: samples), at most to the end of the epoch. Returns how many rows were written.
    virtual i64 step(HistoryRow* row, i64 n_batches) = 0;
    virtual Status status() const = 0;

    virtual i64 n_inputs() const = 0;
    virtual i64 n_outputs() const = 0;
    virtual i64 n_parameters() const = 0;
    // The neurons of a layer of weights, counted from 0; 0 if there is none.
    virtual i64 width(i64 layer) const = 0;
    virtual i64 n_training() const = 0;
    // The rows of this epoch in their order, as numbers of training rows.
    virtual void order(double* out) const = 0;

    // All weights, then all biases: the order of rosenblatt.network.Network.
    virtual void parameters(double* out) const = 0;
    virtual bool edit(const double* parameters) = 0;

    virtual bool forward(const double* X, i64 n_rows, double* out) = 0;
    virtual bool layer_values(const double* X, i64 n_rows, i64 layer, double* z, double* a) = 0;
    virtual bool gradient(const double* rows, i64 n_rows, double* loss, double* gradient, double* deltas) = 0;

    virtual i64 snapshot_size() const = 0;
    virtual void snapshot(std::uint8_t* out) const = 0;
    virtual bool load(std::uint8_t* bytes) = 0;
    virtual bool replan(Header& header) = 0;
    virtual void fresh(std::uint32_t seed) = 0;
};

}  // namespace rosenblatt::lab
