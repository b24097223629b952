// The core's three products, each by its own loops and by BLAS: timed for benchmarks/products.py.
#define ROSENBLATT_ISA measured

#include <chrono>
#include <vector>

#include "../core/products.hpp"

using namespace measured;

template <class T>
struct Bench {
    Gemm<T> gemm;
    i64 m, n, k;  // samples, fan_out, fan_in
    std::vector<T> a, weights, transposed, delta, bias, c, scratch;

    Bench(Gemm<T> gemm, i64 m, i64 n, i64 k)
        : gemm(gemm), m(m), n(n), k(k), a(m * k, T(0.5)), weights(k * n, T(0.25)), transposed(k * n, T(0.25)), delta(m * n, T(0.125)), bias(n),
          c(m * n + k * n + m * k), scratch(k * n) {}

    void own(char kind) {
        const Gemm<T> none = nullptr;
        if (kind == 'f') product_nn<T>(none, c.data(), a.data(), weights.data(), bias.data(), m, n, k);
        if (kind == 'g') product_tn<T>(none, c.data(), a.data(), delta.data(), m, n, k, 0, k, scratch.data());
        if (kind == 'b') product_nt<T>(none, c.data(), delta.data(), weights.data(), transposed.data(), m, n, k);
    }

    void blas(char kind) {
        if (kind == 'f') {
            for (i64 i = 0; i < m; ++i) std::memcpy(c.data() + i * n, bias.data(), static_cast<std::size_t>(n) * sizeof(T));
            blas_product<T>(gemm, 'N', 'N', m, n, k, a.data(), k, weights.data(), n, T(1), c.data(), n);
        }
        if (kind == 'g') blas_product<T>(gemm, 'T', 'N', k, n, m, a.data(), k, delta.data(), n, T(0), c.data(), n);
        if (kind == 'b') blas_product<T>(gemm, 'N', 'T', m, k, n, delta.data(), n, weights.data(), n, T(0), c.data(), k);
    }

    bool library_takes_blas(char kind) const {
        return kind == 'f' ? worth_blas<T>(gemm, n, k) : kind == 'g' ? worth_blas<T>(gemm, n, m) : worth_blas<T>(gemm, k, n);
    }

    double seconds(char kind, bool with_blas, i64 repeats) {
        const auto started = std::chrono::steady_clock::now();
        for (i64 i = 0; i < repeats; ++i) with_blas ? blas(kind) : own(kind);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count() / static_cast<double>(repeats);
    }
};

// `kind`: f forward, g gradient, b backward. Fills `seconds` with a round's own and BLAS time in turn.
template <class T>
int measure(void* gemm, char kind, i64 m, i64 n, i64 k, i64 repeats, i64 rounds, double* seconds) {
    Bench<T> bench(reinterpret_cast<Gemm<T>>(gemm), m, n, k);
    bench.seconds(kind, false, 1);
    bench.seconds(kind, true, 1);
    for (i64 round = 0; round < rounds; ++round) {
        *seconds++ = bench.seconds(kind, false, repeats);
        *seconds++ = bench.seconds(kind, true, repeats);
    }
    return bench.library_takes_blas(kind);
}

extern "C" int measure_float64(void* gemm, char kind, i64 m, i64 n, i64 k, i64 repeats, i64 rounds, double* seconds) {
    return measure<double>(gemm, kind, m, n, k, repeats, rounds, seconds);
}

extern "C" int measure_float32(void* gemm, char kind, i64 m, i64 n, i64 k, i64 repeats, i64 rounds, double* seconds) {
    return measure<float>(gemm, kind, m, n, k, repeats, rounds, seconds);
}
