// The forward and the backward pass of a batch of rows: C++ counterpart of the steps in
// rosenblatt/training/reference/gradient.py.
#pragma once

#include "activations.hpp"
#include "machine/random.hpp"
#include "optimizers.hpp"
#include "products.hpp"
#include "steps.hpp"

namespace ROSENBLATT_ISA {

template <class T>
struct Batch {
    Job<T>* job;
    const Samples<T>* samples;
    Workspace<T>* work;
    const i64* rows;     // the rows of the samples' arrays, in order
    const i64* targets;  // the row of each one's target, or -1
    Team::Task forward_and_back;  // processes a block of its rows
    const T* input;   // the samples (n, n_inputs), once gathered; null if sparse
    T* gradient;      // flat, like the parameters
    const i64* positions;  // of single samples: their positions among all samples; null: consecutive ones
    RandomStream* random;  // of single samples: draws their dropout masks; null: none
    i64 n;
    i64 n_row_blocks, n_gradient_blocks;
    i64 n_judged;  // rows with a target
    double total_weight;
    bool gather, judges, backward;
    bool reads_positions;  // the first layer reads positions, not the steps they stand for
    bool packed;  // weights from context neurons are read from panels
    bool in_blocks;  // the sums of its blocks are joined before the gradient is finished
    StepSizes<T> sizes;
    bool update_at_once;
};

// a = bias + rows of a CSR matrix times weights.
template <class T>
inline void sparse_product(const Samples<T>& s, const i64* rows, i64 first, i64 last, const T* weights, const T* bias, T* c, i64 n) {
    for (i64 i = first; i < last; ++i) {
        T* const to = c + i * n;
        std::memcpy(to, bias, static_cast<std::size_t>(n) * sizeof(T));
        for (i64 x = s.starts[rows[i]]; x < s.starts[rows[i] + 1]; ++x) {
            const T value = s.values[x];
            const T* const from = weights + static_cast<i64>(s.columns[x]) * n;
            for (i64 j = 0; j < n; ++j) to[j] += value * from[j];
        }
    }
}

template <class T>
inline void sparse_gradient(const Samples<T>& s, const i64* rows, i64 m, const T* delta, T* gradient, i64 k, i64 n) {
    std::memset(gradient, 0, static_cast<std::size_t>(k * n) * sizeof(T));
    for (i64 i = 0; i < m; ++i)
        for (i64 x = s.starts[rows[i]]; x < s.starts[rows[i] + 1]; ++x) {
            const T value = s.values[x];
            T* const to = gradient + static_cast<i64>(s.columns[x]) * n;
            for (i64 j = 0; j < n; ++j) to[j] += value * delta[i * n + j];
        }
}

// Pre-activations of a layer for rows [first, last) of the batch, from the layer below.
template <class T>
inline void layer_sums(const Batch<T>& batch, i64 l, i64 first, i64 last) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const Layer& layer = job.shape.layers[l];
    const i64 n = layer.fan_out;
    const T* const weights = job.parameters + layer.weights;
    const T* const bias = job.parameters + layer.biases;
    T* const z = work.z[l] ? work.z[l] : work.a[l];
    if (!only_dense_rows && l == 0 && !batch.input)
        sparse_product(*batch.samples, batch.rows, first, last, weights, bias, z, n);
    else if (!only_dense_rows && l == 0 && batch.reads_positions)
        step_product(*batch.samples, batch.input, first, last, weights, bias, work.step_sums, z, n);
    else {
        const T* const from = l == 0 ? batch.input + first * layer.fan_in : work.h[l - 1] + first * layer.fan_in;
        product_nn(job.gemm, z + first * n, from, weights, bias, last - first, n, layer.fan_in);
    }
}

// Activations of a layer from its pre-activations, after dropout.
template <class T>
inline void layer_activations(const Batch<T>& batch, i64 l, i64 first, i64 last) {
    const Shape& shape = batch.job->shape;
    Workspace<T>& work = *batch.work;
    const Layer& layer = shape.layers[l];
    const i64 n = layer.fan_out, count = last - first;
    T* const a = work.a[l] + first * n;
    activate(layer.activation, work.z[l] ? work.z[l] + first * n : a, a, count * n);
    if (layer.activation == Activation::softmax) softmax(a, count, shape.groups, shape.n_groups);
    if (work.h[l] != work.a[l]) {
        T* const h = work.h[l] + first * n;
        const T* const mask = work.mask[l] + first * n;
        for (i64 i = 0; i < count * n; ++i) h[i] = a[i] * mask[i];
    }
}

template <class T>
inline void forward_layer(const Batch<T>& batch, i64 l, i64 first, i64 last) {
    layer_sums(batch, l, first, last);
    layer_activations(batch, l, first, last);
}

// delta of the layer below l with respect to its activations: through the weights of l and the dropout mask.
template <class T>
inline void back_to_activations(const Batch<T>& batch, i64 l, i64 first, i64 last) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const Layer& layer = job.shape.layers[l];
    const i64 width = layer.fan_in, count = last - first;
    T* const delta = work.delta[l - 1] + first * width;
    product_nt(job.gemm, delta, work.delta[l] + first * layer.fan_out, job.parameters + layer.weights, work.transposed[l], count, layer.fan_out, width);
    if (work.h[l - 1] != work.a[l - 1]) {
        const T* const mask = work.mask[l - 1] + first * width;
        for (i64 i = 0; i < count * width; ++i) delta[i] *= mask[i];
    }
}

// delta of layer l with respect to its pre-activations, from that with respect to its activations.
template <class T>
inline void back_to_sums(const Batch<T>& batch, i64 l, i64 first, i64 last) {
    Workspace<T>& work = *batch.work;
    const Layer& layer = batch.job->shape.layers[l];
    const i64 n = layer.fan_out;
    const T* const z = work.z[l] ? work.z[l] + first * n : nullptr;
    multiply_by_derivative(layer.activation, z, work.a[l] + first * n, work.delta[l] + first * n, (last - first) * n);
}

// Copy the samples of rows [first, last) of the batch into one array.
template <class T>
inline void gather_rows(const Batch<T>& batch, i64 first, i64 last) {
    const Samples<T>& s = *batch.samples;
    if (!batch.gather) return;
    const bool expands = !only_dense_rows && s.step_starts && !batch.reads_positions;
    for (i64 i = first; i < last; ++i) {
        const T* const row = s.X + batch.rows[i] * s.width;
        T* const to = batch.work->input + i * (expands ? s.n_features : s.width);
        std::memcpy(to, row, static_cast<std::size_t>(expands ? s.n_dense() : s.width) * sizeof(T));
        if (expands) expand_positions(s, row + s.n_dense(), to + s.n_dense());
    }
}

}  // namespace ROSENBLATT_ISA
