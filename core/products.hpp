// Matrix products: SciPy's BLAS for large ones, own loops where calling BLAS costs more than the work.
//
// All matrices are row-major. Three products occur, named by which side is transposed:
//   nn: C (m, n) = A (m, k) B (k, n)      forward: samples times weights, starting from the biases
//   tn: C (k, n) = A (m, k)^T B (m, n)    gradient: samples^T times delta
//   nt: C (m, k) = A (m, n) B (k, n)^T    back: delta times weights^T
// Every sum runs over its index in order, so how a product is cut into tiles changes no bit.
#pragma once

#include <cstring>

#include "isa.hpp"

namespace ROSENBLATT_ISA {


#if defined(__AVX512F__)
inline constexpr int vector_bytes = 64;
inline constexpr int tile_rows = 8;
#elif defined(__AVX2__)
inline constexpr int vector_bytes = 32;
inline constexpr int tile_rows = 4;
#else
inline constexpr int vector_bytes = 16;
inline constexpr int tile_rows = 4;
#endif

// A few numbers side by side; loads and stores need no alignment.
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
};

// C[R rows][K vectors] = start + sum over k of A(r, k) B(k, :); A(r, k) stands at a[r * row + k * column].
template <class T, int R, int K>
inline void tile(T* c, i64 ldc, const T* a, i64 row, i64 column, const T* b, i64 ldb, i64 k, const T* start) {
    using L = Lanes<T>;
    typename L::type sums[R][K];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
        for (int j = 0; j < K; ++j) sums[r][j] = start ? L::load(start + j * L::n) : typename L::type{};
    for (i64 i = 0; i < k; ++i) {
        typename L::type right[K];
#pragma GCC unroll 4
        for (int j = 0; j < K; ++j) right[j] = L::load(b + i * ldb + j * L::n);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            const T left = a[r * row + i * column];
#pragma GCC unroll 4
            for (int j = 0; j < K; ++j) sums[r][j] += left * right[j];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
        for (int j = 0; j < K; ++j) L::store(c + r * ldc + j * L::n, sums[r][j]);
}

template <class T, int K>
inline void column_of_tiles(T* c, i64 ldc, const T* a, i64 row, i64 column, const T* b, i64 ldb, i64 m, i64 k, const T* start) {
    i64 i = 0;
    for (; i + tile_rows <= m; i += tile_rows)
        tile<T, tile_rows, K>(c + i * ldc, ldc, a + i * row, row, column, b, ldb, k, start);
    if (tile_rows > 4 && i + 4 <= m) {
        tile<T, 4, K>(c + i * ldc, ldc, a + i * row, row, column, b, ldb, k, start);
        i += 4;
    }
    if (i + 2 <= m) {
        tile<T, 2, K>(c + i * ldc, ldc, a + i * row, row, column, b, ldb, k, start);
        i += 2;
    }
    if (i < m) tile<T, 1, K>(c + i * ldc, ldc, a + i * row, row, column, b, ldb, k, start);
}

// C (m, n) = start + A B for n of at least one vector. The last tile of columns overlaps the one before it: it
// computes those columns again, to the same bits.
template <class T>
inline void wide_product(T* c, i64 ldc, const T* a, i64 row, i64 column, const T* b, i64 ldb, i64 m, i64 n, i64 k, const T* start) {
    constexpr i64 lanes = Lanes<T>::n;
    i64 j = 0;
    for (; j + 3 * lanes <= n; j += 3 * lanes)
        column_of_tiles<T, 3>(c + j, ldc, a, row, column, b + j, ldb, m, k, start ? start + j : nullptr);
    while (j < n) {
        if (j + lanes > n) j = n - lanes;
        const bool two = j + 2 * lanes <= n;
        if (two)
            column_of_tiles<T, 2>(c + j, ldc, a, row, column, b + j, ldb, m, k, start ? start + j : nullptr);
        else
            column_of_tiles<T, 1>(c + j, ldc, a, row, column, b + j, ldb, m, k, start ? start + j : nullptr);
        j += two ? 2 * lanes : lanes;
    }
}

// The same for narrow results, one number at a time.
template <class T>
inline void narrow_product(T* c, i64 ldc, const T* a, i64 row, i64 column, const T* b, i64 ldb, i64 m, i64 n, i64 k, const T* start) {
    for (i64 i = 0; i < m; ++i)
        for (i64 j = 0; j < n; ++j) {
            T sum = start ? start[j] : T(0);
            for (i64 x = 0; x < k; ++x) sum += a[i * row + x * column] * b[x * ldb + j];
            c[i * ldc + j] = sum;
        }
}

template <class T>
inline void own_product(T* c, i64 ldc, const T* a, i64 row, i64 column, const T* b, i64 ldb, i64 m, i64 n, i64 k, const T* start) {
    if (n >= Lanes<T>::n)
        wide_product(c, ldc, a, row, column, b, ldb, m, n, k, start);
    else
        narrow_product(c, ldc, a, row, column, b, ldb, m, n, k, start);
}

template <class T>
inline void transpose(T* to, const T* from, i64 m, i64 n) {
    for (i64 i = 0; i < m; ++i)
        for (i64 j = 0; j < n; ++j) to[j * m + i] = from[i * n + j];
}

// Sum over a of left[i] right[i], lane by lane, the lanes added in order.
template <class T>
inline T dot(const T* left, const T* right, i64 n) {
    using L = Lanes<T>;
    typename L::type lanes{};
    i64 i = 0;
    for (; i + L::n <= n; i += L::n) lanes += L::load(left + i) * L::load(right + i);
    T parts[L::n];
    L::store(parts, lanes);
    T sum = T(0);
    for (i64 j = 0; j < L::n; ++j) sum += parts[j];
    for (; i < n; ++i) sum += left[i] * right[i];
    return sum;
}

// Above this many multiplications a product goes to BLAS (benchmarks/products.py shows what it wins).
template <class T>
inline constexpr double products_worth_blas = 4e5;

template <class T>
inline bool worth_blas(Gemm<T> gemm, i64 m, i64 n, i64 k) {
    return gemm && static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) > products_worth_blas<T>;
}

template <class T>
inline void blas_product(Gemm<T> gemm, char left_kind, char right_kind, i64 m, i64 n, i64 k, const T* a, i64 lda, const T* b, i64 ldb, T beta, T* c, i64 ldc) {
    // Row-major C = A B is column-major C^T = B^T A^T.
    const int rows = static_cast<int>(n), columns = static_cast<int>(m), inner = static_cast<int>(k);
    const int first = static_cast<int>(ldb), second = static_cast<int>(lda), result = static_cast<int>(ldc);
    const T one = T(1);
    gemm(&right_kind, &left_kind, &rows, &columns, &inner, &one, b, &first, a, &second, &beta, c, &result);
}

// C (m, n) = bias in every row + A (m, k) B (k, n); `transposed` is B^T (n, k), or null if it is not at hand.
template <class T>
inline void product_nn(Gemm<T> gemm, T* c, const T* a, const T* b, const T* transposed, const T* bias, i64 m, i64 n, i64 k) {
    if (worth_blas(gemm, m, n, k)) {
        for (i64 i = 0; i < m; ++i) std::memcpy(c + i * n, bias, static_cast<std::size_t>(n) * sizeof(T));
        blas_product(gemm, 'N', 'N', m, n, k, a, k, b, n, T(1), c, n);
    } else if (n < Lanes<T>::n && k >= 2 * Lanes<T>::n && transposed) {
        for (i64 i = 0; i < m; ++i)
            for (i64 j = 0; j < n; ++j) c[i * n + j] = bias[j] + dot(a + i * k, transposed + j * k, k);
    } else {
        own_product(c, n, a, k, i64(1), b, n, m, n, k, bias);
    }
}

// C (rows first to first + count of k, n) = A (m, k)^T B (m, n); `scratch` has room for (n, count).
template <class T>
inline void product_tn(Gemm<T> gemm, T* c, const T* a, const T* b, i64 m, i64 n, i64 k, i64 first, i64 count, T* scratch) {
    T* const part = c + first * n;
    if (worth_blas(gemm, m, n, count)) {
        blas_product(gemm, 'T', 'N', count, n, m, a + first, k, b, n, T(0), part, n);
    } else if (n < Lanes<T>::n && count >= Lanes<T>::n) {
        wide_product(scratch, count, b, i64(1), n, a + first, k, n, count, m, static_cast<const T*>(nullptr));
        transpose(part, scratch, n, count);
    } else {
        own_product(part, n, a + first, i64(1), k, b, n, count, n, m, static_cast<const T*>(nullptr));
    }
}

// C (m, k) = A (m, n) B (k, n)^T; `transposed` is B^T (n, k).
template <class T>
inline void product_nt(Gemm<T> gemm, T* c, const T* a, const T* b, const T* transposed, i64 m, i64 n, i64 k) {
    if (worth_blas(gemm, m, n, k))
        blas_product(gemm, 'N', 'T', m, k, n, a, n, b, n, T(0), c, k);
    else
        own_product(c, k, a, n, i64(1), transposed, k, m, k, n, static_cast<const T*>(nullptr));
}

}  // namespace ROSENBLATT_ISA
