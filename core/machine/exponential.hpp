// exp and expm1 in a form that compilers vectorise: no branch, no call, no table.
//
// x = n ln 2 + r with |r| <= ln(2) / 2; e^x = 2^n e^r, e^r by its series. n is found by adding a number so large
// that the sum has no bits left behind the point. Errors stay below 2 units in the last place; below `least`, where
// 2^(n - 1) would lose bits, the result is 0.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

#include "isa.hpp"

namespace ROSENBLATT_ISA {

template <class T>
struct ExponentialParts;

template <>
struct ExponentialParts<double> {
    using Bits = std::uint64_t;
    static constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52
    static constexpr double log2_e = 1.4426950408889634074, ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    static constexpr double most = 709.782712893384, least = -708.0;
    static constexpr int mantissa = 52, bias = 1023;

    // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2; the terms are paired (Estrin) to shorten the chain of dependencies.
    static ROSENBLATT_INLINE double tail(double r) {
        const double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
        const double a = (1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
        const double b = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0));
        const double c = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0));
        return (a + r4 * b) + r8 * (c + r4 * (1.0 / 87178291200.0));
    }
};

template <>
struct ExponentialParts<float> {
    using Bits = std::uint32_t;
    static constexpr float rounder = 12582912.0f;  // 1.5 * 2^23
    static constexpr float log2_e = 1.44269504f, ln2_high = 6.93145752e-01f, ln2_low = 1.42860677e-06f;
    static constexpr float most = 88.722839f, least = -86.9f;
    static constexpr int mantissa = 23, bias = 127;

    static ROSENBLATT_INLINE float tail(float r) {
        const float r2 = r * r, r4 = r2 * r2;
        const float a = (1.0f / 2.0f + r * (1.0f / 6.0f)) + r2 * (1.0f / 24.0f + r * (1.0f / 120.0f));
        const float b = (1.0f / 720.0f + r * (1.0f / 5040.0f)) + r2 * (1.0f / 40320.0f);
        return a + r4 * b;
    }
};

template <class T>
struct Reduced {
    T r, half_scale;  // r, and 2^(n - 1)
};

template <class T>
ROSENBLATT_INLINE Reduced<T> reduce(T x) {
    using P = ExponentialParts<T>;
    using Bits = typename P::Bits;
    const T shifted = x * P::log2_e + P::rounder;
    const T n = shifted - P::rounder;
    const T r = (x - n * P::ln2_high) - n * P::ln2_low;
    Bits bits, base;
    const T rounder = P::rounder;
    std::memcpy(&bits, &shifted, sizeof bits);
    std::memcpy(&base, &rounder, sizeof base);
    bits = (bits - base + (P::bias - 1)) << P::mantissa;
    T half_scale;
    std::memcpy(&half_scale, &bits, sizeof half_scale);
    return {r, half_scale};
}

template <class T>
ROSENBLATT_INLINE T exp_(T x) {
    using P = ExponentialParts<T>;
    T inside = x > P::most ? P::most : x;
    inside = inside < P::least ? P::least : inside;
    const auto [r, half_scale] = reduce(inside);
    const T value = (T(1) + (r + r * r * P::tail(r))) * half_scale * T(2);
    const T not_too_small = x < P::least ? T(0) : value;
    return x > P::most ? std::numeric_limits<T>::infinity() : not_too_small;
}

// e^x - 1, accurate near 0 too. Above `most` it is infinite.
template <class T>
ROSENBLATT_INLINE T expm1_(T x) {
    using P = ExponentialParts<T>;
    T inside = x > P::most ? P::most : x;
    inside = inside < T(-40) ? T(-40) : inside;
    const auto [r, half_scale] = reduce(inside);
    const T e = r + r * r * P::tail(r);
    const T value = (half_scale * e + (half_scale - T(0.5))) * T(2);
    return x > P::most ? std::numeric_limits<T>::infinity() : value;
}

}  // namespace ROSENBLATT_ISA
