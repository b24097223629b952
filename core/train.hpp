// Epochs: C++ counterpart of rosenblatt/training/reference/epochs.py.
#pragma once

#include "gradient.hpp"
#include "machine/clock.hpp"
#include "order.hpp"
#include "schedules.hpp"
#include "snapshots.hpp"
#include "stopping.hpp"
#include "windows.hpp"

namespace ROSENBLATT_ISA {

// One step: the gradient of a batch, and the update. A batch with a total weight of zero makes no step.
template <class T>
inline void train_step(Batch<T>& batch, Tally& tally, double* residual) {
    Job<T>& job = *batch.job;
    const Plan& plan = job.plan;
    const Shape& shape = job.shape;
    Progress& progress = *job.progress;
    if (batch.total_weight == 0) {
        tally.mistakes += run_batch(batch, residual).mistakes;
        return;
    }
    if (acts_at_every_step(plan.schedule))
        progress.learning_rate = step_rate(plan.schedule, plan.learning_rate_init, progress.step, plan.n_steps);
    ++progress.step;
    batch.backward = true;
    batch.sizes = step_sizes<T>(plan, progress.learning_rate, progress.step);
    const bool clips = plan.max_grad_norm < std::numeric_limits<double>::infinity();
    batch.update_at_once = !clips;
    const BatchSums sums = run_batch(batch, residual);
    const double norm = std::sqrt(sums.norm);
    if (clips) {
        T* const g = job.work.gradient;
        if (norm > plan.max_grad_norm) {
            const T shorter = static_cast<T>(plan.max_grad_norm / norm);
            for (i64 i = 0; i < shape.n_parameters; ++i) g[i] *= shorter;
        }
        T* const second = job.moments + shape.n_parameters;
        update(plan, batch.sizes, true, job.parameters, g, job.moments, second, shape.n_weights);
        update(plan, batch.sizes, false, job.parameters + shape.n_weights, g + shape.n_weights, job.moments + shape.n_weights,
               second + shape.n_weights, shape.n_parameters - shape.n_weights);
    }
    tally.loss += mean_loss(batch, sums) * static_cast<double>(batch.n_judged);
    tally.mistakes += sums.mistakes;
    tally.gradient_norm += norm;
    tally.n_batches += 1;
}

// Take a snapshot: the parts of TrainingState.recorded.
template <class T>
inline void take_snapshot(Job<T>& job, i64 batch, const HistoryRow& row) {
    Snapshots& snapshots = *job.snapshots;
    const i64 n = job.shape.n_parameters;
    const i64 n_moments = job.plan.solver == Optimizer::adam || job.plan.solver == Optimizer::adamw ? 2 : 1;
    std::uint8_t* to = write_head(snapshots.next, batch, row);
    to = put(to, job.progress, 1);
    to = put(to, job.underway, snapshots.steps ? n_tally + job.shape.n_outputs() : 0);
    to = put(to, job.parameters, n);
    to = put(to, job.moments, n * n_moments);
    to = put(to, job.best_parameters, snapshots.keeps_best ? n : 0);
    to = put(to, job.context, job.context ? job.shape.n_context : 0);
    end_record(snapshots, to);
}

// The step of a batch of single samples.
template <class T>
inline void train_batch(Job<T>& job, const i64* positions, i64 n, RandomStream& random, Tally& tally, double* residual) {
    Batch<T> batch = make_batch(job, job.train, job.work, positions, 0, n);
    batch.random = &random;
    train_step(batch, tally, residual);
}

// The steps of a batch of sequences: one for each window of time.
template <class T>
inline void train_sequences(Job<T>& job, const i64* positions, i64 n, RandomStream& random, Tally& tally, double* residual) {
    begin_walk(job, job.train, job.work, positions, 0, n, job.context);
    while (next_window(job, job.train, job.work)) {
        draw_window_masks(job, random);
        Batch<T> batch = window_batch(job, job.train, job.work);
        train_step(batch, tally, residual);
    }
    if (job.context) end_walk(job, job.work, job.context);
}

// Store the progress of the current epoch in the state.
template <class T>
inline void keep_underway(Job<T>& job, const Tally& tally, const double* residual) {
    std::memcpy(job.underway, &tally, sizeof tally);
    if (residual) std::memcpy(job.underway + n_tally, residual, static_cast<std::size_t>(job.shape.n_outputs()) * sizeof(double));
}

// Where a call ends that may end between two batches of an epoch: after some batches, or at a time.
struct Cut {
    i64 left;              // batches
    i64 between_readings;  // batches of about a hundred thousand products: reading the clock takes as long as a small one
    double end;            // of the clock
    i64 since_reading = 0;

    // After a batch: whether the call ends here.
    bool is_due() {
        if (left > 0) --left;
        if (left > 0 && ++since_reading >= between_readings) {
            since_reading = 0;
            if (clock_seconds() >= end) left = 0;
        }
        return left == 0;
    }
};

template <class T>
inline Cut make_cut(const Job<T>& job, i64 batch_length, double end) {
    constexpr i64 products = 100'000;
    const i64 of_a_batch = batch_length * job.shape.n_weights + 1;
    const bool cuts_windows = window_blocks(job.plan.shuffle_window, job.train.n_samples) > 0;
    return {job.most_batches, cuts_windows ? 1 : products / of_a_batch + 1, end};
}

// Draw the order of an epoch: of the samples, or of their blocks and then the seed of the windows.
template <class T>
inline void draw_order(Job<T>& job, RandomStream& random) {
    const i64 n_samples = job.train.n_samples, window = job.plan.shuffle_window;
    shuffle_parts(window, n_samples, [&](i64 first, i64 n) { random.shuffle(job.order + first, n); });
    if (window_blocks(window, n_samples) > 0) job.order[n_order_blocks(n_samples)] = random.next();
}

// The rest of the current epoch, or a whole one; with a cut it may end before. Returns whether the epoch has ended; if it has
// not, its progress is stored in the state.
template <class T>
inline bool run_epoch(Job<T>& job, double* residual, Tally& tally, Cut* cut) {
    const i64 n_samples = job.train.n_samples, length = job.plan.batch_length(n_samples), n_outputs = job.shape.n_outputs();
    RandomStream random{job.random_key, job.progress->random_position};
    std::memcpy(&tally, job.underway, sizeof tally);
    if (residual) std::memcpy(residual, job.underway + n_tally, static_cast<std::size_t>(n_outputs) * sizeof(double));
    if (job.plan.shuffle && tally.samples == 0) draw_order(job, random);
    EpochOrder<i64> order(job.order, job.plan.shuffle_window, job.plan.shuffle, n_samples, job.window);
    order.seek(static_cast<i64>(tally.samples));
    i64* const joined = job.window + window_blocks(job.plan.shuffle_window, n_samples) * order_block;
    const bool records_steps = job.snapshots && job.snapshots->steps;
    const auto train = job.train.offsets ? train_sequences<T> : train_batch<T>;
    for (i64 start = static_cast<i64>(tally.samples); start < n_samples; start += length) {
        const i64 n = start + length < n_samples ? length : n_samples - start;
        train(job, order.take(n, joined), n, random, tally, residual);
        // The last batch's snapshot is taken after the epoch has been evaluated.
        tally.samples += static_cast<double>(n);
        const bool is_last = start + length >= n_samples;
        if (records_steps && !is_last) {
            keep_underway(job, tally, residual);
            take_snapshot(job, start / length + 1, no_row());
        }
        if (cut && order.is_end(length) && cut->is_due() && !is_last) {
            keep_underway(job, tally, residual);
            job.progress->random_position = random.position;
            return false;
        }
    }
    job.progress->random_position = random.position;
    for (i64 i = 0; i < n_tally + n_outputs; ++i) job.underway[i] = 0;
    return true;
}

template <class T>
inline bool all_finite(const T* values, i64 n) {
    // Any infinite or undefined number makes its product with 0, and so the sum, undefined.
    constexpr int lanes = 16;
    T sums[lanes] = {};
    i64 i = 0;
    for (; i + lanes <= n; i += lanes)
        for (int lane = 0; lane < lanes; ++lane) sums[lane] += values[i + lane] * T(0);
    for (; i < n; ++i) sums[0] += values[i] * T(0);
    T sum = T(0);
    for (int lane = 0; lane < lanes; ++lane) sum += sums[lane];
    return sum == T(0);
}

struct Judgement {
    double loss = std::numeric_limits<double>::quiet_NaN(), score = std::numeric_limits<double>::quiet_NaN();
};

// Calls use(row) for the row of every target of the selected samples.
template <class T, class Use>
inline void for_each_target(const Samples<T>& s, Use use) {
    for (i64 i = 0; i < s.n_samples; ++i) {
        const i64 row = s.row(i), first = s.offsets ? s.offsets[row] : row, behind = s.offsets ? s.offsets[row + 1] : row + 1;
        for (i64 of_X = first; of_X < behind; ++of_X)
            if (s.target(of_X) >= 0) use(s.target(of_X));
    }
}

// Sums over batches of held-out samples; for regression one number for each output.
struct JudgeSums {
    double cost = 0, weight = 0, right = 0;
    bool finite = true;
    double *mean, *residual, *total;
};

template <class T>
inline void judge_batch(Job<T>& job, Batch<T>& batch, JudgeSums& sums) {
    const Samples<T>& s = job.validation;
    const i64 n_outputs = job.shape.n_outputs();
    run_rows(batch);
    const T* a = job.judge.a[job.shape.n_layers - 1];
    sums.finite = sums.finite && all_finite(a, batch.n * n_outputs);
    for (i64 block = 0; block < batch.n_row_blocks; ++block) sums.cost += job.judge.loss[block];
    for (i64 i = 0; i < batch.n; ++i, a += n_outputs) {
        const i64 row = batch.targets[i];
        if (row < 0) continue;
        const double w = s.weight ? static_cast<double>(s.weight[row]) : 1.0;
        if (job.plan.is_regression()) {
            for (i64 j = 0; j < n_outputs; ++j) {
                const double y = target(s, row, j), error = y - static_cast<double>(a[j]), from_mean = y - sums.mean[j];
                sums.residual[j] += w * error * error;
                sums.total[j] += w * from_mean * from_mean;
            }
        } else {
            bool mistaken;
            sample_cost(batch, i, static_cast<T*>(nullptr), mistaken, nullptr);
            sums.right += mistaken ? 0 : w;
        }
    }
}

// Calls use(batch) for consecutive batches of samples, each as large as the workspace allows.
template <class T, class Use>
inline void for_each_batch(Job<T>& job, const Samples<T>& s, Workspace<T>& work, T* context, Use use) {
    if (!s.offsets) {
        for (i64 start = 0; start < s.n_samples; start += work.n_rows) {
            const i64 left = s.n_samples - start, n = left < work.n_rows ? left : work.n_rows;
            Batch<T> batch = make_batch(job, s, work, nullptr, start, n);
            use(batch);
        }
        return;
    }
    for (i64 start = 0; start < s.n_samples; start += work.walk.most_sequences) {
        const i64 left = s.n_samples - start, n = left < work.walk.most_sequences ? left : work.walk.most_sequences;
        begin_walk(job, s, work, nullptr, start, n, context);
        while (next_window(job, s, work)) {
            Batch<T> batch = window_batch(job, s, work);
            use(batch);
        }
        if (context) end_walk(job, work, context);
    }
}

// Loss and score of the held-out samples.
template <class T>
inline Judgement judge(Job<T>& job) {
    Judgement result;
    if (!job.has_validation) return result;
    const Samples<T>& s = job.validation;
    const i64 n_outputs = job.shape.n_outputs();
    JudgeSums sums;
    sums.mean = job.judge.target_total;  // n_outputs each: mean, residual, total
    sums.residual = sums.mean + n_outputs;
    sums.total = sums.residual + n_outputs;
    for (i64 j = 0; j < 3 * n_outputs; ++j) sums.mean[j] = 0;
    for_each_target(s, [&](i64 row) {
        const double w = s.weight ? static_cast<double>(s.weight[row]) : 1.0;
        sums.weight += w;
        if (job.plan.is_regression())
            for (i64 j = 0; j < n_outputs; ++j) sums.mean[j] += w * static_cast<double>(target(s, row, j));
    });
    for (i64 j = 0; j < n_outputs; ++j) sums.mean[j] /= sums.weight;
    for_each_batch(job, s, job.judge, static_cast<T*>(nullptr), [&](Batch<T>& batch) { judge_batch(job, batch, sums); });
    result.loss = sums.cost / sums.weight;
    if (sums.finite)
        result.score = job.plan.is_regression() ? mean_explained(sums.residual, sums.total, n_outputs) : sums.right / sums.weight;
    return result;
}

// Sum of squares of the training targets about their mean, per output.
template <class T>
inline void add_up_targets(Job<T>& job) {
    const Samples<T>& s = job.train;
    const i64 n_outputs = job.shape.n_outputs();
    double* const total = job.work.target_total;
    double* const mean = total + n_outputs;
    for (i64 j = 0; j < 2 * n_outputs; ++j) total[j] = 0;
    for_each_target(s, [&](i64 row) {
        for (i64 j = 0; j < n_outputs; ++j) mean[j] += static_cast<double>(target(s, row, j));
    });
    for (i64 j = 0; j < n_outputs; ++j) mean[j] /= static_cast<double>(s.n_targets);
    for_each_target(s, [&](i64 row) {
        for (i64 j = 0; j < n_outputs; ++j) {
            const double from_mean = static_cast<double>(target(s, row, j)) - mean[j];
            total[j] += from_mean * from_mean;
        }
    });
}

template <class T>
RunResult run(Job<T>& job, HistoryRow* rows, i64 n_rows, double seconds) {
    const double began = clock_seconds();
    Progress& progress = *job.progress;
    const double seconds_before = progress.seconds;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const i64 n_outputs = job.shape.n_outputs();
    const bool regression = job.plan.is_regression();
    double* const residual = job.work.target_total + 2 * n_outputs;
    if (regression) add_up_targets(job);
    i64 made = 0;
    Stop stop = Stop::none;
    double elapsed = 0;
    bool short_epochs = false;
    constexpr i64 epochs_per_reading = 16;
    const i64 length = job.plan.batch_length(job.train.n_samples), n_batches = (job.train.n_samples + length - 1) / length;
    Cut cut = make_cut(job, length, began + seconds);
    Cut* const may_cut = job.most_batches > 0 ? &cut : nullptr;
    while (made < n_rows && stop == Stop::none && (made == 0 || elapsed < seconds) && has_room(job.snapshots, n_batches)) {
        Tally tally;
        if (!run_epoch(job, regression ? residual : nullptr, tally, may_cut)) {
            progress.seconds = seconds_before + clock_seconds() - began;
            break;
        }
        ++progress.epoch;
        progress.samples_seen += job.train.n_targets;
        const double n = static_cast<double>(job.train.n_targets);
        const double rate = progress.learning_rate, loss = tally.loss / n;
        Judgement held_out;
        if (!all_finite(job.parameters, job.shape.n_parameters)) {
            stop = Stop::diverged;
        } else {
            held_out = judge(job);
            stop = after_epoch(job, loss, held_out.score);
        }
        // Reading the clock takes up to a tenth of the smallest epochs, so several epochs share one reading.
        const bool last = made + 1 == n_rows || stop != Stop::none;
        if (!short_epochs || made % epochs_per_reading == 0 || last) {
            elapsed = clock_seconds() - began;
            short_epochs = elapsed < 2e-6 * static_cast<double>(made + 1);
        }
        progress.seconds = seconds_before + elapsed;
        HistoryRow& row = rows[made++];
        row.epoch = static_cast<double>(progress.epoch);
        row.loss = loss;
        row.score = regression ? mean_explained(residual, job.work.target_total, n_outputs) : 1 - tally.mistakes / n;
        row.learning_rate = rate;
        row.gradient_norm = tally.n_batches == 0 ? 0 : tally.gradient_norm / tally.n_batches;
        row.mistakes = regression ? nan : tally.mistakes;
        row.validation_loss = held_out.loss;
        row.validation_score = held_out.score;
        row.seconds = progress.seconds;
        if (job.snapshots && is_due(*job.snapshots, progress.epoch)) take_snapshot(job, 0, row);
        if (may_cut && cut.left == 0) break;
    }
    return {made, stop};
}

// All training samples in one batch, or all sequences in one window.
template <class T>
inline Batch<T> whole_batch(Job<T>& job) {
    const i64 n = job.train.n_samples;
    if (job.train.offsets) {
        begin_walk(job, job.train, job.work, nullptr, 0, n, static_cast<const T*>(nullptr));
        next_window(job, job.train, job.work);
        return window_batch(job, job.train, job.work);
    }
    Batch<T> batch = make_batch(job, job.train, job.work, nullptr, 0, n);
    batch.in_blocks = true;
    return batch;
}

// Loss of all training samples in one batch; the gradient is in the workspace afterwards.
template <class T>
double loss_and_gradient(Job<T>& job) {
    Batch<T> batch = whole_batch(job);
    batch.backward = true;
    const BatchSums sums = run_batch(batch, static_cast<double*>(nullptr));
    return mean_loss(batch, sums);
}

// The sums of all training samples as a node of a longer batch; those of the gradient are in the workspace afterwards.
template <class T>
void node(Job<T>& job, double* sums) {
    Batch<T> batch = whole_batch(job);
    batch.backward = true;
    transpose_weights(batch);
    const BatchSums found = run_node(batch, 0, batch.n, 0);
    const NodeSums own{found.cost, found.mistakes, batch.total_weight};
    std::memcpy(sums, &own, sizeof own);
    std::memcpy(sums + sizeof own / sizeof(double), job.work.node_residual, static_cast<std::size_t>(job.shape.n_outputs()) * sizeof(double));
}

// The loss of a batch from its cost and weight, and its gradient from the sums in the workspace.
template <class T>
double finish(Job<T>& job, double cost, double weight) {
    Batch<T> batch{};
    batch.job = &job;
    batch.work = &job.work;
    batch.gradient = job.work.gradient;
    batch.total_weight = weight;
    BatchSums sums;
    sums.cost = cost;
    finish_gradient(batch, sums);
    return mean_loss(batch, sums);
}

// Outputs of the network for samples, or for every step of sequences: then `out` has one row for each row of X.
template <class T>
void forward(Job<T>& job, const Samples<T>& s, T* out) {
    const i64 n_outputs = job.shape.n_outputs(), top = job.shape.n_layers - 1;
    for_each_batch(job, s, job.work, job.context, [&](Batch<T>& batch) {
        batch.judges = false;
        run_rows(batch);
        if (s.offsets) {
            for (i64 i = 0; i < batch.n; ++i) copy_numbers(out + batch.rows[i] * n_outputs, job.work.a[top] + i * n_outputs, n_outputs);
        } else {
            copy_numbers(out, job.work.a[top], batch.n * n_outputs);
            out += batch.n * n_outputs;
        }
    });
}

}  // namespace ROSENBLATT_ISA
