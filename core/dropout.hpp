// C++ counterpart of rosenblatt/training/reference/dropout.py.
#pragma once

#include "machine/random.hpp"

namespace ROSENBLATT_ISA {

// The mask of a layer for n rows of the batch: 0 for a dropped neuron, 1 / (1 - rate) for the others.
template <class T>
inline void draw_mask(Job<T>& job, i64 l, RandomStream& random, i64 first, i64 n) {
    const double rate = job.plan.dropout[l];
    if (rate == 0) return;
    const i64 width = job.shape.layers[l].fan_out;
    const T kept = static_cast<T>(1 / (1 - rate));
    T* const mask = job.work.mask[l] + first * width;
    for (i64 i = 0; i < n * width; ++i) mask[i] = random.uniform() >= rate ? kept : T(0);
}

// The masks of all hidden layers for n rows.
template <class T>
inline void draw_masks(Job<T>& job, RandomStream& random, i64 n) {
    if (!job.plan.dropout) return;
    for (i64 l = 0; l + 1 < job.shape.n_layers; ++l) draw_mask(job, l, random, 0, n);
}

}  // namespace ROSENBLATT_ISA
