// C++ counterparts of rosenblatt/formulas/scores.py.
#pragma once

#include "isa.hpp"

namespace ROSENBLATT_ISA {

// Position of the largest of n numbers, the first if there are several; a NaN is the largest, as in NumPy.
template <class T>
inline i64 largest(const T* a, i64 n) {
    i64 best = 0;
    for (i64 j = 1; j < n; ++j)
        if (a[j] > a[best] || (a[j] != a[j] && a[best] == a[best])) best = j;
    return best;
}

// Share of the variance explained by one output: 1 - residual / total.
inline double explained(double residual, double total) {
    if (total == 0) return residual == 0 ? 1.0 : 0.0;
    return 1 - residual / total;
}

inline double mean_explained(const double* residual, const double* total, i64 n) {
    double sum = 0;
    for (i64 j = 0; j < n; ++j) sum += explained(residual[j], total[j]);
    return sum / static_cast<double>(n);
}

}  // namespace ROSENBLATT_ISA
