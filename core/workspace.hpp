// The memory that training a network on batches needs, taken once before the loop.
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

template <class T>
class OwnedWorkspace : public Workspace<T> {
public:
    OwnedWorkspace() : Workspace<T>{} {}
    OwnedWorkspace(const OwnedWorkspace&) = delete;
    OwnedWorkspace& operator=(const OwnedWorkspace&) = delete;

    // `gathers`: whether samples may have to be copied together; `trains`: whether a gradient is needed.
    void allocate(const Shape& shape, i64 n_rows, bool gathers, bool trains, const double* dropout, bool sparse) {
        this->n_rows = n_rows;
        this->input = gathers ? take<T>(n_rows * shape.n_inputs()) : nullptr;
        this->z = pointers(shape.n_layers);
        this->a = pointers(shape.n_layers);
        this->h = pointers(shape.n_layers);
        this->mask = pointers(shape.n_layers);
        this->delta = pointers(shape.n_layers);
        this->transposed = pointers(shape.n_layers);
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
        }
        if (trains) {
            this->gradient = take<T>(shape.n_parameters);
            i64 widest = 0;
            for (i64 l = 0; l < shape.n_layers; ++l)
                widest = std::max(widest, shape.layers[l].fan_out < 16 ? shape.layers[l].fan_in * shape.layers[l].fan_out : 0);
            this->scratch = take<T>(widest);
            const i64 n_blocks = n_gradient_blocks(shape, n_rows, sparse);
            this->square = take<double>(n_blocks);
            this->norm = take<double>(n_blocks);
        }
        const i64 n_row = most_row_blocks;
        this->loss = take<double>(n_row);
        this->mistakes = take<double>(n_row);
        this->residual = take<double>(n_row * shape.n_outputs());
        this->target_total = take<double>(3 * shape.n_outputs());
        this->order = take<i64>(n_rows);
    }

    void release() {
        memory_.clear();
        static_cast<Workspace<T>&>(*this) = Workspace<T>{};
    }

private:
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
