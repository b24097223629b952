// Matrix products: own loops while the right factor fits the caches, SciPy's BLAS for larger ones.
//
// All matrices are row-major. There are three products, named by which factor is transposed:
//   nn: C (m, n) = A (m, k) B (k, n)      forward: samples times weights, starting from the biases
//   tn: C (k, n) = A (m, k)^T B (m, n)    gradient: samples^T times delta
//   nt: C (m, k) = A (m, n) B (k, n)^T    backward: delta times weights^T
// Every sum runs over its index in order, so the division into tiles does not change the result.
#pragma once

#include "machine/lanes.hpp"

namespace ROSENBLATT_ISA {

#if defined(__AVX512F__)
inline constexpr int tile_rows = 8;  // 8 rows x 3 vectors of sums fill the 32 registers
#else
inline constexpr int tile_rows = 4;  // 4 rows x 3 vectors of sums fill the 16 registers
#endif

// The factors of one product: A(r, i) is at a[r * row + i * column]; every sum starts from `start` (or 0).
template <class T>
struct Factors {
    T* c;
    i64 ldc;
    const T* a;
    i64 row, column;
    const T* b;
    i64 ldb;
    i64 m, n, k;
    const T* start;
    i64 start_row = 0;    // 0: every row starts from the same numbers
    bool panels = false;  // B is packed by pack_panels
};

// C[R rows from r][K vectors from j]; the last vector has `last` lanes (all of them if `whole`).
template <class T, int R, int K, bool whole>
inline void tile(const Factors<T>& f, i64 r, i64 j, i64 last) {
    using L = Lanes<T>;
    typename L::type sums[R][K], right[K];
    const auto load = [last](const T* from, int v) {
        return whole || v + 1 < K ? L::load(from + v * L::n) : L::load_some(from + v * L::n, last);
    };
#pragma GCC unroll 4
    for (int v = 0; v < K; ++v) {
        right[v] = f.start ? load(f.start + r * f.start_row + j, v) : typename L::type{};
#pragma GCC unroll 8
        for (int x = 0; x < R; ++x) sums[x][v] = f.start_row == 0 ? right[v] : load(f.start + (r + x) * f.start_row + j, v);
    }
    const T* a = f.a + r * f.row;
    const T* b = f.b + j;
    for (i64 i = 0; i < f.k; ++i, a += f.column, b += f.ldb) {
#pragma GCC unroll 4
        for (int v = 0; v < K; ++v) right[v] = load(b, v);
#pragma GCC unroll 8
        for (int x = 0; x < R; ++x) {
            const T left = a[x * f.row];
#pragma GCC unroll 4
            for (int v = 0; v < K; ++v) sums[x][v] += left * right[v];
        }
    }
    T* c = f.c + r * f.ldc + j;
#pragma GCC unroll 8
    for (int x = 0; x < R; ++x, c += f.ldc)
#pragma GCC unroll 4
        for (int v = 0; v < K; ++v) {
            if (whole || v + 1 < K)
                L::store(c + v * L::n, sums[x][v]);
            else
                L::store_some(c + v * L::n, sums[x][v], last);
        }
}

// All rows of K vectors of columns.
template <class T, int K, bool whole>
inline void column_of_tiles(const Factors<T>& f, i64 j, i64 last) {
    i64 r = 0;
    for (; r + tile_rows <= f.m; r += tile_rows) tile<T, tile_rows, K, whole>(f, r, j, last);
    if (tile_rows > 4 && r + 4 <= f.m) {
        tile<T, 4, K, whole>(f, r, j, last);
        r += 4;
    }
    if (r + 2 <= f.m) {
        tile<T, 2, K, whole>(f, r, j, last);
        r += 2;
    }
    if (r < f.m) tile<T, 1, K, whole>(f, r, j, last);
}

// Columns of B that a tile processes at a time.
template <class T>
inline constexpr i64 panel_width = 3 * Lanes<T>::n;

// The factors for the columns from j on, as many as a panel contains.
template <class T>
inline Factors<T> panel_of(const Factors<T>& f, i64 j, i64 width) {
    Factors<T> panel = f;
    if (f.panels) {
        panel.b = f.b + j * f.k - j;  // a tile adds j
        panel.ldb = width;
    }
    return panel;
}

template <class T>
inline void own_product(const Factors<T>& f) {
    constexpr i64 lanes = Lanes<T>::n, wide = panel_width<T>;
    i64 j = 0;
    for (; j + wide <= f.n; j += wide) column_of_tiles<T, 3, true>(panel_of(f, j, wide), j, lanes);
    const i64 left = f.n - j, vectors = (left + lanes - 1) / lanes, last = left - (vectors - 1) * lanes;
    const Factors<T> rest = panel_of(f, j, left);
    if (vectors == 3)
        column_of_tiles<T, 3, false>(rest, j, last);
    else if (vectors == 2)
        last == lanes ? column_of_tiles<T, 2, true>(rest, j, last) : column_of_tiles<T, 2, false>(rest, j, last);
    else if (vectors == 1)
        last == lanes ? column_of_tiles<T, 1, true>(rest, j, last) : column_of_tiles<T, 1, false>(rest, j, last);
}

// Pack B (k, n) in the order in which own_product reads it: panel after panel of columns, row by row. Unpacked rows whose
// distance is a power of two would share a few sets of the first-level cache and evict each other.
template <class T>
inline void pack_panels(T* to, const T* from, i64 k, i64 n) {
    for (i64 j = 0; j < n; j += panel_width<T>) {
        const i64 width = n - j < panel_width<T> ? n - j : panel_width<T>;
        for (i64 i = 0; i < k; ++i, to += width) std::memcpy(to, from + i * n + j, static_cast<std::size_t>(width) * sizeof(T));
    }
}

template <class T>
inline void transpose(T* to, const T* from, i64 m, i64 n) {
    constexpr i64 side = 8;  // of a square that stays in the first-level cache
    for (i64 top = 0; top < m; top += side)
        for (i64 left = 0; left < n; left += side) {
            const i64 bottom = top + side < m ? top + side : m, right = left + side < n ? left + side : n;
            for (i64 j = left; j < right; ++j)
                for (i64 i = top; i < bottom; ++i) to[j * m + i] = from[i * n + j];
        }
}

// Products whose right factor is larger than this use BLAS, which packs what own loops would fetch repeatedly. Below it own
// loops were as fast or faster for almost every shape, also compared with BLAS kernels of the same instruction set
// (python -m benchmarks.products).
#if defined(__AVX512F__)
inline constexpr double right_factor_worth_packing = 32e6;  // bytes
#else
inline constexpr double right_factor_worth_packing = 3e6;
#endif

template <class T>
inline bool worth_packing(i64 n, i64 k) {
    return static_cast<double>(n) * static_cast<double>(k) * sizeof(T) > right_factor_worth_packing;
}

template <class T>
inline bool worth_blas(Gemm<T> gemm, i64 n, i64 k) {
    return gemm && worth_packing<T>(n, k);
}

template <class T>
inline void blas_product(Gemm<T> gemm, char left_kind, char right_kind, i64 m, i64 n, i64 k, const T* a, i64 lda, const T* b, i64 ldb, T beta, T* c, i64 ldc) {
    // Row-major C = A B is column-major C^T = B^T A^T.
    const int rows = static_cast<int>(n), columns = static_cast<int>(m), inner = static_cast<int>(k);
    const int first = static_cast<int>(ldb), second = static_cast<int>(lda), result = static_cast<int>(ldc);
    const T one = T(1);
    gemm(&right_kind, &left_kind, &rows, &columns, &inner, &one, b, &first, a, &second, &beta, c, &result);
}

// C (m, n) = bias in every row + A (m, k) B (k, n).
template <class T>
inline void product_nn(Gemm<T> gemm, T* c, const T* a, const T* b, const T* bias, i64 m, i64 n, i64 k) {
    if (worth_blas(gemm, n, k)) {
        for (i64 i = 0; i < m; ++i) std::memcpy(c + i * n, bias, static_cast<std::size_t>(n) * sizeof(T));
        blas_product(gemm, 'N', 'N', m, n, k, a, k, b, n, T(1), c, n);
    } else {
        own_product<T>({c, n, a, k, 1, b, n, m, n, k, bias});
    }
}

// C (m, n) += A (m, k) B (k, n); `panels` is B packed, or null.
template <class T>
inline void add_product_nn(Gemm<T> gemm, T* c, const T* a, const T* b, const T* panels, i64 m, i64 n, i64 k) {
    if (worth_blas(gemm, n, k))
        blas_product(gemm, 'N', 'N', m, n, k, a, k, b, n, T(1), c, n);
    else
        own_product<T>({c, n, a, k, 1, panels ? panels : b, n, m, n, k, c, n, panels != nullptr});
}

// A result of this size stays in the first caches while tall factors are read in pieces that fit beside it: then own loops
// read each factor once from memory, and BLAS, which packs them first, takes two to three times as long.
inline constexpr double result_to_keep = 128e3, piece_to_keep = 16e3;  // bytes

// C (m, n) = A (k, m)^T B (k, n) for k much larger than m and n: piece by piece, each sum still in the order of its index.
template <class T>
inline void tall_product(T* c, const T* a, i64 lda, const T* b, i64 m, i64 n, i64 k) {
    const i64 fitting = static_cast<i64>(piece_to_keep / (static_cast<double>(n) * sizeof(T))), rows = fitting < 16 ? 16 : fitting;
    for (i64 start = 0; start < k; start += rows) {
        const i64 count = start + rows < k ? rows : k - start;
        own_product<T>({c, n, a + start * lda, 1, lda, b + start * n, n, m, n, count, start == 0 ? nullptr : c, start == 0 ? 0 : n});
    }
}

// C (rows first to first + count of k, n) = A (m, k)^T B (m, n); `scratch` has room for (n, count).
template <class T>
inline void product_tn(Gemm<T> gemm, T* c, const T* a, const T* b, i64 m, i64 n, i64 k, i64 first, i64 count, T* scratch) {
    T* const part = c + first * n;
    const bool is_tall = static_cast<double>(n) * static_cast<double>(m) * sizeof(T) > piece_to_keep;
    if (is_tall && static_cast<double>(count) * static_cast<double>(n) * sizeof(T) <= result_to_keep && n >= Lanes<T>::n) {
        tall_product(part, a + first, k, b, count, n, m);
    } else if (worth_blas(gemm, n, m)) {
        blas_product(gemm, 'T', 'N', count, n, m, a + first, k, b, n, T(0), part, n);
    } else if (n < Lanes<T>::n && count >= 2 * Lanes<T>::n) {  // few outputs: vectorise over the features instead
        own_product<T>({scratch, count, b, 1, n, a + first, k, n, count, m, nullptr});
        transpose(part, scratch, n, count);
    } else {
        own_product<T>({part, n, a + first, 1, k, b, n, count, n, m, nullptr});
    }
}

// C (m, k) = A (m, n) B (k, n)^T; `transposed` is B^T (n, k).
template <class T>
inline void product_nt(Gemm<T> gemm, T* c, const T* a, const T* b, const T* transposed, i64 m, i64 n, i64 k) {
    if (worth_blas(gemm, k, n))
        blas_product(gemm, 'N', 'T', m, k, n, a, n, b, n, T(0), c, k);
    else
        own_product<T>({c, k, a, n, 1, transposed, k, m, k, n, nullptr});
}

// C (m, k) += A (m, n) B (k, n)^T; `transposed` is B^T (n, k), packed in panels if `packed`.
template <class T>
inline void add_product_nt(Gemm<T> gemm, T* c, const T* a, const T* b, const T* transposed, bool packed, i64 m, i64 n, i64 k) {
    if (worth_blas(gemm, k, n))
        blas_product(gemm, 'N', 'T', m, k, n, a, n, b, n, T(1), c, k);
    else
        own_product<T>({c, k, a, n, 1, transposed, k, m, k, n, c, k, packed});
}

// Whether training on batches of n_rows ever calls BLAS.
template <class T>
bool calls_blas(const Shape& shape, i64 n_rows) {
    bool calls = false;
    for_each_matrix(shape, [&](i64 l, bool, i64 height, i64) {
        const i64 fan_out = shape.layers[l].fan_out;
        calls = calls || worth_packing<T>(height, fan_out) || worth_packing<T>(fan_out, n_rows);
    });
    return calls;
}

}  // namespace ROSENBLATT_ISA
