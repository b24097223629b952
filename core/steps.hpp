// A first layer that reads columns as steps: C++ counterpart of rosenblatt.training.data.expand_steps and the product after it.
//
// A position p of a column with k steps stands for the k inputs clip(p - j, 0, 1), j = 0 .. k - 1: ones, a share, zeros. Times
// the weights of the column's steps they are a sum of the first rows of weights plus a share of the next one. So a batch needs
// the sums of the first rows of weights once, and then two rows of numbers for each position, for any number of steps; the
// gradient of the weights needs the same in the other direction. A layer whose neurons do not fill whole vectors reads the inputs
// themselves.
#pragma once

#include "products.hpp"

namespace ROSENBLATT_ISA {

template <class T>
inline bool reads_positions(const Samples<T>& s, i64 fan_out) {
    return s.step_starts && fan_out % Lanes<T>::n == 0;
}

// The inputs of one row that its positions stand for.
template <class T>
inline void expand_positions(const Samples<T>& s, const T* position, T* to) {
    for (i64 c = 0; c < s.n_stepped; ++c) {
        const int n_steps = static_cast<int>(s.step_starts[c + 1] - s.step_starts[c]);
        for (int step = 0; step < n_steps; ++step) {
            const T share = position[c] - static_cast<T>(step);
            to[step] = share < T(0) ? T(0) : share > T(1) ? T(1) : share;
        }
        to += n_steps;
    }
}

// The step on which a position is; conversions of 32 bits are fast.
template <class T>
inline int step_of(T position, int top) {
    const int step = static_cast<int>(position);
    return step < top ? step : top;
}

// For each step the sum of the weights of the earlier steps of its column.
template <class T>
inline void sum_steps(const Samples<T>& s, const T* weights, T* sums, i64 n) {
    const T* w = weights + s.n_dense() * n;
    for (i64 c = 0; c < s.n_stepped; ++c)
        for (i64 step = s.step_starts[c]; step < s.step_starts[c + 1]; ++step)
            for (i64 j = 0; j < n; ++j)
                sums[step * n + j] = step == s.step_starts[c] ? T(0) : sums[(step - 1) * n + j] + w[(step - 1) * n + j];
}

// z += steps times weights for one row and K vectors of neurons; all of them stay in registers.
template <class T, int K>
inline void add_steps(const Samples<T>& s, const T* position, const T* weights, const T* sums, T* z, i64 n) {
    using L = Lanes<T>;
    typename L::type total[K];
    const i64* const starts = s.step_starts;
    const i64 n_stepped = s.n_stepped;
#pragma GCC unroll 8
    for (int v = 0; v < K; ++v) total[v] = L::load(z + v * L::n);
    for (i64 c = 0; c < n_stepped; ++c) {
        const int step = step_of(position[c], static_cast<int>(starts[c + 1] - starts[c]) - 1);
        const T share = position[c] - static_cast<T>(step);
        const i64 at = (starts[c] + step) * n;
#pragma GCC unroll 8
        for (int v = 0; v < K; ++v) total[v] += L::load(sums + at + v * L::n) + share * L::load(weights + at + v * L::n);
    }
#pragma GCC unroll 8
    for (int v = 0; v < K; ++v) L::store(z + v * L::n, total[v]);
}

// Pre-activations of rows [first, last) of the batch: bias + dense inputs times weights + steps times weights.
template <class T>
inline void step_product(const Samples<T>& s, const T* input, i64 first, i64 last, const T* weights, const T* bias, const T* sums, T* z, i64 n) {
    constexpr i64 lanes = Lanes<T>::n;
    const i64 width = s.width, n_dense = s.n_dense();
    own_product<T>({z + first * n, n, input + first * width, width, 1, weights, n, last - first, n, n_dense, bias});
    const T* const w = weights + n_dense * n;
    for (i64 i = first; i < last; ++i) {
        const T* const position = input + i * width + n_dense;
        i64 j = 0;
        for (; j + 8 * lanes <= n; j += 8 * lanes) add_steps<T, 8>(s, position, w + j, sums + j, z + i * n + j, n);
        for (; j + 4 * lanes <= n; j += 4 * lanes) add_steps<T, 4>(s, position, w + j, sums + j, z + i * n + j, n);
        for (; j < n; j += lanes) add_steps<T, 1>(s, position, w + j, sums + j, z + i * n + j, n);
    }
}

// Gradient of the weights of the steps of one column and K vectors of neurons. The rows are sorted by their step: `ends` of each
// step in `order`. A row counts as a whole for all steps before its own.
template <class T, int K>
inline void column_gradient(const i64* order, const T* shares, const i64* ends, i64 n_steps, const T* delta, T* gradient, i64 n) {
    using L = Lanes<T>;
    typename L::type whole[K], part[K];
#pragma GCC unroll 4
    for (int v = 0; v < K; ++v) whole[v] = typename L::type{};
    for (i64 step = n_steps - 1; step >= 0; --step) {
#pragma GCC unroll 4
        for (int v = 0; v < K; ++v) part[v] = whole[v];
        for (i64 x = step == 0 ? 0 : ends[step - 1]; x < ends[step]; ++x) {
            const T* const from = delta + order[x] * n;
            const T share = shares[order[x]];
#pragma GCC unroll 4
            for (int v = 0; v < K; ++v) {
                const auto row = L::load(from + v * L::n);
                whole[v] += row;
                part[v] += share * row;
            }
        }
#pragma GCC unroll 4
        for (int v = 0; v < K; ++v) L::store(gradient + step * n + v * L::n, part[v]);
    }
}

// Gradient of the weights of all steps from delta (m, n); `order`, `shares` and `ends` have room for m rows and for the steps of a
// column.
template <class T>
inline void step_gradient(const Samples<T>& s, const T* input, i64 m, const T* delta, T* gradient, i64* order, T* shares, i64* ends, i64 n) {
    constexpr i64 lanes = Lanes<T>::n;
    const i64 width = s.width, n_dense = s.n_dense(), n_stepped = s.n_stepped;
    for (i64 c = 0; c < n_stepped; ++c) {
        const i64 start = s.step_starts[c], n_steps = s.step_starts[c + 1] - start;
        const int top = static_cast<int>(n_steps) - 1;
        const T* const position = input + n_dense + c;
        for (i64 step = 0; step < n_steps; ++step) ends[step] = 0;
        for (i64 i = 0; i < m; ++i) {
            const int step = step_of(position[i * width], top);
            shares[i] = position[i * width] - static_cast<T>(step);
            ++ends[step];
        }
        i64 before = 0;
        for (i64 step = 0; step < n_steps; ++step) {
            before += ends[step];
            ends[step] = before - ends[step];  // where it begins, and after the next loop where it ends
        }
        for (i64 i = 0; i < m; ++i) order[ends[step_of(position[i * width], top)]++] = i;
        T* const g = gradient + (n_dense + start) * n;
        i64 j = 0;
        for (; j + 4 * lanes <= n; j += 4 * lanes) column_gradient<T, 4>(order, shares, ends, n_steps, delta + j, g + j, n);
        for (; j < n; j += lanes) column_gradient<T, 1>(order, shares, ends, n_steps, delta + j, g + j, n);
    }
}

}  // namespace ROSENBLATT_ISA
