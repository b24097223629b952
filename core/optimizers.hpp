// The twins of rosenblatt/optimizers.py, same names: one pass over a range of the flat vector.
#pragma once

#include <cmath>

#include "isa.hpp"

namespace ROSENBLATT_ISA {


// The numbers of one step, the same for every parameter.
template <class T>
struct StepSizes {
    T rate;       // adam, adamw: with the correction for the moments' start from zero
    T decay;      // adamw: what the weights are multiplied by
    T momentum, beta_1, beta_2, epsilon;
    T rest_1, rest_2;  // 1 - beta
};

template <class T>
inline StepSizes<T> step_sizes(const Plan& plan, double rate, i64 t) {
    const bool corrected = plan.solver == Optimizer::adam || plan.solver == Optimizer::adamw;
    const double steps = static_cast<double>(t);
    const double used = corrected ? rate * std::sqrt(1 - std::pow(plan.beta_2, steps)) / (1 - std::pow(plan.beta_1, steps)) : rate;
    return {static_cast<T>(used),
            static_cast<T>(1 - rate * plan.alpha),
            static_cast<T>(plan.momentum),
            static_cast<T>(plan.beta_1),
            static_cast<T>(plan.beta_2),
            static_cast<T>(plan.epsilon),
            static_cast<T>(1 - plan.beta_1),
            static_cast<T>(1 - plan.beta_2)};
}

// Update n parameters; first and second are their moments (second unused where there is only one).
template <class T>
inline void update(const Plan& plan, const StepSizes<T>& s, bool are_weights, T* __restrict p, const T* __restrict g,
                   T* __restrict first, T* __restrict second, i64 n) {
    switch (plan.solver) {
        case Optimizer::sgd:
            for (i64 i = 0; i < n; ++i) first[i] = s.momentum * first[i] - s.rate * g[i];
            if (plan.nesterovs_momentum)
                for (i64 i = 0; i < n; ++i) p[i] += s.momentum * first[i] - s.rate * g[i];
            else
                for (i64 i = 0; i < n; ++i) p[i] += first[i];
            return;
        case Optimizer::adamw:
            if (are_weights)
                for (i64 i = 0; i < n; ++i) p[i] *= s.decay;
            [[fallthrough]];
        case Optimizer::adam:
            for (i64 i = 0; i < n; ++i) {
                first[i] = s.beta_1 * first[i] + s.rest_1 * g[i];
                second[i] = s.beta_2 * second[i] + s.rest_2 * (g[i] * g[i]);
                p[i] -= s.rate * first[i] / (std::sqrt(second[i]) + s.epsilon);
            }
            return;
        case Optimizer::rmsprop:
            for (i64 i = 0; i < n; ++i) {
                first[i] = s.beta_2 * first[i] + s.rest_2 * (g[i] * g[i]);
                p[i] -= s.rate * g[i] / (std::sqrt(first[i]) + s.epsilon);
            }
            return;
        case Optimizer::none: return;
    }
}

}  // namespace ROSENBLATT_ISA
