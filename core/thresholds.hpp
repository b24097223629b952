// Thresholds of decision trees on one column each: C++ counterpart of rosenblatt/formulas/one_column_tree.py.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "types.hpp"

namespace rosenblatt {

// Targets: class indices if n_classes > 0, else numbers; `weight` may be null.
struct TreeTargets {
    const double* y;
    const double* weight;
    i64 n_classes;
};

struct TreeLimits {
    i64 max_leaves, min_rows;
};

// One tree; its memory is used again for the next.
class OneColumnTree {
public:
    OneColumnTree(const TreeTargets& targets, const TreeLimits& limits)
        : targets_(targets), limits_(limits), before_(static_cast<std::size_t>(targets.n_classes)), after_(before_.size()) {}

    // Thresholds for the n rows, ordered by their values of the column (row i has x[i * stride]); ascending.
    std::vector<double> thresholds(const double* x, i64 stride, const i64* rows, i64 n) {
        values_.resize(static_cast<std::size_t>(n));
        for (i64 i = 0; i < n; ++i) values_[static_cast<std::size_t>(i)] = x[rows[i] * stride];
        rows_ = rows;
        std::vector<Leaf> leaves{best_split(0, n)};
        std::vector<double> found;
        while (static_cast<i64>(leaves.size()) < limits_.max_leaves) {
            std::size_t place = 0;
            for (std::size_t i = 1; i < leaves.size(); ++i)
                if (leaves[i].gain > leaves[place].gain) place = i;
            const Leaf leaf = leaves[place];
            if (leaf.gain <= 0) break;
            found.push_back(between(value(leaf.cut - 1), value(leaf.cut)));
            leaves[place] = best_split(leaf.first, leaf.cut);
            leaves.insert(leaves.begin() + static_cast<std::ptrdiff_t>(place) + 1, best_split(leaf.cut, leaf.last));
        }
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    struct Leaf {
        double gain;
        i64 first, cut, last;
    };

    double value(i64 i) const { return values_[static_cast<std::size_t>(i)]; }
    double weight(i64 i) const { return targets_.weight ? targets_.weight[rows_[i]] : 1.0; }

    static double between(double below, double above) {
        const double middle = below + (above - below) / 2;
        return below < middle && middle < above ? middle : below;
    }

    // The sums of squares of the classes' weights are kept up to date row by row, so a row costs the same for any number of
    // classes; for numbers there is one sum.
    Leaf best_split(i64 first, i64 last) {
        const Leaf none{0, first, first, last};
        if (last - first < 2 * limits_.min_rows) return none;
        std::fill(before_.begin(), before_.end(), 0.0);
        std::fill(after_.begin(), after_.end(), 0.0);
        double weight_after = 0, sum_after = 0, squares_after = 0;
        for (i64 i = first; i < last; ++i) {
            const double w = weight(i), y = targets_.y[rows_[i]];
            weight_after += w;
            if (targets_.n_classes > 0)
                after_[static_cast<std::size_t>(y)] += w;
            else
                sum_after += w * y;
        }
        for (const double each : after_) squares_after += each * each;
        const double whole = weight_after, kept_whole = targets_.n_classes > 0 ? squares_after : sum_after * sum_after;
        if (!(whole > 0)) return none;
        const double parent = kept_whole / whole;
        double weight_before = 0, sum_before = 0, squares_before = 0, best = parent + 1e-12 * std::fabs(parent);
        i64 cut = first;
        for (i64 i = first; i < last - limits_.min_rows; ++i) {
            const double w = weight(i), y = targets_.y[rows_[i]];
            weight_before += w;
            weight_after -= w;
            if (targets_.n_classes > 0) {
                double& left = before_[static_cast<std::size_t>(y)];
                double& right = after_[static_cast<std::size_t>(y)];
                squares_before += w * (2 * left + w);
                squares_after -= w * (2 * right - w);
                left += w;
                right -= w;
            } else {
                sum_before += w * y;
                sum_after -= w * y;
                squares_before = sum_before * sum_before;
                squares_after = sum_after * sum_after;
            }
            if (i + 1 - first < limits_.min_rows || !(value(i) < value(i + 1))) continue;
            if (!(weight_before > 0) || !(weight_after > 0)) continue;
            const double kept = squares_before / weight_before + squares_after / weight_after;
            if (kept > best) {
                best = kept;
                cut = i + 1;
            }
        }
        return cut == first ? none : Leaf{best - parent, first, cut, last};
    }

    const TreeTargets targets_;
    const TreeLimits limits_;
    std::vector<double> before_, after_, values_;
    const i64* rows_ = nullptr;
};

// The thresholds of one column for the rows outside each fold: found[fold].
inline std::vector<std::vector<double>> column_thresholds(const double* x, i64 stride, i64 n_rows, const i64* folds, i64 n_folds, const TreeTargets& targets,
                                                          const TreeLimits& limits) {
    std::vector<i64> order(static_cast<std::size_t>(n_rows)), rows;
    for (i64 i = 0; i < n_rows; ++i) order[static_cast<std::size_t>(i)] = i;
    std::stable_sort(order.begin(), order.end(), [&](i64 a, i64 b) { return x[a * stride] < x[b * stride]; });
    OneColumnTree tree(targets, limits);
    std::vector<std::vector<double>> found;
    for (i64 fold = 0; fold < n_folds; ++fold) {
        rows.clear();
        for (const i64 row : order)
            if (folds[row] != fold) rows.push_back(row);
        found.push_back(tree.thresholds(x, stride, rows.data(), static_cast<i64>(rows.size())));
    }
    return found;
}

}  // namespace rosenblatt
