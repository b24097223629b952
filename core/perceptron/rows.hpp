// Rows of samples, and the sums of their products with weights.
#pragma once

#include <cmath>
#include <cstring>

#include "perceptron/perceptron.hpp"

#if defined(__GNUC__)
#define ROSENBLATT_PREFETCH(address) __builtin_prefetch(address)
#else
#define ROSENBLATT_PREFETCH(address) static_cast<void>(address)
#endif

namespace rosenblatt::perceptron {

// ---- Samples -----------------------------------------------------------------------------------------------------

template <class T>
struct DenseRow {
    const T* values;
    i64 length;
    i64 feature(i64 j) const { return j; }
};

template <class T>
struct DenseRows {
    const Samples<T>& samples;
    DenseRow<T> operator[](i64 row) const { return {samples.values + row * samples.n_features, samples.n_features}; }
};

template <class T>
struct SparseRow {
    const T* values;
    const std::int32_t* features;
    i64 length;
    i64 feature(i64 j) const { return features[j]; }
};

template <class T>
struct SparseRows {
    const Samples<T>& samples;
    SparseRow<T> operator[](i64 row) const {
        const i64 start = samples.starts[row];
        return {samples.values + start, samples.features + start, samples.starts[row + 1] - start};
    }
};

// ---- Sums --------------------------------------------------------------------------------------------------------

// Weights times values: products in T, added in double, in order.
template <class T, class Row>
inline double sequential_sum(const T* weights, const Row& row) {
    double sum = 0;
    for (i64 j = 0; j < row.length; ++j) {
        const T product = weights[row.feature(j)] * row.values[j];
        sum += static_cast<double>(product);
    }
    return sum;
}

// The same products added in lanes, which is several times as fast, and the sum of their absolute values.
struct LaneSum {
    double sum, magnitude;
};

template <class T>
struct Bits;
template <>
struct Bits<double> {
    using type = std::uint64_t;
};
template <>
struct Bits<float> {
    using type = std::uint32_t;
};

template <class T>
inline LaneSum lane_sum(const T* weights, const DenseRow<T>& row, const DenseRow<T>& next) {
    constexpr i64 unrolled = 2;
    const T* values = row.values;
    i64 j = 0;
    T sum = 0, magnitude = 0;
#if defined(__GNUC__)
    using Word = typename Bits<T>::type;
    typedef T Lanes __attribute__((vector_size(16)));
    typedef Word Words __attribute__((vector_size(16)));
    constexpr i64 width = 16 / sizeof(T), line = 64 / sizeof(T);
    constexpr Word without_sign = static_cast<Word>(~Word{0}) >> 1;
    Lanes sums[unrolled] = {}, magnitudes[unrolled] = {};
    for (; j + line <= row.length; j += line) {
        ROSENBLATT_PREFETCH(next.values + j);
        for (i64 k = 0; k < line; k += width) {
            Lanes a, b;
            std::memcpy(&a, weights + j + k, sizeof a);
            std::memcpy(&b, values + j + k, sizeof b);
            const Lanes product = a * b;
            sums[k / width % unrolled] += product;
            magnitudes[k / width % unrolled] += reinterpret_cast<Lanes>(reinterpret_cast<Words>(product) & without_sign);
        }
    }
    for (i64 u = 0; u < unrolled; ++u)
        for (i64 lane = 0; lane < width; ++lane) {
            sum += sums[u][lane];
            magnitude += magnitudes[u][lane];
        }
#else
    constexpr i64 width = 8;
    T sums[width] = {}, magnitudes[width] = {};
    for (; j + width <= row.length; j += width)
        for (i64 lane = 0; lane < width; ++lane) {
            const T product = weights[j + lane] * values[j + lane];
            sums[lane] += product;
            magnitudes[lane] += std::fabs(product);
        }
    for (i64 lane = 0; lane < width; ++lane) {
        sum += sums[lane];
        magnitude += magnitudes[lane];
    }
    static_cast<void>(next);
    static_cast<void>(unrolled);
#endif
    for (; j < row.length; ++j) {
        const T product = weights[j] * values[j];
        sum += product;
        magnitude += std::fabs(product);
    }
    return {static_cast<double>(sum), static_cast<double>(magnitude)};
}

template <class T>
inline LaneSum lane_sum(const T* weights, const SparseRow<T>& row, const SparseRow<T>&) {
    constexpr i64 width = 4;
    T sums[width] = {}, magnitudes[width] = {};
    i64 j = 0;
    for (; j + width <= row.length; j += width)
        for (i64 lane = 0; lane < width; ++lane) {
            const T product = weights[row.features[j + lane]] * row.values[j + lane];
            sums[lane] += product;
            magnitudes[lane] += std::fabs(product);
        }
    T sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    T magnitude = (magnitudes[0] + magnitudes[1]) + (magnitudes[2] + magnitudes[3]);
    for (; j < row.length; ++j) {
        const T product = weights[row.features[j]] * row.values[j];
        sum += product;
        magnitude += std::fabs(product);
    }
    return {static_cast<double>(sum), static_cast<double>(magnitude)};
}

}  // namespace rosenblatt::perceptron
