// A training state's arrays as Python passes them.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "bindings/border.hpp"

namespace rosenblatt {

// Training writes to all of them; they are kept alive.
struct StateArrays {
    AnyWritable parameters, moments, best;  // best: empty if it is not used
    Array<std::uint32_t, 1> random_key;
    Array<i64, 1> order;
    Array<std::uint8_t, 1> progress;
    AnyWritable context;  // empty unless a stream continues
    Array<double, 1> underway;

    // Whether they are those of training n parameters on n samples.
    void check(const Plan& plan, std::size_t n, i64 n_outputs, i64 n_samples, nb::dlpack::dtype dtype, bool is_judged) const {
        const std::size_t n_moments = plan.solver == Optimizer::adam || plan.solver == Optimizer::adamw ? 2 : 1;
        require(parameters.dtype() == dtype && moments.dtype() == dtype && best.dtype() == dtype && context.dtype() == dtype, "the state has another dtype than the samples");
        require(parameters.size() == n, "the parameters have another length than the network");
        require(moments.size() == n * n_moments, "the moments have another shape than the optimizer needs");
        require(!plan.early_stopping || (best.size() == n && is_judged), "early stopping needs validation samples and best parameters");
        require(best.size() == 0 || best.size() == n, "the best parameters have another length than the network");
        require(random_key.size() == 624, "the random key must have 624 words");
        require(progress.size() == sizeof(Progress), "the progress record has another size");
        const Progress& now = scalars();
        require(now.random_position >= 0 && now.random_position <= 624, "the random position is out of bounds");
        require(static_cast<i64>(underway.size()) == n_tally + n_outputs, "the epoch under way has another size");
        const double gone_through = underway.data()[0];
        require(gone_through >= 0 && gone_through < static_cast<double>(n_samples) && gone_through == std::floor(gone_through),
                "the epoch under way has not so many samples");
        require_order(order.data(), static_cast<i64>(order.size()), plan.shuffle_window, n_samples);
    }

    Progress& scalars() const { return *reinterpret_cast<Progress*>(progress.data()); }

    template <class T>
    void bind(Job<T>& job) const {
        job.parameters = static_cast<T*>(parameters.data());
        job.moments = static_cast<T*>(moments.data());
        job.random_key = random_key.data();
        job.order = order.data();
        job.best_parameters = static_cast<T*>(best.data());
        job.progress = &scalars();
        job.underway = underway.data();
        job.context = context.size() > 0 ? static_cast<T*>(context.data()) : nullptr;
    }

    std::vector<const void*> pointers() const {
        std::vector<const void*> pointers{parameters.data(), moments.data(), random_key.data(), order.data(), progress.data(), underway.data()};
        if (best.size() > 0) pointers.push_back(best.data());
        if (context.size() > 0) pointers.push_back(context.data());
        return pointers;
    }

    // Size of a snapshot; one of every step contains the progress of its epoch.
    std::size_t n_record_bytes(bool of_steps) const {
        const std::size_t n_values = parameters.size() + moments.size() + best.size() + context.size();
        return sizeof(SnapshotHead) + sizeof(Progress) + (of_steps ? underway.size() : 0) * sizeof(double) + n_values * parameters.itemsize();
    }
};

}  // namespace rosenblatt
