// The memory for training a network on batches, allocated once before the loop.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "types.hpp"

namespace rosenblatt {

inline bool keeps_z(Activation activation) {
    return activation == Activation::gelu || activation == Activation::silu || activation == Activation::mish ||
           activation == Activation::softplus;
}

// The size of a batch of sequences: its sequences, the steps of a window, how many of these are new, and how many
// steps before them a window keeps.
struct Stretch {
    i64 n_sequences = 0, reach = 0, stride = 0, kept = 0;
};

template <class T>
class OwnedWorkspace : public Workspace<T> {
public:
    OwnedWorkspace() : Workspace<T>{} {}
    OwnedWorkspace(const OwnedWorkspace&) = delete;
    OwnedWorkspace& operator=(const OwnedWorkspace&) = delete;

    // For batches of n single samples, which are processed block by block.
    void allocate_for_samples(const Shape& shape, i64 n, bool gathers, const double* dropout, bool sparse, i64 n_steps = 0) {
        allocate(shape, rows_at_once(n), gathers, true, dropout, sparse, {}, n_steps);
        const i64 n_levels = n_tree_levels(n);
        this->later_gradients = take<T>((n_levels - 1) * shape.n_parameters);
        this->node_residual = take<double>(n_levels * shape.n_outputs());
    }

    // `gathers`: whether samples may have to be copied together; `trains`: whether a gradient is needed; `n_steps`: those of
    // all columns that are read as positions.
    void allocate(const Shape& shape, i64 n_rows, bool gathers, bool trains, const double* dropout, bool sparse, const Stretch& stretch = {},
                  i64 n_steps = 0) {
        this->n_rows = n_rows;
        this->input = gathers ? take<T>(n_rows * shape.n_inputs()) : nullptr;
        this->z = pointers(shape.n_layers);
        this->a = pointers(shape.n_layers);
        this->h = pointers(shape.n_layers);
        this->mask = pointers(shape.n_layers);
        this->delta = pointers(shape.n_layers);
        this->transposed = pointers(shape.n_layers);
        this->context = pointers(shape.n_layers);
        this->transposed_context = pointers(shape.n_layers);
        this->packed_context = pointers(shape.n_layers);
        this->held = pointers(shape.n_layers);
        for (i64 l = 0; l < shape.n_layers; ++l) {
            const Layer& layer = shape.layers[l];
            const i64 n = n_rows * layer.fan_out;
            this->a[l] = take<T>(n);
            this->h[l] = this->a[l];
            if (trains && keeps_z(layer.activation)) this->z[l] = take<T>(n);
            if (trains && dropout && l + 1 < shape.n_layers && dropout[l] > 0) {
                this->mask[l] = take<T>(n);
                this->h[l] = take<T>(n);
            }
            if (trains) this->delta[l] = take<T>(n);
            if (trains && l > 0) this->transposed[l] = take<T>(layer.fan_in * layer.fan_out);
            if (layer.n_context == 0) continue;
            this->context[l] = take<T>(n_rows * layer.n_context);
            this->packed_context[l] = take<T>(layer.n_context * layer.fan_out);
            this->held[l] = take<T>(stretch.n_sequences * layer.n_context);
            if (trains) this->transposed_context[l] = take<T>(layer.n_context * layer.fan_out);
        }
        if (trains) {
            this->gradient = take<T>(shape.n_parameters);
            i64 widest = 0;
            for_each_matrix(shape, [&](i64 l, bool, i64 height, i64) {
                widest = std::max(widest, shape.layers[l].fan_out < 16 ? height * shape.layers[l].fan_out : 0);
            });
            if (shape.cell == Cell::jordan) this->flow = take<T>(n_rows * shape.n_outputs());
            this->scratch = take<T>(widest);
            const i64 n_blocks = n_gradient_blocks(shape, n_rows, sparse || n_steps > 0);
            this->square = take<double>(n_blocks);
            this->norm = take<double>(n_blocks);
        }
        if (n_steps > 0) this->step_sums = take<T>(n_steps * shape.layers[0].fan_out);
        if (n_steps > 0 && trains) {
            this->step_shares = take<T>(n_rows);
            this->step_order = take<i64>(n_rows);
            this->step_ends = take<i64>(n_steps);
        }
        const i64 n_row = most_sequence_blocks;
        this->loss = take<double>(n_row);
        this->mistakes = take<double>(n_row);
        this->residual = take<double>(n_row * shape.n_outputs());
        this->target_total = take<double>(3 * shape.n_outputs());
        this->order = take<i64>(n_rows);
        if (trains && shape.learns_start) this->starts = take<T>(most_sequence_blocks * shape.n_context);
        if (stretch.n_sequences > 0) allocate_walk(n_rows, stretch);
    }

    void release() {
        memory_.clear();
        static_cast<Workspace<T>&>(*this) = Workspace<T>{};
    }

private:
    void allocate_walk(i64 n_rows, const Stretch& stretch) {
        this->targets = take<i64>(n_rows);
        Walk& walk = this->walk;
        walk = {};
        walk.most_sequences = stretch.n_sequences;
        walk.most_steps = stretch.reach;
        walk.kept = stretch.kept;
        walk.stride = stretch.stride;
        walk.strands = take<Strand>(stretch.n_sequences);
        walk.scratch = take<Strand>(stretch.n_sequences);
        walk.edges = take<i64>(most_sequence_blocks + 1);
        walk.alive = take<i64>(most_sequence_blocks);
        walk.first_rows = take<i64>(most_sequence_blocks * (stretch.reach + 1));
    }

    struct Free {
        void operator()(void* memory) const { ::operator delete(memory, std::align_val_t(64)); }
    };
    std::vector<std::unique_ptr<void, Free>> memory_;

    template <class U>
    U* take(i64 n) {
        const std::size_t bytes = static_cast<std::size_t>(n > 0 ? n : 1) * sizeof(U);
        memory_.emplace_back(::operator new(bytes, std::align_val_t(64)));
        return static_cast<U*>(memory_.back().get());
    }

    T** pointers(i64 n) {
        T** const array = take<T*>(n);
        for (i64 i = 0; i < n; ++i) array[i] = nullptr;
        return array;
    }
};

}  // namespace rosenblatt
