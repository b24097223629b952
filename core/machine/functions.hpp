// erf, log, log1p, cos and powers, which the C libraries of systems and browsers compute with different last bits: here they are
// sums and products alone, so that every machine gets the same numbers. Without branches where they run over whole layers.
//
// The polynomials are interpolated at Chebyshev's nodes. The largest errors on a million arguments each, in units in the last place
// against 113-bit arithmetic: erf 1.5, log 0.9, log1p 1.3, powers 0.9; of the cosine 2e-16.
#pragma once

#include <cmath>

#include "machine/exponential.hpp"

namespace ROSENBLATT_ISA {

// c0 + x (c1 + x (c2 + ...))
template <class T>
ROSENBLATT_INLINE T horner(T, double last) {
    return static_cast<T>(last);
}
template <class T, class... More>
ROSENBLATT_INLINE T horner(T x, double first, More... more) {
    return static_cast<T>(first) + x * horner(x, more...);
}

// ---- Over whole layers -----------------------------------------------------------------------------------------------

// Up to 1: x times a polynomial of x^2. Beyond: 1 - exp(-x^2) times a polynomial of (x - 3) / (x + 3), which at 6 is 1.
template <class T>
ROSENBLATT_INLINE T erf_(T x) {
    const T size = x < T(0) ? -x : x;
    const T u = size < T(1) ? size * size : T(1), u2 = u * u;
    const T even = horner(u2, 0.12837916709551256, 0.11283791670945006, 0.0052239776071164225, 0.00012055294904839707, 1.6447424703317362e-06, 1.3720064546777686e-08);
    const T odd = horner(u2, -0.37612638903183543, -0.02686617064323777, -0.0008548325975389692, -1.492473690741966e-05, -1.6208483801871705e-07, -7.795898827002142e-10);
    const T near = size + size * (even + u * odd);
    const T beyond = size < T(1) ? T(1) : size > T(6) ? T(6) : size, t = (beyond - T(3)) / (beyond + T(3)), t2 = t * t;
    const T even_rest = horner(t2, 0.17900115118138996, 0.24560380171233487, 0.07166583719747308, 0.004269136356961225, -0.0005970624964924544, 6.406279226046039e-05, -8.00978093907608e-06, 1.2755818949624478e-06);
    const T odd_rest = horner(t2, -0.3262335600430372, -0.15011593650077898, -0.024392499318915004, 0.0007077464666941425, 4.525434558991009e-05, -1.2845780030775907e-05, 2.0135111426447427e-06, 3.381355142042904e-09);
    const T far = T(1) - exp_(-beyond * beyond) * (even_rest + t * odd_rest);
    const T value = size < T(1) ? near : far;
    return x < T(0) ? -value : value;
}

// log(1 + x) for x from 0 to 1: 2 atanh(s) for s = x / (2 + x).
template <class T>
ROSENBLATT_INLINE T log1p_(T x) {
    const T s = x / (T(2) + x), u = s * s, u2 = u * u, half = T(0.5) * x * x;
    const T even = horner(u2, 0.6666666666666666, 0.285714285716001, 0.18181819897962714, 0.13335178631449257, 0.10845178394880015, 0.1563057780092285);
    const T odd = horner(u2, 0.39999999999999525, 0.2222222219823677, 0.1538454396486055, 0.11734279061303197, 0.07492143795550767);
    return x - (half - s * (half + u * (even + u * odd)));
}

// ---- One number ------------------------------------------------------------------------------------------------------

constexpr double ln2_high = 0.6931471803691238, ln2_low = 1.9082149292705877e-10;  // high has 32 bits: its products with n are exact

// x = m 2^n with m between sqrt(1/2) and sqrt(2), for finite positive x.
struct Binary {
    double m, n;
};

inline Binary binary_of(double x) {
    const bool is_small = x < 2.2250738585072014e-308;  // not normal
    if (is_small) x *= 18014398509481984.0;              // 2^54
    std::uint64_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    double n = static_cast<double>(static_cast<std::int64_t>(bits >> 52) - 1023) - (is_small ? 54 : 0), m;
    bits = (bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
    std::memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        n += 1;
    }
    return {m, n};
}

inline double log_(double x) {
    if (!(x > 0)) return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    if (x > std::numeric_limits<double>::max()) return x;
    const auto [m, n] = binary_of(x);
    const double f = m - 1, s = f / (2 + f), u = s * s, half = 0.5 * f * f;
    const double rest = u * horner(u, 0.6666666666666666, 0.4000000000000088, 0.28571428570803614, 0.22222222391713917, 0.18181795640132906, 0.15386239702814658, 0.13268773138656886, 0.13086626147840102);
    return n * ln2_high - ((half - (s * (half + rest) + n * ln2_low)) - f);
}

// cos(pi x) for x from 0 to 1.
inline double cos_pi(double x) {
    constexpr double pi = 3.14159265358979323846;
    const double sign = x > 0.5 ? -1 : 1, from_end = x > 0.5 ? 1 - x : x;
    if (from_end > 0.25) {  // as a sine
        const double y = pi * (0.5 - from_end), u = y * y;
        return sign * (y + y * u * horner(u, -0.16666666666666666, 0.008333333333330948, -0.00019841269836758574, 2.755731610255244e-06, -2.5051131845003624e-08, 1.5918129294866608e-10));
    }
    const double y = pi * from_end, u = y * y;
    return sign * (1 - (0.5 * u - u * u * horner(u, 0.041666666666666664, -0.0013888888888887398, 2.480158729876569e-05, -2.7557317271729793e-07, 2.08761462684032e-09, -1.1382632425521717e-11)));
}

// A number as the sum of two, the second below half a unit in the last place of the first (Dekker, 1971).
struct Double {
    double high, low;
};

inline Double exact_sum(double a, double b) {
    const double sum = a + b, of_b = sum - a;
    return {sum, (a - (sum - of_b)) + (b - of_b)};
}

inline double upper_half(double a) {
    std::uint64_t bits;
    std::memcpy(&bits, &a, sizeof bits);
    bits &= ~std::uint64_t{0x7ffffff};
    std::memcpy(&a, &bits, sizeof a);
    return a;
}

inline Double exact_product(double a, double b) {
    const double product = a * b, a1 = upper_half(a), a2 = a - a1, b1 = upper_half(b), b2 = b - b1;
    return {product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2};
}

inline Double times(const Double& a, const Double& b) {
    const Double p = exact_product(a.high, b.high);
    return {p.high, p.low + (a.high * b.low + a.low * b.high)};
}

// log(x) with some 65 bits, for finite positive x.
inline Double log_double(double x) {
    const auto [m, n] = binary_of(x);
    const double f = m - 1;
    const Double d = exact_sum(m, 1);
    const double quotient = f / d.high;
    const Double product = exact_product(quotient, d.high);
    const Double s{quotient, (((f - product.high) - product.low) - quotient * d.low) / d.high};
    const Double u = times(s, s), third = times(u, {0.6666666666666666, 3.700743415417188e-17});
    const double rest = u.high * u.high * horner(u.high, 0.40000000000000024, 0.2857142857133856, 0.2222222227107745, 0.18181808251607398, 0.1538557450045883, 0.13285967273890614, 0.1291349606680315);
    Double factor = exact_sum(third.high, rest);
    factor.low += third.low;
    const Double tail = times(s, factor), value = exact_sum(2 * s.high, tail.high), all = exact_sum(n * ln2_high, value.high);
    return exact_sum(all.high, all.low + (value.low + (2 * s.low + tail.low) + n * ln2_low));
}

// x^y for x > 0: the exponential of y log(x).
inline double power_of(double x, double y) {
    if (y == 0.5) return std::sqrt(x);
    const Double log = log_double(x), product = exact_product(y, log.high);
    const double high = product.high, low = product.low + y * log.low;
    using P = ExponentialParts<double>;
    if (!(high < P::most)) return std::numeric_limits<double>::infinity();
    if (high < P::least) return 0;
    const double n = (high * P::log2_e + P::rounder) - P::rounder;
    const double near = high - n * ln2_high, shift = n * ln2_low, shifted = near - shift;
    const auto [r, rest] = exact_sum(shifted, ((near - shifted) - shift) + low);
    const double whole = 1 + r, lost = (1 - whole) + r;
    const double value = whole + (lost + (rest + (r * rest + r * r * P::tail(r))));
    return value * reduce(n * 0.6931471805599453).half_scale * 2;
}

}  // namespace ROSENBLATT_ISA
