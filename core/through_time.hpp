// Forward and backward pass through time of a block of sequences: C++ counterpart of
// rosenblatt/training/reference/through_time.py.
//
// A network's layers form spans that must go through time together. An Elman network's context neurons read the layer that
// they feed, so each layer is a span: all its steps come before the next layer's. A Jordan network's read the outputs, so all
// layers are one span. Context neurons always feed the first layer of a span and read its last.
#pragma once

#include "gradient.hpp"

namespace ROSENBLATT_ISA {

template <class T>
inline void copy_numbers(T* to, const T* from, i64 n) {
    std::memcpy(to, from, static_cast<std::size_t>(n) * sizeof(T));
}

// The values of the context neurons of layer l at step t: from the previous step, or from the previous window.
template <class T>
inline void read_context(const Batch<T>& batch, i64 l, i64 block, i64 t, i64 first, i64 n) {
    const Shape& shape = batch.job->shape;
    Workspace<T>& work = *batch.work;
    const Walk& walk = work.walk;
    const i64 width = shape.layers[l].n_context;
    const T* const from = t > walk.from ? work.a[shape.source_of_context(l)] + walk.first_row(block, t - 1) * width
                                        : work.held[l] + walk.edges[block] * width;
    copy_numbers(work.context[l] + first * width, from, n * width);
}

// The new steps of the layers low to high.
template <class T>
inline void forward_span(const Batch<T>& batch, i64 block, i64 low, i64 high) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const Walk& walk = work.walk;
    const Layer& layer = job.shape.layers[low];
    const i64 first = walk.first_row(block, walk.begin), last = walk.first_row(block, walk.end);
    layer_sums(batch, low, first, last);
    if (layer.n_context == 0) {
        layer_activations(batch, low, first, last);
        return;
    }
    T* const z = work.z[low] ? work.z[low] : work.a[low];
    for (i64 t = walk.begin; t < walk.end; ++t) {
        const i64 row = walk.first_row(block, t), n = walk.n_rows_at(block, t);
        if (n == 0) return;
        read_context(batch, low, block, t, row, n);
        add_product_nn(job.gemm, z + row * layer.fan_out, work.context[low] + row * layer.n_context, job.parameters + layer.context,
                       batch.packed ? work.packed_context[low] : nullptr, n, layer.fan_out, layer.n_context);
        layer_activations(batch, low, row, row + n);
        for (i64 l = low + 1; l <= high; ++l) forward_layer(batch, l, row, row + n);
    }
}

// Keep the values of the context neurons after the last step that each sequence has in this window.
template <class T>
inline void keep_context(const Batch<T>& batch, i64 block) {
    const Shape& shape = batch.job->shape;
    Workspace<T>& work = *batch.work;
    const Walk& walk = work.walk;
    for (i64 l = 0; l < shape.n_layers; ++l) {
        const i64 width = shape.layers[l].n_context;
        if (width == 0) continue;
        const T* const a = work.a[shape.source_of_context(l)];
        for (i64 s = walk.edges[block]; s < walk.edges[block + 1]; ++s) {
            const i64 behind = walk.strands[s].length < walk.end ? walk.strands[s].length : walk.end;
            if (behind <= walk.begin) continue;
            const i64 row = walk.first_row(block, behind - 1) + s - walk.edges[block];
            copy_numbers(work.held[l] + s * width, a + row * width, width);
        }
    }
}

// Add the gradient with respect to the outputs that the step after t has read as context to the outputs' own gradient.
template <class T>
inline void add_flow_to_outputs(const Batch<T>& batch, i64 block, i64 t) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const Shape& shape = job.shape;
    const Layer& layer = shape.layers[0];
    const i64 top = shape.n_layers - 1, width = shape.n_outputs();
    const i64 row = work.walk.first_row(block, t), later = work.walk.first_row(block, t + 1), n = work.walk.n_rows_at(block, t + 1);
    T* const flow = work.flow + row * width;
    std::memset(flow, 0, static_cast<std::size_t>(n * width) * sizeof(T));
    add_product_nt(job.gemm, flow, work.delta[0] + later * layer.fan_out, job.parameters + layer.context, work.transposed_context[0],
                   batch.packed, n, layer.fan_out, width);
    const T* const a = work.a[top] + row * width;
    if (shape.last().activation == Activation::softmax)
        softmax_backward(a, flow, n, shape.groups, shape.n_groups);
    else
        multiply_by_derivative(shape.last().activation, work.z[top] ? work.z[top] + row * width : nullptr, a, flow, n * width);
    T* const delta = work.delta[top] + row * width;
    for (i64 i = 0; i < n * width; ++i) delta[i] += flow[i];
}

// Backward pass of a Jordan network, from the last step: delta contains the outputs' own gradient.
template <class T>
inline void backward_all_layers(const Batch<T>& batch, i64 block) {
    const Walk& walk = batch.work->walk;
    for (i64 t = walk.end - 1; t >= walk.from; --t) {
        const i64 row = walk.first_row(block, t), n = walk.n_rows_at(block, t);
        if (t + 1 < walk.end && walk.n_rows_at(block, t + 1) > 0) add_flow_to_outputs(batch, block, t);
        for (i64 l = batch.job->shape.n_layers - 1; l > 0; --l) {
            back_to_activations(batch, l, row, row + n);
            back_to_sums(batch, l - 1, row, row + n);
        }
    }
}

// Backward pass of a layer of an Elman network, from the last step: delta contains the gradient from the layer above.
template <class T>
inline void backward_layer(const Batch<T>& batch, i64 block, i64 l) {
    Job<T>& job = *batch.job;
    Workspace<T>& work = *batch.work;
    const Walk& walk = work.walk;
    const Layer& layer = job.shape.layers[l];
    const i64 width = layer.fan_out;
    for (i64 t = walk.end - 1; t >= walk.from; --t) {
        const i64 row = walk.first_row(block, t), n = walk.n_rows_at(block, t);
        const i64 later = walk.first_row(block, t + 1), n_later = t + 1 < walk.end ? walk.n_rows_at(block, t + 1) : 0;
        if (n_later > 0)
            add_product_nt(job.gemm, work.delta[l] + row * width, work.delta[l] + later * width, job.parameters + layer.context,
                           work.transposed_context[l], batch.packed, n_later, width, layer.n_context);
        back_to_sums(batch, l, row, row + n);
    }
}

// Gradient with respect to the initial values of the context neurons: of the first step, through their weights. It is computed
// here and not with the other gradients, because these weights may have changed by then.
template <class T>
inline void sum_up_starts(const Batch<T>& batch, i64 block) {
    const Shape& shape = batch.job->shape;
    const Walk& walk = batch.work->walk;
    T* to = batch.work->starts + block * shape.n_context;
    for (i64 l = 0; l < shape.n_layers; ++l) {
        const Layer& layer = shape.layers[l];
        for (i64 c = 0; c < layer.n_context; ++c) {
            const T* const weights = batch.job->parameters + layer.context + c * layer.fan_out;
            T sum = T(0);
            for (i64 i = walk.first_row(block, walk.from); i < walk.first_row(block, walk.from + 1) && walk.from == 0; ++i)
                for (i64 j = 0; j < layer.fan_out; ++j) sum += batch.work->delta[l][i * layer.fan_out + j] * weights[j];
            *to++ = sum;
        }
    }
}

// The backward pass from the outputs to the first layer, for all steps of the window.
template <class T>
inline void backward_block(const Batch<T>& batch, i64 block) {
    const Shape& shape = batch.job->shape;
    const Walk& walk = batch.work->walk;
    if (shape.cell == Cell::jordan) {
        backward_all_layers(batch, block);
        return;
    }
    for (i64 l = shape.n_layers - 1; l > 0; --l) {
        back_to_activations(batch, l, walk.first_row(block, walk.from), walk.first_row(block, walk.end));
        backward_layer(batch, block, l - 1);
    }
}

// The forward and the backward pass of a block of sequences through the window.
template <class T>
inline void sequence_block(Batch<T>& batch, i64 block) {
    const Shape& shape = batch.job->shape;
    const Walk& walk = batch.work->walk;
    const i64 top = shape.n_layers - 1;
    const i64 first = walk.first_row(block, walk.from), last = walk.first_row(block, walk.end);
    gather_rows(batch, first, last);
    if (shape.cell == Cell::jordan)
        forward_span(batch, block, 0, top);
    else
        for (i64 l = 0; l <= top; ++l) forward_span(batch, block, l, l);
    keep_context(batch, block);
    if (batch.judges) judge_rows(batch, block, first, last);
    if (!batch.backward) return;
    backward_block(batch, block);
    if (shape.learns_start) sum_up_starts(batch, block);
}

template <class T>
inline void run_sequence_block(void* batch, i64 block) {
    sequence_block(*static_cast<Batch<T>*>(batch), block);
}

}  // namespace ROSENBLATT_ISA
