// The plan as Python passes it: names become values here.
#pragma once

#include <new>
#include <string>
#include <utility>
#include <vector>

#include "bindings/border.hpp"
#include "names.hpp"

namespace rosenblatt {

// A plan with the memory of its dropout rates.
struct OwnedPlan : Plan {
    std::vector<double> rates;
};

// Construct one in the memory that Python has allocated.
inline void make_plan(OwnedPlan* self, const std::string& loss, const std::string& solver, const std::string& schedule, double alpha, Count batch_size,
                      double learning_rate_init, double power_t, Count max_iter, Count n_steps, bool shuffle, double tol, double n_iter_no_change,
                      bool early_stopping, double momentum, bool nesterovs_momentum, double beta_1, double beta_2, double epsilon,
                      double loss_parameter, std::vector<double> dropout, double max_grad_norm, Count backprop_steps, Count update_steps, bool one_class,
                      Count shuffle_window) {
    auto* plan = new (self) OwnedPlan();
    static_cast<Plan&>(*plan) = {known("loss", loss, loss_named(loss)), known("solver", solver, optimizer_named(solver)),
                                 known("schedule", schedule, schedule_named(schedule)), alpha, batch_size, learning_rate_init, power_t,
                                 max_iter, n_steps, shuffle, tol, n_iter_no_change, early_stopping, momentum, nesterovs_momentum, beta_1, beta_2,
                                 epsilon, loss_parameter, nullptr, max_grad_norm, backprop_steps, update_steps, one_class, shuffle_window};
    plan->rates = std::move(dropout);
}

}  // namespace rosenblatt
