// A network's shape as Python passes it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/border.hpp"
#include "layout.hpp"
#include "names.hpp"

namespace rosenblatt {

class Architecture {
public:
    // `initial_context`: the initial value of context neurons; none if it is learned.
    Architecture(const std::vector<i64>& sizes, const std::vector<std::string>& activations, std::vector<i64> groups, const std::string& cell,
                 std::optional<double> initial_context)
        : layout_(sizes, checked(sizes, activations, groups), groups, known("cell", cell, cell_named(cell)), initial_context) {}

    const Shape& shape() const { return layout_.shape(); }

private:
    static std::vector<Activation> checked(const std::vector<i64>& sizes, const std::vector<std::string>& names, const std::vector<i64>& groups) {
        require(sizes.size() >= 2 && names.size() == sizes.size() - 1, "layer sizes and activations do not fit together");
        i64 total = 0;
        for (const i64 width : groups) {
            require(width > 0, "groups of outputs must be positive");
            total += width;
        }
        require(!groups.empty() && total == sizes.back(), "groups of outputs must add up to the outputs");
        std::vector<Activation> activations;
        for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
            require(sizes[l] > 0 && sizes[l + 1] > 0, "layer sizes must be positive");
            activations.push_back(known("activation", names[l], activation_named(names[l])));
            require(activations[l] != Activation::softmax || l + 2 == sizes.size(), "softmax is for the output layer");
        }
        return activations;
    }

    Layout layout_;
};

}  // namespace rosenblatt
