// C++ counterparts of rosenblatt/formulas/optimizers.py, with the same names: one pass over a range of the flat vector.
#pragma once

#include <cmath>

#include "machine/functions.hpp"
#include "machine/lanes.hpp"

namespace ROSENBLATT_ISA {


// The numbers of one step, the same for every parameter.
template <class T>
struct StepSizes {
    T rate;       // adam, adamw: with the bias correction of the moments
    T decay;      // adamw: factor of the weights
    T momentum, beta_1, beta_2, epsilon;
    T rest_1, rest_2;  // 1 - beta
};

// beta^t, or 0 once it is too small to change 1 - beta^t, since beta^t <= exp(-t (1 - beta)).
inline double power(double beta, double t) { return t * (1 - beta) > 40 ? 0 : power_of(beta, t); }

template <class T>
inline StepSizes<T> step_sizes(const Plan& plan, double rate, i64 t) {
    const bool corrected = plan.solver == Optimizer::adam || plan.solver == Optimizer::adamw;
    const double steps = static_cast<double>(t);
    const double used = corrected ? rate * std::sqrt(1 - power(plan.beta_2, steps)) / (1 - power(plan.beta_1, steps)) : rate;
    return {static_cast<T>(used),
            static_cast<T>(1 - rate * plan.alpha),
            static_cast<T>(plan.momentum),
            static_cast<T>(plan.beta_1),
            static_cast<T>(plan.beta_2),
            static_cast<T>(plan.epsilon),
            static_cast<T>(1 - plan.beta_1),
            static_cast<T>(1 - plan.beta_2)};
}

// Update one vector of parameters p by their gradient g; `first` and `second` are their moments.
template <class T, Optimizer solver>
inline void update_chunk(const StepSizes<T>& s, bool nesterov, bool decays, Chunk<T>& p, const Chunk<T>& g, Chunk<T>& first, Chunk<T>& second) {
    for (i64 i = 0; i < Lanes<T>::n; ++i) {
        T& w = p.lane[i];
        const T gradient = g.lane[i];
        T& m = first.lane[i];
        T& v = second.lane[i];
        if constexpr (solver == Optimizer::sgd) {
            m = s.momentum * m - s.rate * gradient;
            w += nesterov ? s.momentum * m - s.rate * gradient : m;
        } else if constexpr (solver == Optimizer::rmsprop) {
            m = s.beta_2 * m + s.rest_2 * (gradient * gradient);
            w -= s.rate * gradient / (std::sqrt(m) + s.epsilon);
        } else {
            if (solver == Optimizer::adamw && decays) w *= s.decay;
            m = s.beta_1 * m + s.rest_1 * gradient;
            v = s.beta_2 * v + s.rest_2 * (gradient * gradient);
            w -= s.rate * m / (std::sqrt(v) + s.epsilon);
        }
    }
}

template <class T, Optimizer solver>
inline void update_with(const Plan& plan, const StepSizes<T>& s, bool are_weights, T* p, const T* g, T* first, T* second, i64 n) {
    constexpr bool two_moments = solver == Optimizer::adam || solver == Optimizer::adamw;
    constexpr i64 lanes = Lanes<T>::n;
    for (i64 i = 0; i < n; i += lanes) {
        const i64 count = n - i < lanes ? n - i : lanes;
        Chunk<T> w = chunk_at(p + i, count), m = chunk_at(first + i, count), v{};
        if constexpr (two_moments) v = chunk_at(second + i, count);
        update_chunk<T, solver>(s, plan.nesterovs_momentum, are_weights, w, chunk_at(g + i, count), m, v);
        put_chunk(p + i, w, count);
        put_chunk(first + i, m, count);
        if constexpr (two_moments) put_chunk(second + i, v, count);
    }
}

// Update n parameters; first and second are their moments (second is unused if there is only one).
template <class T>
inline void update(const Plan& plan, const StepSizes<T>& s, bool are_weights, T* p, const T* g, T* first, T* second, i64 n) {
    switch (plan.solver) {
        case Optimizer::sgd: return update_with<T, Optimizer::sgd>(plan, s, are_weights, p, g, first, second, n);
        case Optimizer::adam: return update_with<T, Optimizer::adam>(plan, s, are_weights, p, g, first, second, n);
        case Optimizer::adamw: return update_with<T, Optimizer::adamw>(plan, s, are_weights, p, g, first, second, n);
        case Optimizer::rmsprop: return update_with<T, Optimizer::rmsprop>(plan, s, are_weights, p, g, first, second, n);
        case Optimizer::none: return;
    }
}

}  // namespace ROSENBLATT_ISA
