// Plan, network and samples laid out for the engine, with the memory that training or judging them takes.
#pragma once

#include <algorithm>

#include "bindings_plan.hpp"
#include "bindings_samples.hpp"
#include "blas.hpp"
#include "engine.hpp"
#include "workspace.hpp"

namespace rosenblatt {

// Not in engine.hpp: the copies of the engine would include it, and might set it by code that this processor cannot run.
inline const InstructionSet instruction_set = best_instruction_set();

// Whether the batch is large enough for several threads.
inline bool is_large(const Shape& shape, i64 n_rows) { return n_row_blocks(n_rows, shape.n_weights) > 1; }

template <class T>
class Training {
public:
    Job<T> job{};
    OwnedWorkspace<T> work, judge;

    // `in_place`: the samples are read where they stand, all of them in one batch.
    void lay_out(const Shape& shape, const OwnedPlan& plan, const SampleArrays& train, const SampleArrays* validation, i64 n_rows, bool in_place) {
        job.shape = shape;
        job.plan = plan;
        job.plan.dropout = plan.rates.empty() ? nullptr : plan.rates.data();
        job.train = train.view<T>();
        n_rows_ = n_rows;
        gathers_ = !train.is_sparse() && !in_place;
        sparse_ = train.is_sparse();
        job.has_validation = validation != nullptr;
        if (validation) {
            job.validation = validation->view<T>();
            validation_sparse_ = validation->is_sparse();
        }
        job.gemm = gemm<T>();
    }

    void take_memory() {
        if (has_memory_) return;
        work.allocate(job.shape, n_rows_, gathers_, true, job.plan.dropout, sparse_);
        job.work = work;
        if (job.has_validation) {
            judge.allocate(job.shape, std::min<i64>(job.validation.n_samples, 512), !validation_sparse_, false, nullptr, validation_sparse_);
            job.judge = judge;
        }
        has_memory_ = true;
    }

    void give_memory_back() {
        work.release();
        judge.release();
        has_memory_ = false;
    }

private:
    i64 n_rows_ = 0;
    bool gathers_ = false, sparse_ = false, validation_sparse_ = false, has_memory_ = false;
};

}  // namespace rosenblatt
