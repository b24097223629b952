// A few numbers side by side, as wide as the instruction set allows; loads and stores need no alignment.
#pragma once

#include <cstring>

#include "isa.hpp"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace ROSENBLATT_ISA {

#if defined(__AVX512F__)
inline constexpr int vector_bytes = 64;
#elif defined(__AVX2__)
inline constexpr int vector_bytes = 32;
#else
inline constexpr int vector_bytes = 16;
#endif

template <class T>
struct Lanes {
#if defined(__GNUC__)
    typedef T type __attribute__((vector_size(vector_bytes)));
#else
    typedef T type;
#endif
    static constexpr i64 n = static_cast<i64>(sizeof(type) / sizeof(T));

    static inline type load(const T* from) {
        type v;
        std::memcpy(&v, from, sizeof v);
        return v;
    }
    static inline void store(T* to, const type& v) { std::memcpy(to, &v, sizeof v); }

    // The first `count` lanes only; the others are 0, and their memory is not touched.
    static inline type load_some(const T* from, i64 count) {
#if defined(__AVX512F__)
        if constexpr (sizeof(T) == 8)
            return (type)_mm512_maskz_loadu_pd(mask(count), from);
        else
            return (type)_mm512_maskz_loadu_ps(mask(count), from);
#elif defined(__AVX2__)
        if constexpr (sizeof(T) == 8)
            return (type)_mm256_maskload_pd(from, mask(count));
        else
            return (type)_mm256_maskload_ps(from, mask(count));
#else
        T parts[n] = {};
        for (i64 i = 0; i < count; ++i) parts[i] = from[i];
        return load(parts);
#endif
    }
    static inline void store_some(T* to, const type& v, i64 count) {
#if defined(__AVX512F__)
        if constexpr (sizeof(T) == 8)
            _mm512_mask_storeu_pd(to, mask(count), (__m512d)v);
        else
            _mm512_mask_storeu_ps(to, mask(count), (__m512)v);
#elif defined(__AVX2__)
        if constexpr (sizeof(T) == 8)
            _mm256_maskstore_pd(to, mask(count), (__m256d)v);
        else
            _mm256_maskstore_ps(to, mask(count), (__m256)v);
#else
        T parts[n];
        store(parts, v);
        for (i64 i = 0; i < count; ++i) to[i] = parts[i];
#endif
    }

private:
#if defined(__AVX512F__)
    static inline auto mask(i64 count) {
        if constexpr (sizeof(T) == 8)
            return static_cast<__mmask8>((1u << count) - 1);
        else
            return static_cast<__mmask16>((1u << count) - 1);
    }
#elif defined(__AVX2__)
    static inline __m256i mask(i64 count) {
        if constexpr (sizeof(T) == 8)
            return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
        else
            return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    }
#endif
};

// A vector of numbers as an array: loops over it have a fixed length and do not alias, so they are vectorised.
template <class T>
struct Chunk {
    T lane[Lanes<T>::n];
};

template <class T>
inline Chunk<T> chunk_at(const T* from, i64 count) {
    Chunk<T> chunk;
    Lanes<T>::store(chunk.lane, count == Lanes<T>::n ? Lanes<T>::load(from) : Lanes<T>::load_some(from, count));
    return chunk;
}

template <class T>
inline void put_chunk(T* to, const Chunk<T>& chunk, i64 count) {
    const typename Lanes<T>::type v = Lanes<T>::load(chunk.lane);
    if (count == Lanes<T>::n)
        Lanes<T>::store(to, v);
    else
        Lanes<T>::store_some(to, v, count);
}

// out[i] = f(in[i]...) for n numbers; `out` may be one of the inputs.
template <class T, class F, class... In>
inline void map(T* out, i64 n, F f, const In*... in) {
    constexpr i64 lanes = Lanes<T>::n;
    const auto apply = [&](i64 i, i64 count) {
        Chunk<T> result;
        [&](const auto&... chunk) {
            // GCC does not vectorise an unrolled loop over few lanes, and computes lane by lane.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 1
#endif
            for (i64 lane = 0; lane < lanes; ++lane) result.lane[lane] = f(chunk.lane[lane]...);
        }(chunk_at(in + i, count)...);
        put_chunk(out + i, result, count);
    };
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) apply(i, lanes);
    if (i < n) apply(i, n - i);
}

// Sum over the lanes, in order.
template <class T>
inline double sum_lanes(const typename Lanes<T>::type& v) {
    Chunk<T> chunk;
    Lanes<T>::store(chunk.lane, v);
    double sum = 0;
    for (const T x : chunk.lane) sum += static_cast<double>(x);
    return sum;
}

}  // namespace ROSENBLATT_ISA
