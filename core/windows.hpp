// Sequences of a batch side by side, in windows of time: C++ counterpart of rosenblatt/training/reference/windows.py.
#pragma once

#include "dropout.hpp"
#include "through_time.hpp"

namespace ROSENBLATT_ISA {

// Sort by decreasing length; the sort is stable (a merge sort: the engine must not use the standard library's).
inline void sort_strands(Strand* strands, Strand* scratch, i64 n) {
    for (i64 run = 1; run < n; run *= 2) {
        for (i64 low = 0; low < n; low += 2 * run) {
            const i64 middle = low + run < n ? low + run : n, high = low + 2 * run < n ? low + 2 * run : n;
            i64 left = low, right = middle;
            for (i64 i = low; i < high; ++i) {
                const bool takes_left = left < middle && (right >= high || strands[left].length >= strands[right].length);
                scratch[i] = strands[takes_left ? left++ : right++];
            }
        }
        std::memcpy(strands, scratch, static_cast<std::size_t>(n) * sizeof(Strand));
    }
}

// Begin with the sequences at `positions` (null: from `first` on, in order); `context` has their context
// values, or is null.
template <class T>
inline void begin_walk(const Job<T>& job, const Samples<T>& s, Workspace<T>& work, const i64* positions, i64 first, i64 n, const T* context) {
    const Shape& shape = job.shape;
    Walk& walk = work.walk;
    walk.n = n;
    for (i64 i = 0; i < n; ++i) {
        const i64 position = positions ? positions[i] : first + i, sequence = s.row(position);
        walk.strands[i] = {position, s.offsets[sequence], s.offsets[sequence + 1] - s.offsets[sequence]};
    }
    sort_strands(walk.strands, walk.scratch, n);
    walk.longest = walk.strands[0].length;
    walk.from = walk.begin = walk.end = 0;
    i64 n_rows = 0;
    for (i64 i = 0; i < n; ++i) n_rows += walk.strands[i].length < walk.stride ? walk.strands[i].length : walk.stride;
    walk.n_blocks = n_sequence_blocks(n, n_rows, shape.n_weights, walk.kept > 0);
    const i64 n_units = (n + sequences_together - 1) / sequences_together;
    for (i64 block = 0; block <= walk.n_blocks; ++block) {
        const i64 edge = n_units * block / walk.n_blocks * sequences_together;
        walk.edges[block] = edge < n ? edge : n;
    }
    for (i64 block = 0; block < walk.n_blocks; ++block) walk.alive[block] = walk.edges[block + 1] - walk.edges[block];
    i64 before = 0;
    for (i64 l = 0; l < shape.n_layers; before += shape.layers[l++].n_context) {
        const Layer& layer = shape.layers[l];
        for (i64 i = 0; i < n && layer.n_context; ++i) {
            T* const held = work.held[l] + i * layer.n_context;
            if (context)
                copy_numbers(held, context + walk.strands[i].position * shape.n_context + before, layer.n_context);
            else if (shape.learns_start)
                copy_numbers(held, job.parameters + layer.start, layer.n_context);
            else
                for (i64 c = 0; c < layer.n_context; ++c) held[c] = static_cast<T>(shape.initial_context);
        }
    }
}

// Write the current values of the context neurons back.
template <class T>
inline void end_walk(const Job<T>& job, const Workspace<T>& work, T* context) {
    const Shape& shape = job.shape;
    i64 before = 0;
    for (i64 l = 0; l < shape.n_layers; before += shape.layers[l++].n_context) {
        const i64 width = shape.layers[l].n_context;
        for (i64 i = 0; i < work.walk.n && width; ++i)
            copy_numbers(context + work.walk.strands[i].position * shape.n_context + before, work.held[l] + i * width, width);
    }
}

template <class T>
inline void move_rows(T* values, i64 width, i64 first, i64 n) {
    if (values) std::memmove(values, values + first * width, static_cast<std::size_t>(n * width) * sizeof(T));
}

// Move the rows of steps that stay in the window to its beginning; there is one block in this case.
template <class T>
inline void keep_rows(const Job<T>& job, Workspace<T>& work, i64 from) {
    const Walk& walk = work.walk;
    const i64 first = walk.first_row(0, from), n = walk.first_row(0, walk.end) - first;
    if (first == 0 || n == 0) return;
    for (i64 l = 0; l < job.shape.n_layers; ++l) {
        const Layer& layer = job.shape.layers[l];
        move_rows(work.a[l], layer.fan_out, first, n);
        move_rows(work.z[l], layer.fan_out, first, n);
        move_rows(work.mask[l], layer.fan_out, first, n);
        if (work.h[l] != work.a[l]) move_rows(work.h[l], layer.fan_out, first, n);
        move_rows(work.context[l], layer.n_context, first, n);
    }
}

// The rows of the window's steps, block by block. Steps that are not new have had their target already: they have none here.
template <class T>
inline void lay_rows(const Samples<T>& s, Workspace<T>& work) {
    Walk& walk = work.walk;
    i64 row = 0;
    for (i64 block = 0; block < walk.n_blocks; ++block) {
        const Strand* const strands = walk.strands + walk.edges[block];
        i64 alive = walk.alive[block];
        for (i64 t = walk.from; t < walk.end; ++t) {
            while (alive > 0 && strands[alive - 1].length <= t) --alive;
            if (t == walk.from) walk.alive[block] = alive;
            walk.first_rows[block * (walk.most_steps + 1) + t - walk.from] = row;
            for (i64 i = 0; i < alive; ++i, ++row) {
                const i64 of_X = strands[i].begin + t;
                work.order[row] = of_X;
                work.targets[row] = t < walk.begin ? -1 : s.target(of_X);
            }
        }
        walk.first_rows[block * (walk.most_steps + 1) + walk.end - walk.from] = row;
    }
}

// Advance to the next window; false if there is none.
template <class T>
inline bool next_window(const Job<T>& job, const Samples<T>& s, Workspace<T>& work) {
    Walk& walk = work.walk;
    if (walk.end >= walk.longest) return false;
    const i64 kept = walk.kept < walk.end ? walk.kept : walk.end;
    const i64 from = walk.end - kept;
    if (kept > 0) keep_rows(job, work, from);
    walk.from = from;
    walk.begin = walk.end;
    walk.end = walk.begin + walk.stride < walk.longest ? walk.begin + walk.stride : walk.longest;
    lay_rows(s, work);
    return true;
}

constexpr i64 rows_worth_packing = 64;

// The rows of the window as a batch.
template <class T>
inline Batch<T> window_batch(Job<T>& job, const Samples<T>& s, Workspace<T>& work) {
    const Walk& walk = work.walk;
    Batch<T> batch{};
    batch.job = &job;
    batch.samples = &s;
    batch.work = &work;
    batch.gradient = work.gradient;
    batch.rows = work.order;
    batch.targets = work.targets;
    batch.forward_and_back = run_sequence_block<T>;
    batch.judges = true;
    batch.n = walk.n_rows();
    batch.n_row_blocks = walk.n_blocks;
    batch.n_gradient_blocks = n_gradient_blocks(job.shape, batch.n, false);
    batch.gather = walk.n > 1;  // the steps of one sequence are consecutive in memory
    batch.input = batch.gather ? work.input : s.X + batch.rows[0] * s.width;
    batch.packed = batch.n >= rows_worth_packing;
    if (batch.packed) pack_context(batch);
    for (i64 i = 0; i < batch.n; ++i) {
        if (batch.targets[i] < 0) continue;
        ++batch.n_judged;
        batch.total_weight += s.weight ? static_cast<double>(s.weight[batch.targets[i]]) : 1.0;
    }
    return batch;
}

// The dropout mask of the new steps: 0 for a dropped neuron, 1 / (1 - rate) for the others.
template <class T>
inline void draw_window_masks(Job<T>& job, RandomStream& random) {
    if (!job.plan.dropout) return;
    const Walk& walk = job.work.walk;
    for (i64 t = walk.begin; t < walk.end; ++t)
        for (i64 l = 0; l + 1 < job.shape.n_layers; ++l)
            for (i64 block = 0; block < walk.n_blocks; ++block)
                draw_mask(job, l, random, walk.first_row(block, t), walk.n_rows_at(block, t));
}

}  // namespace ROSENBLATT_ISA
