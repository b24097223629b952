// C++ counterparts of rosenblatt/formulas/activations.py, with the same names. `z` is the pre-activation, `a` the activation.
#pragma once

#include <cmath>

#include "machine/functions.hpp"
#include "machine/lanes.hpp"

namespace ROSENBLATT_ISA {


inline constexpr double selu_scale = 1.0507009873554804934193349852946;
inline constexpr double selu_alpha = 1.6732632423543772848170429916717;
inline constexpr double leak = 0.01;

template <class T>
ROSENBLATT_INLINE T logistic(T z) {
    return T(1) / (T(1) + exp_(-z));
}

template <class T>
ROSENBLATT_INLINE T tanh_(T z) {
    const T e = expm1_(T(2) * (z < T(-20) ? T(-20) : z > T(20) ? T(20) : z));
    return e / (e + T(2));
}

template <class T>
ROSENBLATT_INLINE T softplus(T z) {
    const T size = z < T(0) ? -z : z;
    return (z > T(0) ? z : T(0)) + log1p_(exp_(-size));
}

// tanh(ln(1 + e^z)) without logarithm: ((1 + e^z)^2 - 1) / ((1 + e^z)^2 + 1)
template <class T>
ROSENBLATT_INLINE T tanh_softplus(T z) {
    const T e = exp_(z > T(20) ? T(20) : z);
    const T n = e * (e + T(2));
    return n / (n + T(2));
}

template <class T>
ROSENBLATT_INLINE T normal_below(T z) {
    return T(0.5) * (T(1) + erf_(z * T(0.70710678118654752440)));
}

// Calls use(f) with the activation's value as a function of z; the loop in `use` is compiled once for each.
template <class T, class Use>
inline void with_value(Activation activation, Use use) {
    switch (activation) {
        case Activation::logistic: return use([](T z) { return logistic(z); });
        case Activation::tanh: return use([](T z) { return tanh_(z); });
        case Activation::relu: return use([](T z) { return z > T(0) ? z : z != z ? z : T(0); });
        case Activation::leaky_relu: return use([](T z) { return z > T(0) ? z : T(leak) * z; });
        case Activation::elu: return use([](T z) { return z > T(0) ? z : expm1_(z > T(0) ? T(0) : z); });
        case Activation::selu:
            return use([](T z) {
                return z > T(0) ? T(selu_scale) * z : T(selu_scale * selu_alpha) * expm1_(z > T(0) ? T(0) : z);
            });
        case Activation::gelu: return use([](T z) { return z * normal_below(z); });
        case Activation::silu: return use([](T z) { return z * logistic(z); });
        case Activation::mish: return use([](T z) { return z * tanh_softplus(z); });
        case Activation::softplus: return use([](T z) { return softplus(z); });
        case Activation::exp: return use([](T z) { return exp_(z); });
        case Activation::step: return use([](T z) { return z > T(0) ? T(1) : T(0); });
        case Activation::identity:
        case Activation::softmax: return;
    }
}

// Calls use(f) with the activation's derivative as a function of (z, a). z is
// arbitrary if the workspace does not keep it (`keeps_z`): these derivatives do not use it.
template <class T, class Use>
inline void with_derivative(Activation activation, Use use) {
    switch (activation) {
        case Activation::logistic: return use([](T, T a) { return a * (T(1) - a); });
        case Activation::tanh: return use([](T, T a) { return T(1) - a * a; });
        case Activation::relu: return use([](T, T a) { return a != T(0) ? T(1) : T(0); });
        case Activation::leaky_relu: return use([](T, T a) { return a > T(0) ? T(1) : T(leak); });
        case Activation::elu: return use([](T, T a) { return a > T(0) ? T(1) : a + T(1); });
        case Activation::selu:
            return use([](T, T a) { return a > T(0) ? T(selu_scale) : a + T(selu_scale * selu_alpha); });
        case Activation::gelu:
            return use([](T z, T) {
                return normal_below(z) + z * (exp_(T(-0.5) * z * z) * T(0.39894228040143267794));
            });
        case Activation::silu:
            return use([](T z, T a) {
                const T s = logistic(z);
                return s + a * (T(1) - s);
            });
        case Activation::mish:
            return use([](T z, T) {
                const T t = tanh_softplus(z);
                return t + z * (T(1) - t * t) * logistic(z);
            });
        case Activation::softplus: return use([](T z, T) { return logistic(z); });
        case Activation::exp: return use([](T, T a) { return a; });
        case Activation::step: return use([](T, T) { return T(0); });
        case Activation::identity:
        case Activation::softmax: return;
    }
}

// a = value(z), element by element; z and a may be the same array.
template <class T>
inline void activate(Activation activation, const T* z, T* a, i64 n) {
    if (activation == Activation::identity || activation == Activation::softmax) {
        if (a != z) std::memcpy(a, z, static_cast<std::size_t>(n) * sizeof(T));
        return;
    }
    with_value<T>(activation, [=](auto value) { map(a, n, value, z); });
}

// delta *= derivative(z, a), element by element.
template <class T>
inline void multiply_by_derivative(Activation activation, const T* z, const T* a, T* delta, i64 n) {
    const T* const known_z = z ? z : a;  // a derivative that needs z finds it kept
    with_derivative<T>(activation, [=](auto derivative) {
        map(delta, n, [derivative](T d, T z_, T a_) { return d * derivative(z_, a_); }, delta, known_z, a);
    });
}

// Backward pass of softmax: rows of gradients with respect to its outputs, group by group, become gradients with respect to its
// pre-activations: gradient = a (gradient - sum of gradient a), in place.
template <class T>
inline void softmax_backward(const T* a, T* gradient, i64 n_rows, const i64* groups, i64 n_groups) {
    for (i64 row = 0; row < n_rows; ++row) {
        for (i64 group = 0; group < n_groups; ++group) {
            const i64 width = groups[group];
            T sum = T(0);
            for (i64 j = 0; j < width; ++j) sum += gradient[j] * a[j];
            for (i64 j = 0; j < width; ++j) gradient[j] = a[j] * (gradient[j] - sum);
            a += width;
            gradient += width;
        }
    }
}

// Rows of outputs, group by group: a = exp(z - max) / sum, in place.
template <class T>
inline void softmax(T* a, i64 n_rows, const i64* groups, i64 n_groups) {
    for (i64 row = 0; row < n_rows; ++row) {
        for (i64 group = 0; group < n_groups; ++group) {
            const i64 width = groups[group];
            T most = a[0];
            for (i64 j = 1; j < width; ++j) most = a[j] > most || a[j] != a[j] ? a[j] : most;
            for (i64 j = 0; j < width; ++j) a[j] = exp_(a[j] - most);
            T sum = T(0);
            for (i64 j = 0; j < width; ++j) sum += a[j];
            for (i64 j = 0; j < width; ++j) a[j] /= sum;
            a += width;
        }
    }
}

}  // namespace ROSENBLATT_ISA
