// A network's shape as Python passes it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/border.hpp"
#include "names.hpp"

namespace rosenblatt {

// A network's shape, with the offsets of its layers in the flat vector.
class Architecture {
public:
    // `initial_context`: the initial value of context neurons; none if it is learned.
    Architecture(const std::vector<i64>& sizes, const std::vector<std::string>& activations, std::vector<i64> groups, const std::string& cell,
                 std::optional<double> initial_context)
        : groups_(std::move(groups)) {
        const Cell kind = cell_named(cell);
        require(sizes.size() >= 2 && activations.size() == sizes.size() - 1, "layer sizes and activations do not fit together");
        i64 n = 0, total = 0;
        for (const i64 width : groups_) {
            require(width > 0, "groups of outputs must be positive");
            total += width;
        }
        require(!groups_.empty() && total == sizes.back(), "groups of outputs must add up to the outputs");
        for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
            require(sizes[l] > 0 && sizes[l + 1] > 0, "layer sizes must be positive");
            layers_.push_back({sizes[l], sizes[l + 1], activation_named(activations[l]), n, 0, n_context(kind, sizes, l), 0, 0});
            require(layers_[l].activation != Activation::softmax || l + 2 == sizes.size(), "softmax is for the output layer");
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
        const bool learns_start = kind != Cell::none && !initial_context;
        if (learns_start) n += context;
        shape_ = {layers_.data(), static_cast<i64>(layers_.size()), groups_.data(), static_cast<i64>(groups_.size()), n_weights, n,
                  kind, context, initial_context.value_or(0.0), learns_start};
    }
    Architecture(const Architecture&) = delete;
    Architecture& operator=(const Architecture&) = delete;

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
