// C++ counterparts of rosenblatt/formulas/losses.py, with the same names. `y` is the target, `a` the output, `p` the loss's
// parameter, for one output; the cost of a sample is the sum (or the mean) over its outputs.
#pragma once

#include "activations.hpp"

namespace ROSENBLATT_ISA {


template <class T>
inline T clip_probability(T a) {
    constexpr T eps = std::numeric_limits<T>::epsilon();
    return a < eps ? eps : a > T(1) - eps ? T(1) - eps : a;
}

template <class T>
inline double log_of(T x) {
    return static_cast<double>(static_cast<T>(log_(static_cast<double>(x))));
}

template <class T>
inline double cost(Loss loss, T y, T a, double p) {
    switch (loss) {
        case Loss::log_loss: return y == T(0) ? 0.0 : -static_cast<double>(y) * log_of(clip_probability(a));
        case Loss::binary_log_loss: {
            const T inside = clip_probability(a);
            if (y == T(1)) return -log_of(inside);
            if (y == T(0)) return -log_of(T(1) - inside);
            return -(static_cast<double>(y) * log_of(inside) + static_cast<double>(T(1) - y) * log_of(T(1) - inside));
        }
        case Loss::squared_error: return 0.5 * static_cast<double>((a - y) * (a - y));
        case Loss::poisson: return (y == T(0) ? 0.0 : static_cast<double>(y) * log_of(y / a)) - y + a;
        case Loss::absolute_error: return a > y ? a - y : y - a;
        case Loss::huber: {
            const double error = a > y ? a - y : y - a;
            return error <= p ? 0.5 * error * error : p * (error - 0.5 * p);
        }
        case Loss::quantile: {
            const double below = p * (y - a), above = (1 - p) * (a - y);
            return below > above ? below : above;
        }
    }
    return 0.0;
}

template <class T>
inline T cost_derivative(Loss loss, T y, T a, double p) {
    const T bound = static_cast<T>(p);
    switch (loss) {
        case Loss::log_loss: return -y / clip_probability(a);
        case Loss::binary_log_loss: {
            const T inside = clip_probability(a);
            return (inside - y) / (inside * (T(1) - inside));
        }
        case Loss::squared_error: return a - y;
        case Loss::poisson: return T(1) - y / a;
        case Loss::absolute_error: return a > y ? T(1) : a < y ? T(-1) : a - y;
        case Loss::huber: return a - y > bound ? bound : a - y < -bound ? -bound : a - y;
        case Loss::quantile: return a > y ? T(1) - bound : a < y ? -bound : a - y;
    }
    return T(0);
}

inline bool mean_over_outputs(Loss loss) {
    return loss != Loss::log_loss && loss != Loss::binary_log_loss && loss != Loss::poisson;
}

// Whether loss and output activation match, so that the chain rule gives a - y.
inline bool canonical(Loss loss, Activation activation) {
    switch (loss) {
        case Loss::log_loss: return activation == Activation::softmax;
        case Loss::binary_log_loss: return activation == Activation::logistic;
        case Loss::squared_error: return activation == Activation::identity;
        case Loss::poisson: return activation == Activation::exp;
        default: return false;
    }
}

}  // namespace ROSENBLATT_ISA
