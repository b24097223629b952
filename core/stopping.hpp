// C++ counterpart of rosenblatt/training/stopping.py.
#pragma once

#include <cmath>
#include <cstring>

#include "machine/functions.hpp"

namespace ROSENBLATT_ISA {


template <class T>
inline void count_improvement(Job<T>& job, double loss, double validation_score) {
    Progress& progress = *job.progress;
    const Plan& plan = job.plan;
    bool stale;
    if (plan.early_stopping) {
        stale = validation_score < progress.best_score + plan.tol;
        if (validation_score > progress.best_score) {
            progress.best_score = validation_score;
            std::memcpy(job.best_parameters, job.parameters, static_cast<std::size_t>(job.shape.n_parameters) * sizeof(T));
        }
    } else {
        stale = loss > progress.best_loss - plan.tol;
        if (loss < progress.best_loss) progress.best_loss = loss;
    }
    progress.no_improvement = stale ? progress.no_improvement + 1 : 0;
}

template <class T>
inline Stop after_epoch(Job<T>& job, double loss, double validation_score) {
    constexpr double least_adaptive_rate = 1e-6, adaptive_divisor = 5;
    Progress& progress = *job.progress;
    const Plan& plan = job.plan;
    count_improvement(job, loss, validation_score);
    const bool sgd = plan.solver == Optimizer::sgd;
    if (sgd && plan.schedule == Schedule::invscaling)
        progress.learning_rate =
            plan.learning_rate_init / power_of(static_cast<double>(progress.samples_seen + 1), plan.power_t);
    if (static_cast<double>(progress.no_improvement) > plan.n_iter_no_change) {
        if (!sgd || plan.schedule != Schedule::adaptive || progress.learning_rate <= least_adaptive_rate)
            return plan.early_stopping ? Stop::early_stopping : Stop::converged;
        progress.learning_rate /= adaptive_divisor;
        progress.no_improvement = 0;
    }
    return progress.epoch >= plan.max_iter ? Stop::max_iter : Stop::none;
}

}  // namespace ROSENBLATT_ISA
