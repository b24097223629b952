// Positions of values on the steps of their columns: C++ counterpart of rosenblatt.network.mixture.Encoding.compact.
#pragma once

#include <algorithm>

#include "types.hpp"

namespace rosenblatt {

// Edges of the stepped columns, one column after the other: column c has edges[starts[c]] to edges[starts[c + 1] - 1], ascending.
struct Edges {
    const i64* columns;
    i64 n_columns;
    const i64* starts;
    const double* edges;
};

// Whether edges of columns below `width` fit together.
inline bool are_edges(const Edges& e, i64 n_edges, i64 width) {
    bool fit = e.starts[0] == 0 && e.starts[e.n_columns] == n_edges;
    for (i64 c = 0; fit && c < e.n_columns; ++c) fit = e.columns[c] >= 0 && e.columns[c] < width && e.starts[c] + 2 <= e.starts[c + 1];
    return fit;
}

// How many steps lie below a value, and the share of its own.
inline double position_of(double value, const double* edges, i64 n_edges) {
    if (!(value > edges[0])) return 0;
    if (value >= edges[n_edges - 1]) return static_cast<double>(n_edges - 1);
    const i64 step = static_cast<i64>(std::upper_bound(edges, edges + n_edges, value) - edges) - 1;
    return static_cast<double>(step) + (value - edges[step]) / (edges[step + 1] - edges[step]);
}

// Write the positions of the rows of X (n_rows, width) to `out`, whose rows are `stride` apart.
template <class T>
inline void write_positions(const double* X, i64 n_rows, i64 width, const Edges& e, T* out, i64 stride) {
    for (i64 i = 0; i < n_rows; ++i)
        for (i64 c = 0; c < e.n_columns; ++c)
            out[i * stride + c] = static_cast<T>(position_of(X[i * width + e.columns[c]], e.edges + e.starts[c], e.starts[c + 1] - e.starts[c]));
}

}  // namespace rosenblatt
