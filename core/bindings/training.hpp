// Plan, network and samples arranged for the engine, with the memory for training or evaluation.
#pragma once

#include <algorithm>
#include <vector>

#include "bindings/plan.hpp"
#include "bindings/samples.hpp"
#include "machine/blas.hpp"
#include "engine.hpp"
#include "workspace.hpp"

namespace rosenblatt {

// Not in engine.hpp: the copies of the engine would include it, and might initialise it by code that this processor cannot run.
inline const InstructionSet instruction_set = best_instruction_set();

// For results that are the same on every machine, as those of the page are, BLAS is never called.
inline const bool calls_no_blas = asks_for_baseline();

template <class T>
Gemm<T> allowed_gemm() { return calls_no_blas ? nullptr : gemm<T>(); }

// Whether the batch is large enough for several threads.
inline bool is_large(const Shape& shape, i64 n_rows) { return n_row_blocks(n_rows, shape.n_weights) > 1; }

// Capacity for sequences that are evaluated, and for their steps.
constexpr i64 sequences_at_once = 64, steps_at_once = 64;

// The size of batches: their rows, for sequences their number side by side in windows of time.
struct BatchSize {
    i64 n_rows = 0;
    Stretch stretch{};

    // Rows of one matrix product.
    i64 rows_at_once() const { return stretch.n_sequences > 0 ? n_rows : rosenblatt::rows_at_once(n_rows); }

    // For training batches.
    static BatchSize of_training(const Plan& plan, const SampleArrays& samples) {
        const i64 n = plan.batch_length(samples.n_samples());
        if (!samples.is_sequences()) return {n, {}};
        return of_sequences(samples, n, plan.backprop_steps, plan.update_steps);
    }

    // For all samples in one batch.
    static BatchSize of_all(const SampleArrays& samples) {
        if (!samples.is_sequences()) return {samples.n_samples(), {}};
        return of_sequences(samples, samples.n_samples(), 0, 0);
    }

    // For batches that are only evaluated, `most_rows` at a time for single rows.
    static BatchSize of_running(const SampleArrays& samples, i64 most_rows) {
        if (!samples.is_sequences()) return {std::min(samples.n_samples(), most_rows), {}};
        return of_sequences(samples, std::min(samples.n_samples(), sequences_at_once), steps_at_once, steps_at_once);
    }

private:
    static BatchSize of_sequences(const SampleArrays& samples, i64 n, i64 reach, i64 stride) {
        const std::vector<i64> lengths = samples.lengths();
        const i64 longest = lengths.front();
        if (reach == 0) reach = longest;
        if (stride == 0 || stride > reach) stride = reach;
        // A window may keep more steps than the longest sequence leaves beside a whole stride, but never holds more.
        const i64 kept = stride < longest ? reach - stride : 0;
        reach = std::min(reach, longest);
        stride = std::min(stride, longest);
        i64 n_rows = 0;
        for (i64 i = 0; i < n; ++i) n_rows += std::min(lengths[static_cast<std::size_t>(i)], reach);
        return {n_rows, {n, reach, stride, kept}};
    }
};

template <class T>
class Training {
public:
    Job<T> job{};
    OwnedWorkspace<T> work, judge;

    // `in_place`: the samples are read in place, all of them in one batch.
    void lay_out(const Shape& shape, const OwnedPlan& plan, const SampleArrays& train, const SampleArrays* validation, const BatchSize& size, bool in_place) {
        job.shape = shape;
        job.plan = plan;
        job.plan.dropout = plan.rates.empty() ? nullptr : plan.rates.data();
        job.train = train.view<T>();
        size_ = size;
        gathers_ = !train.is_sparse() && (!in_place || train.n_steps() > 0);
        sparse_ = train.is_sparse();
        n_steps_ = std::max(train.n_steps(), validation ? validation->n_steps() : 0);
        job.has_validation = validation != nullptr;
        if (validation) {
            job.validation = validation->view<T>();
            validation_sparse_ = validation->is_sparse();
            validation_size_ = BatchSize::of_running(*validation, 512);
        }
        job.gemm = allowed_gemm<T>();
    }

    void take_memory() {
        if (has_memory_) return;
        if (size_.stretch.n_sequences > 0)
            work.allocate(job.shape, size_.n_rows, gathers_, true, job.plan.dropout, sparse_, size_.stretch, n_steps_);
        else
            work.allocate_for_samples(job.shape, size_.n_rows, gathers_, job.plan.dropout, sparse_, n_steps_);
        job.work = work;
        const i64 n_window = window_blocks(job.plan.shuffle_window, job.train.n_samples) * order_block;
        window_.resize(static_cast<std::size_t>(n_window > 0 ? n_window + size_.n_rows : 0));
        job.window = window_.data();
        if (job.has_validation) {
            judge.allocate(job.shape, validation_size_.n_rows, !validation_sparse_, false, nullptr, validation_sparse_, validation_size_.stretch, n_steps_);
            job.judge = judge;
        }
        has_memory_ = true;
    }

    void give_memory_back() {
        work.release();
        judge.release();
        window_ = {};
        has_memory_ = false;
    }

private:
    std::vector<i64> window_;
    BatchSize size_, validation_size_;
    i64 n_steps_ = 0;
    bool gathers_ = false, sparse_ = false, validation_sparse_ = false, has_memory_ = false;
};

}  // namespace rosenblatt
