// The costs of the rows of a batch, and their gradients with respect to the last layer's pre-activations.
#pragma once

#include "layers.hpp"
#include "losses.hpp"
#include "scores.hpp"

namespace ROSENBLATT_ISA {

// The target of one sample at output j.
template <class T>
inline T target(const Samples<T>& s, i64 row, i64 j) {
    return s.numbers[row * s.n_numbers + j];
}

// Cost of one sample; writes its gradient with respect to the last layer's pre-activations to `delta` (if given).
template <class T>
inline double sample_cost(const Batch<T>& batch, i64 i, T* delta, bool& mistaken, double* residual) {
    const Job<T>& job = *batch.job;
    const Shape& shape = job.shape;
    const Samples<T>& s = *batch.samples;
    const Plan& plan = job.plan;
    const i64 n = shape.n_outputs(), row = batch.targets[i];
    const T* const a = batch.work->a[shape.n_layers - 1] + i * n;
    double sum = 0;
    mistaken = false;
    if (s.classes) {  // log_loss: delta = a - y, y one-hot
        const T* group = a;
        T* gradient = delta;
        for (i64 g = 0; g < shape.n_groups; ++g) {
            const i64 width = shape.groups[g], right = s.classes[row * s.n_groups + g];
            sum -= log_of(clip_probability(group[right]));
            if (gradient) {
                std::memcpy(gradient, group, static_cast<std::size_t>(width) * sizeof(T));
                gradient[right] -= T(1);
                gradient += width;
            }
            mistaken |= largest(group, width) != right;
            group += width;
        }
        return sum;
    }
    const Activation activation = shape.last().activation;
    const bool direct = canonical(plan.loss, activation);
    for (i64 j = 0; j < n; ++j) {
        const T y = target(s, row, j);
        sum += cost(plan.loss, y, a[j], plan.loss_parameter);
        if (delta) delta[j] = direct ? a[j] - y : cost_derivative(plan.loss, y, a[j], plan.loss_parameter);
        if (plan.is_regression())
            residual[j] += static_cast<double>(y - a[j]) * static_cast<double>(y - a[j]);
        else if (plan.loss == Loss::binary_log_loss && !plan.one_class)
            mistaken |= (a[j] > T(0.5)) != (y > T(0.5));
    }
    if (plan.loss == Loss::log_loss) {
        const T* group = a;
        const T* goal = s.numbers + row * s.n_numbers;
        for (i64 g = 0; g < shape.n_groups; ++g) {
            mistaken |= largest(group, shape.groups[g]) != largest(goal, shape.groups[g]);
            group += shape.groups[g];
            goal += shape.groups[g];
        }
    }
    if (delta && !direct) {
        const T* const z = batch.work->z[shape.n_layers - 1];
        multiply_by_derivative(activation, z ? z + i * n : nullptr, a, delta, n);
    }
    return mean_over_outputs(plan.loss) ? sum / static_cast<double>(n) : sum;
}

// Costs of rows [first, last) into the sums of a block, and their gradients; a row without target has no cost.
template <class T>
inline void judge_rows(Batch<T>& batch, i64 block, i64 first, i64 last) {
    Workspace<T>& work = *batch.work;
    const Samples<T>& s = *batch.samples;
    const i64 n_outputs = batch.job->shape.n_outputs(), top = batch.job->shape.n_layers - 1;
    double loss = 0, mistakes = 0;
    double* const residual = work.residual + block * n_outputs;
    for (i64 j = 0; j < n_outputs; ++j) residual[j] = 0;
    for (i64 i = first; i < last; ++i) {
        T* const delta = batch.backward ? work.delta[top] + i * n_outputs : nullptr;
        if (batch.targets[i] < 0) {
            if (delta) std::memset(delta, 0, static_cast<std::size_t>(n_outputs) * sizeof(T));
            continue;
        }
        bool mistaken;
        double cost = sample_cost(batch, i, delta, mistaken, residual);
        if (s.weight) {
            const T weight = s.weight[batch.targets[i]];
            cost = weight == T(0) ? 0.0 : cost * static_cast<double>(weight);
            if (delta)
                for (i64 j = 0; j < n_outputs; ++j) delta[j] *= weight;
        }
        loss += cost;
        mistakes += mistaken ? 1 : 0;
    }
    work.loss[block] = loss;
    work.mistakes[block] = mistakes;
}

}  // namespace ROSENBLATT_ISA
