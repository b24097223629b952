// A network's shape with the offsets of its layers in the flat parameter vector: C++ counterpart of
// rosenblatt/network/network.py.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "types.hpp"

namespace rosenblatt {

class Layout {
public:
    // At least two positive sizes, an activation for each layer of weights; groups that add up to the outputs.
    // `initial_context`: the initial value of context neurons; none if it is learned.
    Layout(const std::vector<i64>& sizes, const std::vector<Activation>& activations, std::vector<i64> groups, Cell cell = Cell::none,
           std::optional<double> initial_context = 0.5)
        : groups_(std::move(groups)) {
        i64 n = 0;
        for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
            layers_.push_back({sizes[l], sizes[l + 1], activations[l], n, 0, n_context(cell, sizes, l), 0, 0});
            n += sizes[l] * sizes[l + 1];
            layers_[l].context = n;
            n += layers_[l].n_context * sizes[l + 1];
        }
        const i64 n_weights = n;
        for (Layer& layer : layers_) {
            layer.biases = n;
            n += layer.fan_out;
        }
        i64 context = 0;
        for (Layer& layer : layers_) {
            layer.start = n + context;
            context += layer.n_context;
        }
        const bool learns_start = cell != Cell::none && !initial_context;
        if (learns_start) n += context;
        shape_ = {layers_.data(), static_cast<i64>(layers_.size()), groups_.data(), static_cast<i64>(groups_.size()), n_weights, n,
                  cell, context, initial_context.value_or(0.0), learns_start};
    }
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;

    const Shape& shape() const { return shape_; }

private:
    static i64 n_context(Cell cell, const std::vector<i64>& sizes, std::size_t l) {
        const bool is_last = l + 2 == sizes.size();
        return cell == Cell::elman && !is_last ? sizes[l + 1] : cell == Cell::jordan && l == 0 ? sizes.back() : 0;
    }

    std::vector<Layer> layers_;
    std::vector<i64> groups_;
    Shape shape_;
};

}  // namespace rosenblatt
