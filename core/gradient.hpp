// Loss and gradient of a batch: C++ counterpart of rosenblatt/training/reference/gradient.py, divided into pieces for threads.
//
// A batch is processed in two phases. In the first, each piece of its rows runs the forward and the backward pass: gather,
// forward, loss, delta of every layer. In the second, pieces of a layer's features sum the gradient of the weights over all rows
// and, if no clipping needs the norm first, update the parameters while they are in the cache.
//
// A long batch of single samples is a balanced binary tree over blocks of rows. The blocks go through both phases one after the
// other, so that they share the memory of one; their sums are joined, and the gradient is finished at the end.
#pragma once

#include "costs.hpp"
#include "dropout.hpp"
#include "layers.hpp"

namespace ROSENBLATT_ISA {

struct Range {
    i64 begin, end;
};

inline Range block_range(i64 n, i64 n_blocks, i64 block) { return {n * block / n_blocks, n * (block + 1) / n_blocks}; }

// Phase one: the forward and the backward pass of a block of rows.
template <class T>
inline void row_block(Batch<T>& batch, i64 block) {
    const Shape& shape = batch.job->shape;
    const auto [first, last] = block_range(batch.n, batch.n_row_blocks, block);
    gather_rows(batch, first, last);
    for (i64 l = 0; l < shape.n_layers; ++l) forward_layer(batch, l, first, last);
    if (batch.judges) judge_rows(batch, block, first, last);
    if (!batch.backward) return;
    for (i64 l = shape.n_layers - 1; l > 0; --l) {
        back_to_activations(batch, l, first, last);
        back_to_sums(batch, l - 1, first, last);
    }
}

// Complete a range of the gradient (penalty, division by the total weight), sum its squares, and update if allowed.
template <class T>
inline void finish_range(Batch<T>& batch, i64 begin, i64 end, bool are_weights, i64 block) {
    using L = Lanes<T>;
    Job<T>& job = *batch.job;
    T* const g = batch.gradient;
    const T* const p = job.parameters;
    const T scale = static_cast<T>(1 / batch.total_weight);
    const T alpha = are_weights && job.plan.penalty_in_gradient() ? static_cast<T>(job.plan.alpha) : T(0);
    constexpr i64 piece = 2048;  // a piece is updated while it is still in the first-level cache
    for (i64 from = begin; from < end; from += piece) {
        const i64 to = from + piece < end ? from + piece : end;
        typename L::type squares{}, norms{};
        for (i64 i = from; i < to; i += L::n) {
            const bool whole = i + L::n <= to;
            const auto weight = whole ? L::load(p + i) : L::load_some(p + i, to - i);
            const auto value = ((whole ? L::load(g + i) : L::load_some(g + i, to - i)) + alpha * weight) * scale;
            squares += weight * weight;
            norms += value * value;
            if (whole)
                L::store(g + i, value);
            else
                L::store_some(g + i, value, to - i);
        }
        batch.work->norm[block] += sum_lanes<T>(norms);
        if (are_weights) batch.work->square[block] += sum_lanes<T>(squares);
        if (batch.update_at_once)
            update(job.plan, batch.sizes, are_weights, job.parameters + from, g + from, job.moments + from,
                   job.moments + job.shape.n_parameters + from, to - from);
    }
}

// The gradient of rows first to last of one weight matrix: of the features below, or of context neurons.
template <class T>
inline void weight_gradient(Batch<T>& batch, i64 l, bool of_context, i64 height, i64 weights, i64 first, i64 last) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const Layer& layer = job.shape.layers[l];
    T* const gradient = batch.gradient + weights;
    if (!only_dense_rows && l == 0 && !of_context && !batch.input) {
        sparse_gradient(*batch.samples, batch.rows, batch.n, work.delta[0], gradient, layer.fan_in, layer.fan_out);
        return;
    }
    if (!only_dense_rows && l == 0 && batch.reads_positions) {
        const Samples<T>& s = *batch.samples;
        product_tn(Gemm<T>(nullptr), gradient, batch.input, work.delta[0], batch.n, layer.fan_out, s.width, 0, s.n_dense(), work.scratch);
        step_gradient(s, batch.input, batch.n, work.delta[0], gradient, work.step_order, work.step_shares, work.step_ends, layer.fan_out);
        return;
    }
    const T* const read = of_context ? work.context[l] : l == 0 ? batch.input : work.h[l - 1];
    product_tn(job.gemm, gradient, read, work.delta[l], batch.n, layer.fan_out, height, first, last - first,
               work.scratch + first * layer.fan_out);
}

// The gradient of the initial values of the context neurons: the sum over the blocks of sequences.
template <class T>
inline void start_gradient(Batch<T>& batch) {
    const Shape& shape = batch.job->shape;
    i64 before = 0;
    for (i64 l = 0; l < shape.n_layers; before += shape.layers[l++].n_context)
        for (i64 c = 0; c < shape.layers[l].n_context; ++c) {
            T sum = T(0);
            for (i64 block = 0; block < batch.n_row_blocks; ++block) sum += batch.work->starts[block * shape.n_context + before + c];
            batch.gradient[shape.layers[l].start + c] = sum;
        }
}

// The gradient of the biases of every layer: the sum of delta over the samples.
template <class T>
inline void bias_gradient(Batch<T>& batch) {
    const T one = T(1);
    for (i64 l = 0; l < batch.job->shape.n_layers; ++l) {
        const Layer& layer = batch.job->shape.layers[l];
        const i64 n = layer.fan_out;
        own_product<T>({batch.gradient + layer.biases, n, &one, 0, 0, batch.work->delta[l], n, 1, n, batch.n, nullptr});
    }
    if (batch.job->shape.learns_start) start_gradient(batch);
}

// Phase two: the whole gradient of a small network, or a block of a matrix's rows, or (the last block) the biases.
template <class T>
inline void gradient_block(Batch<T>& batch, i64 block) {
    const Shape& shape = batch.job->shape;
    batch.work->square[block] = batch.work->norm[block] = 0;
    const bool whole = batch.n_gradient_blocks == 1;
    i64 before = 0;  // blocks of the previous matrices
    for_each_matrix(shape, [&](i64 l, bool of_context, i64 height, i64 weights) {
        const i64 fan_out = shape.layers[l].fan_out;
        const i64 n_blocks = whole ? 1 : n_layer_blocks(batch.n, height, fan_out, l == 0 && (!batch.input || batch.samples->step_starts));
        const i64 own = whole ? 0 : block - before;
        before += n_blocks;
        if (own < 0 || own >= n_blocks) return;
        const auto [first, last] = block_range(height, n_blocks, own);
        weight_gradient(batch, l, of_context, height, weights, first, last);
        if (!whole && !batch.in_blocks) finish_range(batch, weights + first * fan_out, weights + last * fan_out, true, block);
    });
    if (block + 1 < batch.n_gradient_blocks) return;
    if (whole && !batch.in_blocks) finish_range(batch, 0, shape.n_weights, true, block);
    bias_gradient(batch);
    if (!batch.in_blocks) finish_range(batch, shape.n_weights, shape.n_parameters, false, block);
}

template <class T>
inline void run_row_block(void* batch, i64 block) {
    row_block(*static_cast<Batch<T>*>(batch), block);
}

template <class T>
inline void run_gradient_block(void* batch, i64 block) {
    gradient_block(*static_cast<Batch<T>*>(batch), block);
}

// Transpose the weights for the backward pass.
template <class T>
inline void transpose_weights(const Batch<T>& batch) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    for_each_matrix(job.shape, [&](i64 l, bool of_context, i64 height, i64 weights) {
        T* const to = of_context ? work.transposed_context[l] : work.transposed[l];
        if (!to) return;
        const i64 width = job.shape.layers[l].fan_out;
        const bool packs = of_context && batch.packed;
        T* const plain = packs ? work.gradient + weights : to;  // the gradient has not been computed yet
        transpose(plain, job.parameters + weights, height, width);
        if (packs) pack_panels(to, plain, width, height);
    });
}

// Pack the weights from context neurons, which every step reads.
template <class T>
inline void pack_context(const Batch<T>& batch) {
    for (i64 l = 0; l < batch.job->shape.n_layers; ++l) {
        const Layer& layer = batch.job->shape.layers[l];
        if (layer.n_context) pack_panels(batch.work->packed_context[l], batch.job->parameters + layer.context, layer.n_context, layer.fan_out);
    }
}

// Phase one for all rows.
template <class T>
inline void run_rows(Batch<T>& batch) {
    const Job<T>& job = *batch.job;
    const Layer& layer = job.shape.layers[0];
    if (!only_dense_rows && batch.reads_positions) sum_steps(*batch.samples, job.parameters + layer.weights, batch.work->step_sums, layer.fan_out);
    job.team->run(job.team, batch.forward_and_back, &batch, batch.n_row_blocks);
}

// The results of a batch's two phases: the sum of the costs (not yet a mean), and the two sums of squares.
struct BatchSums {
    double cost = 0, mistakes = 0, square = 0, norm = 0;
};

// Sum of the weights of samples, without weights their number; that of a long batch is joined over its blocks.
template <class T>
inline double sum_weights(const Samples<T>& s, const i64* positions, i64 first, i64 n) {
    if (!s.weight) return static_cast<double>(n);
    if (n > rows_of_a_block) {
        const i64 left = rows_on_the_left(n);
        const double sum = sum_weights(s, positions, first, left);
        return sum + sum_weights(s, positions, first + left, n - left);
    }
    double sum = 0;
    for (i64 i = first; i < first + n; ++i) sum += static_cast<double>(s.weight[s.row(positions ? positions[i] : i)]);
    return sum;
}

// Whether rows are consecutive, so that samples can be read in place.
inline bool is_run(const i64* rows, i64 n) {
    for (i64 i = 1; i < n; ++i)
        if (rows[i] != rows[0] + i) return false;
    return true;
}

// The rows of a batch of at most one block.
template <class T>
inline void lay_samples(Batch<T>& batch, i64 first) {
    const Samples<T>& s = *batch.samples;
    Workspace<T>& work = *batch.work;
    if (batch.positions && !s.rows) {
        batch.rows = batch.positions + first;
    } else {
        for (i64 i = 0; i < batch.n; ++i) work.order[i] = s.row(batch.positions ? batch.positions[first + i] : first + i);
        batch.rows = work.order;
    }
    batch.targets = batch.rows;
    const bool in_place = is_run(batch.rows, batch.n) && (!s.step_starts || batch.reads_positions);
    batch.gather = s.X && !in_place;
    batch.input = !s.X ? nullptr : in_place ? s.X + batch.rows[0] * s.width : work.input;
}

// The batch of n samples at `positions` from `first` on; null: of consecutive ones.
template <class T>
inline Batch<T> make_batch(Job<T>& job, const Samples<T>& samples, Workspace<T>& work, const i64* positions, i64 first, i64 n) {
    Batch<T> batch{};
    batch.job = &job;
    batch.samples = &samples;
    batch.work = &work;
    batch.positions = positions;
    batch.gradient = work.gradient;
    batch.forward_and_back = run_row_block<T>;
    batch.judges = true;
    batch.n = n;
    batch.n_judged = n;
    batch.in_blocks = n > rows_of_a_block;
    batch.n_row_blocks = n_row_blocks(n, job.shape.n_weights);
    batch.reads_positions = reads_positions(samples, job.shape.layers[0].fan_out);
    batch.n_gradient_blocks = n_gradient_blocks(job.shape, n, !samples.X || samples.step_starts);
    batch.total_weight = sum_weights(samples, positions, first, n);
    if (!batch.in_blocks) lay_samples(batch, first);
    return batch;
}

// Costs of a batch whose rows are in the workspace, and with `backward` its gradient; the squared errors are added to `residual`,
// by output.
template <class T>
inline BatchSums run_rows_and_gradient(Batch<T>& batch, double* residual) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    BatchSums sums;
    if (batch.random) draw_masks(job, *batch.random, batch.n);
    run_rows(batch);
    const i64 n_outputs = job.shape.n_outputs();
    for (i64 block = 0; block < batch.n_row_blocks; ++block) {
        sums.cost += work.loss[block];
        sums.mistakes += work.mistakes[block];
        if (residual)
            for (i64 j = 0; j < n_outputs; ++j) residual[j] += work.residual[block * n_outputs + j];
    }
    if (!batch.backward) return sums;
    job.team->run(job.team, run_gradient_block<T>, &batch, batch.n_gradient_blocks);
    if (batch.in_blocks) return sums;
    for (i64 block = 0; block < batch.n_gradient_blocks; ++block) {
        sums.square += work.square[block];
        sums.norm += work.norm[block];
    }
    return sums;
}

template <class T>
inline void add_numbers(T* to, const T* from, i64 n) {
    for (i64 i = 0; i < n; ++i) to[i] += from[i];
}

// The sums of n samples of a batch from `first` on, as a tree over their blocks; the gradient and the squared errors are those of
// `level` of the workspace then.
template <class T>
inline BatchSums run_node(const Batch<T>& batch, i64 first, i64 n, i64 level) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const i64 n_outputs = job.shape.n_outputs(), n_parameters = job.shape.n_parameters;
    T* const gradient = level == 0 ? work.gradient : work.later_gradients + (level - 1) * n_parameters;
    double* const residual = work.node_residual + level * n_outputs;
    if (n <= rows_of_a_block) {
        Batch<T> block = batch;
        block.n = n;
        block.gradient = gradient;
        // Pieces of a small network's block would be too small for a thread, but it is one of many blocks.
        block.n_row_blocks = (n + rows_per_block - 1) / rows_per_block;
        block.n_gradient_blocks = n_gradient_blocks(job.shape, n, !batch.samples->X || batch.samples->step_starts);
        lay_samples(block, first);
        for (i64 j = 0; j < n_outputs; ++j) residual[j] = 0;
        return run_rows_and_gradient(block, residual);
    }
    const i64 left = rows_on_the_left(n);
    BatchSums sums = run_node(batch, first, left, level);
    const BatchSums later = run_node(batch, first + left, n - left, level + 1);
    sums.cost += later.cost;
    sums.mistakes += later.mistakes;
    add_numbers(residual, residual + n_outputs, n_outputs);
    if (batch.backward) add_numbers(gradient, work.later_gradients + level * n_parameters, n_parameters);
    return sums;
}

// Complete the joined gradient of a batch.
template <class T>
inline void finish_gradient(Batch<T>& batch, BatchSums& sums) {
    const Shape& shape = batch.job->shape;
    Workspace<T>& work = *batch.work;
    work.square[0] = work.norm[0] = 0;
    finish_range(batch, 0, shape.n_weights, true, 0);
    finish_range(batch, shape.n_weights, shape.n_parameters, false, 0);
    sums.square = work.square[0];
    sums.norm = work.norm[0];
}

// Costs of a batch; with `backward` its gradient too. The squared errors are added to `residual`, by output.
template <class T>
inline BatchSums run_batch(Batch<T>& batch, double* residual) {
    if (batch.backward) transpose_weights(batch);
    if (!batch.in_blocks) return run_rows_and_gradient(batch, residual);
    BatchSums sums = run_node(batch, 0, batch.n, 0);
    if (residual) add_numbers(residual, batch.work->node_residual, batch.job->shape.n_outputs());
    if (batch.backward) finish_gradient(batch, sums);
    return sums;
}

// Mean cost of a batch with the penalty on the weights.
template <class T>
inline double mean_loss(const Batch<T>& batch, const BatchSums& sums) {
    const double penalty = batch.job->plan.penalty_in_gradient() ? 0.5 * batch.job->plan.alpha * sums.square : 0;
    return (sums.cost + penalty) / batch.total_weight;
}

}  // namespace ROSENBLATT_ISA
