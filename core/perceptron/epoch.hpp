// One neuron's epoch. C++ counterpart of rosenblatt/training/perceptron/reference.py, in the same order.
#pragma once

#include <cmath>
#include <limits>

#include "order.hpp"
#include "perceptron/rows.hpp"
#include "snapshots.hpp"

namespace rosenblatt::perceptron {

using namespace ROSENBLATT_ISA;  // snapshots

// ---- The decision on a sample --------------------------------------------------------------------------------------

// Whether a sample is certainly on its neuron's side. Any two orders of adding n products differ by less than 2 n epsilon
// times the sum of their absolute values (Higham, 2002, section 4.2). If the sum in lanes leaves a doubt, and for mistakes,
// whose loss counts, the sequential sum decides.
template <class T, class Row>
inline bool surely_right(const Neuron& neuron, const T* weights, const Row& row, const Row& next, double y) {
    const LaneSum lanes = lane_sum(weights, row, next);
    const double doubt = 2.0 * static_cast<double>(row.length + 64) * static_cast<double>(std::numeric_limits<T>::epsilon());
    const double z = lanes.sum * neuron.scale + neuron.bias;
    // Below the smallest normal number the exact sum may round to 0, which counts as a mistake.
    constexpr double smallest = static_cast<double>(std::numeric_limits<T>::min());
    return y * z > doubt * (lanes.magnitude * neuron.scale + std::fabs(neuron.bias)) + smallest;
}

template <class T, class Row>
inline double pre_activation(const T* weights, double scale, double bias, const Row& row) {
    return static_cast<double>(static_cast<T>(sequential_sum(weights, row) * scale)) + bias;
}

// ---- Changes to the weights --------------------------------------------------------------------------------------

// weights += step * values / scale. The norms, which a penalty needs, are those of the features that changed.
template <bool with_norms, class T, class Row>
inline void add(Neuron& neuron, T* weights, const Row& row, T step) {
    const T scale = static_cast<T>(neuron.scale);
    const double factor = static_cast<double>(static_cast<T>(step / scale));
    double squares = 0, absolutes = 0;
    for (i64 j = 0; j < row.length; ++j) {
        T& weight = weights[row.feature(j)];
        weight = static_cast<T>(static_cast<double>(weight) + static_cast<double>(row.values[j]) * factor);
        if constexpr (with_norms) {
            const T square = weight * weight;
            squares += static_cast<double>(square);
            absolutes += static_cast<double>(std::fabs(weight));
        }
    }
    if constexpr (with_norms) {
        const T square = scale * scale;
        neuron.squared_norm = squares * static_cast<double>(square);
        neuron.absolute_sum = absolutes * static_cast<double>(scale);
    }
}

// Multiply the scale into the weights and restart from 1 (Bottou, 2012, section 5.1).
template <class T>
inline void fold_scale(Neuron& neuron, T* weights, T* averages, i64 n_features) {
    if (averages) {
        const T factor = static_cast<T>(neuron.average_factor), share = static_cast<T>(1.0 / neuron.average_divisor);
        for (i64 j = 0; j < n_features; ++j) averages[j] = (averages[j] + factor * weights[j]) * share;
        neuron.average_factor = 0;
        neuron.average_divisor = 1;
    }
    const T scale = static_cast<T>(neuron.scale);
    for (i64 j = 0; j < n_features; ++j) weights[j] *= scale;
    neuron.scale = 1;
}

// The l2 part of the penalty: one multiplication for all weights.
template <class T>
inline void shrink(Neuron& neuron, T* weights, T* averages, i64 n_features, T factor) {
    constexpr double least_scale = sizeof(T) == 8 ? 1e-9 : 1e-6;
    const T square = factor * factor;
    neuron.scale *= static_cast<double>(factor);
    neuron.squared_norm *= static_cast<double>(square);
    neuron.absolute_sum *= static_cast<double>(std::fabs(factor));
    if (neuron.scale < least_scale) fold_scale(neuron, weights, averages, n_features);
}

// The l1 part: weights move towards zero by the accumulated penalty, and stop there (Tsuruoka, Tsujii & Ananiadou, 2009).
template <class T, class Row>
inline void truncate(const Neuron& neuron, T* weights, T* shrunk, T* averages, const Row& row) {
    for (i64 j = 0; j < row.length; ++j) {
        const i64 f = row.feature(j);
        const double before = static_cast<double>(weights[f]), paid = static_cast<double>(shrunk[f]);
        if (neuron.scale * before > 0)
            weights[f] = static_cast<T>(std::fmax(0.0, before - (neuron.shrinkage + paid) / neuron.scale));
        else if (neuron.scale * before < 0)
            weights[f] = static_cast<T>(std::fmin(0.0, before + (neuron.shrinkage - paid) / neuron.scale));
        const double change = static_cast<double>(weights[f]) - before;
        shrunk[f] = static_cast<T>(paid + neuron.scale * change);
        if (averages)
            averages[f] = static_cast<T>(static_cast<double>(averages[f]) - neuron.average_factor * change);
    }
}

// A change of the weights by step * values / scale must not change the average of the earlier steps (Bottou, 2012,
// section 2.2).
template <class T, class Row>
inline void keep_past_average(const Neuron& neuron, T* averages, const Row& row, T step) {
    const double factor = static_cast<double>(-step) / neuron.scale;
    for (i64 j = 0; j < row.length; ++j) {
        T& average = averages[row.feature(j)];
        const double value = static_cast<double>(row.values[j]);
        average = static_cast<T>(static_cast<double>(average) + neuron.average_factor * value * factor);
    }
}

// Add the current weights and bias to their average.
template <class T>
inline void count_into_average(Neuron& neuron, double first_step) {
    const double count = neuron.step - first_step + 1;
    const double counted = static_cast<double>(static_cast<T>(count));
    const double share = 1.0 / counted;
    if (counted > 1) neuron.average_divisor /= 1.0 - share;
    neuron.average_factor += share * neuron.average_divisor * neuron.scale;
    neuron.average_bias += (neuron.bias - neuron.average_bias) / count;
}

// ---- Snapshots ----------------------------------------------------------------------------------------------------

// The records of an epoch, one for each sample; none unless steps are recorded. The epoch's last sample has none here: its
// snapshot is taken after the epoch has been evaluated.
struct StepRecords {
    std::uint8_t* first = nullptr;
    i64 size = 0, n = 0;
};

// Copy one neuron to its position in a record: the parts of PerceptronState.recorded.
template <class T>
inline void put_neuron(const Job<T>& job, i64 k, const Neuron& neuron, std::uint8_t* record) {
    const i64 n = job.samples.n_features;
    std::uint8_t* part = record + sizeof(SnapshotHead);
    put(part + k * static_cast<i64>(sizeof(Neuron)), &neuron, 1);
    part += job.n_neurons * static_cast<i64>(sizeof(Neuron));
    for (const T* values : {job.weights, job.shrunk, job.averages}) {
        if (!values) continue;
        put(part + k * n * static_cast<i64>(sizeof(T)), values + k * n, n);
        part += job.n_neurons * n * static_cast<i64>(sizeof(T));
    }
}

// ---- The epoch ---------------------------------------------------------------------------------------------------

template <class T>
inline double penalty(const Plan& plan, const Neuron& neuron) {
    const T norm = static_cast<T>(std::sqrt(neuron.squared_norm));
    const T square = norm * norm;
    return plan.alpha * ((1 - plan.l1_share) * 0.5 * static_cast<double>(square) +
                         plan.l1_share * static_cast<double>(static_cast<T>(neuron.absolute_sum)));
}

// Share of the held-out samples, by weight, that are classified correctly. As in scikit-learn, the scale is left out.
template <class T, class Rows>
inline double validation_score(const Job<T>& job, const Neuron& neuron, const T* weights, const Rows& rows, std::int32_t own) {
    const Samples<T>& samples = job.samples;
    double right = 0, all = 0;
    for (i64 i = 0; i < samples.n_samples; ++i) {
        if (!samples.held_out[i]) continue;
        const double weight = samples.weight ? static_cast<double>(samples.weight[i]) : 1.0;
        const bool own_side = pre_activation(weights, 1.0, neuron.bias, rows[i]) > 0;
        if (own_side == (samples.classes[i] == own)) right += weight;
        all += weight;
    }
    return right / all;
}

template <class T>
inline bool all_finite(const T* values, i64 n) {
    for (i64 j = 0; j < n; ++j)
        if (!std::isfinite(values[j])) return false;
    return true;
}

// A neuron stops if n_iter_no_change consecutive epochs did not improve the best loss or score by tol.
inline void count_improvement(const Plan& plan, Neuron& neuron) {
    bool stale;
    if (plan.early_stopping) {
        stale = neuron.validation_score < neuron.best + plan.tol;
        if (neuron.validation_score > neuron.best) neuron.best = neuron.validation_score;
    } else {
        stale = neuron.loss > neuron.best - plan.tol;
        if (neuron.loss < neuron.best) neuron.best = neuron.loss;
    }
    neuron.no_improvement = stale ? neuron.no_improvement + 1 : 0;
    if (neuron.no_improvement >= plan.n_iter_no_change) neuron.status = stopped;
}

// plain: without penalty and average. wide: with enough features for the sum in lanes to be faster.
template <bool plain, bool wide, class T, class Rows>
void train_epoch_on(const Job<T>& job, i64 k, EpochOrder<std::int32_t>& windows, const Rows& rows, const StepRecords& records) {
    constexpr i64 ahead = 2;  // samples to prefetch while the current one is added up
    const Plan& plan = job.plan;
    const Samples<T>& samples = job.samples;
    const std::int32_t own = job.own_class(k);
    T* weights = job.weights + k * samples.n_features;
    T* shrunk = job.shrunk ? job.shrunk + k * samples.n_features : nullptr;
    T* averages = job.averages ? job.averages + k * samples.n_features : nullptr;
    const T side_weight[2] = {job.class_weight ? static_cast<T>(job.class_weight[2 * k]) : T{1},
                              job.class_weight ? static_cast<T>(job.class_weight[2 * k + 1]) : T{1}};
    Neuron neuron = job.neurons[k];
    double loss = 0;
    i64 mistakes = 0, n_learned = 0;

    while (windows.advance()) {
        const std::int32_t* const order = windows.samples();
        const i64 n = windows.size();
        for (i64 i = 0; i < n; ++i) {
            const i64 place = order[i], next_place = order[i + ahead < n ? i + ahead : i];
            ROSENBLATT_PREFETCH(samples.classes + next_place);
            if (samples.held_out && samples.held_out[place]) continue;
            const auto row = rows[place];
            const bool is_own = samples.classes[place] == own;
            const double y = is_own ? 1.0 : -1.0;
            double step = 0;
            if (!wide || !surely_right(neuron, weights, row, rows[next_place], y)) {
                const double z = pre_activation(weights, neuron.scale, neuron.bias, row);
                if (y * z <= 0) {
                    loss -= y * z;
                    const T weight = samples.weight ? side_weight[is_own] * samples.weight[place] : side_weight[is_own];
                    step = plan.eta0 * y * static_cast<double>(weight);
                }
            }
            if constexpr (!plain) {
                if (plan.penalised) {
                    loss += penalty<T>(plan, neuron);
                    shrink(neuron, weights, averages, samples.n_features, static_cast<T>(plan.shrink_factor));
                }
            }
            if (step != 0) {
                ++mistakes;
                if constexpr (!plain)
                    if (averages) keep_past_average(neuron, averages, row, static_cast<T>(step));
                if (!plain && plan.penalised)
                    add<true>(neuron, weights, row, static_cast<T>(step));
                else
                    add<false>(neuron, weights, row, static_cast<T>(step));
                if (plan.fit_bias) neuron.bias += step * samples.bias_decay;
            }
            if constexpr (!plain) {
                if (shrunk) {
                    neuron.shrinkage += plan.l1_share * plan.eta0 * plan.alpha;
                    truncate(neuron, weights, shrunk, averages, row);
                }
                if (averages && static_cast<double>(plan.average) <= neuron.step)
                    count_into_average<T>(neuron, static_cast<double>(plan.average));
            }
            neuron.step += 1;
            if (n_learned < records.n) put_neuron(job, k, neuron, records.first + n_learned * records.size);
            ++n_learned;
        }
    }

    ++neuron.epoch;
    neuron.loss = loss / static_cast<double>(n_learned);
    neuron.mistakes = static_cast<double>(mistakes);
    if (!std::isfinite(neuron.bias) || !all_finite(weights, samples.n_features)) {
        neuron.status = diverged;
    } else {
        if (plan.early_stopping) neuron.validation_score = validation_score(job, neuron, weights, rows, own);
        count_improvement(plan, neuron);
    }
    job.neurons[k] = neuron;
}

template <bool wide, class T, class Rows>
void train_epoch_of(const Job<T>& job, i64 k, EpochOrder<std::int32_t>& windows, const Rows& rows, const StepRecords& records) {
    const bool plain = !job.plan.penalised && !job.averages;
    plain ? train_epoch_on<true, wide>(job, k, windows, rows, records) : train_epoch_on<false, wide>(job, k, windows, rows, records);
}

template <class T>
void train_epoch(const Job<T>& job, i64 k, EpochOrder<std::int32_t>& windows, const StepRecords& records) {
    constexpr i64 widest_narrow = 23;
    const Samples<T>& samples = job.samples;
    if (!only_dense_rows && samples.features)
        train_epoch_of<true>(job, k, windows, SparseRows<T>{samples}, records);
    else if (samples.n_features > widest_narrow)
        train_epoch_of<true>(job, k, windows, DenseRows<T>{samples}, records);
    else
        train_epoch_of<false>(job, k, windows, DenseRows<T>{samples}, records);
}

}  // namespace rosenblatt::perceptron
