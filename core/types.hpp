// The plain values that cross between bindings and engine: no Python, no allocation, no arithmetic.
//
// Shapes: X (n_rows, n_features) row-major; weights of a layer (fan_in, fan_out) row-major; the flat parameter
// vector contains the weights of all layers, then the biases of all layers, as rosenblatt.network.Network does.
#pragma once

#include <cstdint>

namespace rosenblatt {

using i64 = std::int64_t;

// The page reads dense rows that are samples of their own; what sparse rows and positions need is left out of its engine.
#if defined(ROSENBLATT_DENSE_ROWS)
inline constexpr bool only_dense_rows = true;
#else
inline constexpr bool only_dense_rows = false;
#endif

enum class Activation { identity, logistic, tanh, relu, leaky_relu, elu, selu, gelu, silu, mish, softplus, exp, softmax, step };
enum class Loss { log_loss, binary_log_loss, squared_error, poisson, absolute_error, huber, quantile };
enum class Optimizer { sgd, adam, adamw, rmsprop, none };
enum class Schedule { constant, invscaling, adaptive, cosine, onecycle };
enum class Cell { none, elman, jordan };
enum class Stop { none, converged, early_stopping, max_iter, diverged };

struct Layer {
    i64 fan_in, fan_out;
    Activation activation;
    i64 weights, biases;  // offsets into the flat vector
    i64 n_context;        // context neurons
    i64 context, start;   // offsets of their weights, and of their initial values if these are learned
};

struct Shape {
    const Layer* layers;
    i64 n_layers;
    const i64* groups;  // widths of the groups of outputs
    i64 n_groups;
    i64 n_weights, n_parameters;
    Cell cell;
    i64 n_context;           // context neurons of all layers
    double initial_context;  // initial value of context neurons, unless it is learned
    bool learns_start;

    // The layer whose last values the context neurons of layer l store.
    i64 source_of_context(i64 l) const { return cell == Cell::jordan ? n_layers - 1 : l; }
    const Layer& last() const { return layers[n_layers - 1]; }
    i64 n_inputs() const { return layers[0].fan_in; }
    i64 n_outputs() const { return last().fan_out; }
};

struct Plan {
    Loss loss;
    Optimizer solver;
    Schedule schedule;
    double alpha;
    i64 batch_size;  // 0: the minimum of 200 and all
    double learning_rate_init, power_t;
    i64 max_iter, n_steps;
    bool shuffle;
    double tol, n_iter_no_change;
    bool early_stopping;
    double momentum;
    bool nesterovs_momentum;
    double beta_1, beta_2, epsilon;
    double loss_parameter;
    const double* dropout;  // a rate for each hidden layer, or null
    double max_grad_norm;   // infinite: no clipping
    i64 backprop_steps, update_steps;  // in time; 0: all
    bool one_class;  // of binary_log_loss: nothing is mistaken
    i64 shuffle_window;  // samples that are shuffled together; 0: all

    bool penalty_in_gradient() const { return solver != Optimizer::adamw; }
    bool is_regression() const { return loss != Loss::log_loss && loss != Loss::binary_log_loss; }
    i64 batch_length(i64 n_samples) const {
        const i64 asked = batch_size == 0 ? 200 : batch_size;
        return asked < n_samples ? asked : n_samples;
    }
};

// The order of an epoch with windows is one of blocks of so many consecutive samples.
constexpr i64 order_block = 128;
inline i64 n_order_blocks(i64 n_samples) { return (n_samples + order_block - 1) / order_block; }

// How many blocks a window has; 0: one window holds all samples.
inline i64 window_blocks(i64 shuffle_window, i64 n_samples) {
    if constexpr (only_dense_rows) return 0;  // the page's engine, whose samples are all in memory
    const i64 blocks = n_order_blocks(shuffle_window);
    return blocks < n_order_blocks(n_samples) ? blocks : 0;
}

// The number of windows.
inline i64 n_windows(i64 shuffle_window, i64 n_samples) {
    const i64 blocks = window_blocks(shuffle_window, n_samples);
    return blocks > 0 ? (n_order_blocks(n_samples) + blocks - 1) / blocks : 1;
}

// The length of the order: an entry for each sample, or for each block and the epoch's seed.
inline i64 order_length(i64 shuffle_window, i64 n_samples) {
    return window_blocks(shuffle_window, n_samples) > 0 ? n_order_blocks(n_samples) + 1 : n_samples;
}

// Samples to read: dense (X) or CSR (values, columns, starts); targets as numbers or as class indices. The last n_stepped columns
// of X may be positions, each of which stands for several inputs: see steps.hpp.
template <class T>
struct Samples {
    const T* X;  // null if sparse
    const T* values;
    const std::int32_t* columns;
    const i64* starts;
    i64 n_features;           // inputs of the network
    i64 width;                // columns of X
    const i64* step_starts;   // (n_stepped + 1): the first step of each position among all steps; null: no positions
    i64 n_stepped;
    const T* numbers;  // (n_rows, n_outputs), or null
    i64 n_numbers;
    const std::int32_t* classes;  // (n_rows, n_groups), or null
    i64 n_groups;
    const T* weight;  // (n_rows,), or null
    const i64* rows;  // the selected rows, or null for all
    i64 n_samples;
    const i64* offsets;  // the first row of each sequence, and the end of the last one; null: samples are single rows
    const i64* targets;  // for each row of X the row of its target, or -1; null: the same row
    i64 n_targets;       // of the selected samples

    i64 n_dense() const { return width - n_stepped; }
    i64 row(i64 position) const { return rows ? rows[position] : position; }
    i64 target(i64 row_of_X) const { return targets ? targets[row_of_X] : row_of_X; }
};

// The scalars of rosenblatt.training.state.PROGRESS, field by field.
struct Progress {
    i64 epoch, step, samples_seen, no_improvement, random_position;
    double learning_rate, best_loss, best_score, seconds;
};
static_assert(sizeof(Progress) == 9 * 8, "Progress must have no padding: Python reads it as a record");

// The columns of rosenblatt.history.COLUMNS, in their order.
struct HistoryRow {
    double epoch, loss, score, learning_rate, gradient_norm, mistakes, validation_loss, validation_score, seconds;
};
static_assert(sizeof(HistoryRow) == 9 * 8, "HistoryRow must have no padding: Python reads it as a row");

// Progress of the current epoch, so that training can resume inside it: rosenblatt.training.state.UNDERWAY, field by
// field; after it the sum of squared errors of each output. All zero between two epochs.
struct Tally {
    double samples;  // so far
    double loss, gradient_norm, mistakes;
    double n_batches;  // that made a step
};
static_assert(sizeof(Tally) == 5 * 8, "Tally must have no padding: Python reads it as an array");
constexpr i64 n_tally = sizeof(Tally) / sizeof(double);

// The beginning of every record of a snapshot: the fields of rosenblatt.training.snapshots.HEAD.
struct SnapshotHead {
    std::uint64_t checksum;  // in a file; 0 in memory
    i64 batch;               // inside an epoch: batches so far; 0 at its end
    HistoryRow row;          // of the completed epoch; undefined inside an epoch
};
static_assert(sizeof(SnapshotHead) == 11 * 8, "SnapshotHead must have no padding: Python reads it as fields");

// Memory for snapshots, and when they are taken.
struct Snapshots {
    std::uint8_t* next;  // the first free record
    i64 left;            // number of free records
    i64 size;            // bytes of a record
    bool steps;          // a snapshot after every batch, for networks with the tally; else
    i64 every;           // after every so many epochs,
    const i64* epochs;   // or after these, in increasing order; null: use `every`
    i64 n_epochs;
    bool keeps_best;     // whether the best parameters are included
};

// Threads: run() calls task(context, block) once for every block and returns when all are done.
// The assignment of blocks to threads does not change the result: blocks write to separate memory, and sums are added in block
// order.
struct Team {
    using Task = void (*)(void* context, i64 block);
    void (*run)(Team* self, Task task, void* context, i64 n_blocks);
};

// SciPy's matrix products, Fortran interface, 32-bit integers.
template <class T>
using Gemm = void (*)(const char*, const char*, const int*, const int*, const int*, const T*, const T*, const int*,
                      const T*, const int*, const T*, T*, const int*);

// Sequences of a batch side by side, the longest first, and a window of their time. They are divided into blocks, one after
// the other; in a block the rows of a step follow those of the previous step.
struct Strand {
    i64 position;       // index of the sample
    i64 begin, length;  // its first row of X, and its number of steps
};

struct Walk {
    i64 most_sequences, most_steps;  // capacity
    i64 n;                           // sequences
    Strand *strands, *scratch;
    i64 n_blocks;
    i64* edges;             // (n_blocks + 1): the sequences of each block
    i64* alive;             // (n_blocks): how many of them reach step `from`
    i64 longest;            // steps of the longest sequence
    i64 kept, stride;       // steps that a window keeps at most of those before, and its new ones
    i64 from, begin, end;   // the window: steps [from, end), of which [begin, end) are new
    i64* first_rows;        // (n_blocks, most_steps + 1): the first row of each step, and the end of the last one

    i64 first_row(i64 block, i64 t) const { return first_rows[block * (most_steps + 1) + t - from]; }
    i64 n_rows_at(i64 block, i64 t) const { return first_row(block, t + 1) - first_row(block, t); }
    i64 n_rows() const { return first_row(n_blocks - 1, end); }
};

// Memory for a batch of up to `n_rows` rows at a time, one array for each layer where several are declared.
template <class T>
struct Workspace {
    i64 n_rows;
    T* input;       // gathered samples (n_rows, n_inputs), or null
    T** z;          // pre-activations, null for layers whose derivative does not need them
    T** a;          // activations
    T** h;          // the input of the next layer: a, or a times its dropout mask
    T** mask;       // dropout masks, or null
    T** delta;      // gradient of the cost with respect to pre-activations
    T** transposed; // weights, transposed, for layers after the first
    T* gradient;    // flat, like the parameters; of a batch of several nodes with the sums of the first ones
    T* later_gradients;    // (n_levels - 1, n_parameters): sums of later nodes, until they are joined,
    double* node_residual; // and of all levels their squared errors, by output
    T* step_sums;   // for each step of a column the sum of its earlier steps' weights; and for the gradient of a column
    T* step_shares; // the share of each row,
    i64* step_order;  // and the rows sorted by their steps,
    i64* step_ends;   // of which these are the ends
    T* scratch;     // a gradient of one layer, transposed
    double* loss;   // per row block
    double* mistakes;
    double* residual;  // (n_row_blocks, n_outputs)
    double* square;    // per gradient block: sum of squared weights
    double* norm;      // per gradient block: sum of squared gradients
    i64* order;        // rows of the batch, or of one of its blocks
    T** context;             // values of context neurons, row by row
    T** transposed_context;  // their weights, transposed,
    T** packed_context;      // and not transposed, both in panels if there are many rows
    T** held;                // their values at the beginning of a window, sequence by sequence
    T* flow;                 // gradient with respect to context values in the backward pass (Jordan)
    T* starts;               // per block: gradient with respect to the initial values of context neurons, if these are learned
    i64* targets;            // for each row of the batch the row of its target, or -1
    Walk walk;
    double* target_total;  // per output: sum of squares of the training targets about their mean
};

// All arguments of one native call.
template <class T>
struct Job {
    Shape shape;
    Plan plan;
    Samples<T> train, validation;
    bool has_validation;
    T* parameters;
    T* moments;
    std::uint32_t* random_key;
    i64* order;   // see order.hpp
    i64* window;  // memory for the samples of a window and, behind them, of a batch across windows; or null
    T* best_parameters;
    Progress* progress;
    T* context;  // (n_sequences, context neurons): their values before and after the call; null: the initial values
    double* underway;  // a Tally, and n_outputs numbers
    Workspace<T> work, judge;  // judge: for the validation samples
    Team* team;
    Gemm<T> gemm;
    Snapshots* snapshots;  // null: no recording
    i64 most_batches;      // of a call that may end between two batches of an epoch; 0: a call ends between two epochs
};

struct RunResult {
    i64 n_epochs;
    Stop stop;
};

// One compiled copy of the engine, for one instruction set.
template <class T>
struct Engine {
    RunResult (*run)(Job<T>& job, HistoryRow* rows, i64 n_rows, double seconds);
    double (*loss_and_gradient)(Job<T>& job);
    void (*node)(Job<T>& job, double* sums);  // sums: a NodeSums, and n_outputs numbers
    double (*finish)(Job<T>& job, double cost, double weight);  // the loss of a node whose gradient is in the workspace
    void (*forward)(Job<T>& job, const Samples<T>& samples, T* out);
    bool (*all_finite)(const T* values, i64 n);
    bool (*calls_blas)(const Shape& shape, i64 n_rows);  // whether training on such batches ever calls BLAS
};

// A long batch of single samples is a balanced binary tree over blocks of this many rows, of which each is processed alone:
// a node of 2^k blocks is bit-for-bit identical wherever it is computed.
constexpr i64 rows_of_a_block = 8192;

inline i64 rows_at_once(i64 n_rows) { return n_rows < rows_of_a_block ? n_rows : rows_of_a_block; }

// Rows of the left branch of a tree over more than one block: the largest power of two of blocks below their number.
inline i64 rows_on_the_left(i64 n_rows) {
    i64 rows = rows_of_a_block;
    while (2 * rows < n_rows) rows *= 2;
    return rows;
}

// Nodes that are kept at a time.
inline i64 n_tree_levels(i64 n_rows) {
    i64 levels = 1;
    for (i64 rows = rows_of_a_block; rows < n_rows; rows *= 2) ++levels;
    return levels;
}

// Un-normalised sums of the samples of a node: the fields of rosenblatt.training.nodes.SUMS.
struct NodeSums {
    double cost, mistakes, weight;
};

// The division of a block into pieces for threads depends only on its size, so their number does not change the result.
constexpr i64 rows_per_block = 128;
constexpr i64 most_row_blocks = 64;
constexpr i64 most_sequence_blocks = 128;  // many blocks, so that the steps of a block fit the second-level cache
constexpr i64 most_layer_blocks = 8;
constexpr double products_worth_a_thread = 3e5;

inline i64 n_row_blocks(i64 n_rows, i64 n_weights) {
    if (static_cast<double>(n_rows) * static_cast<double>(n_weights) < products_worth_a_thread) return 1;
    const i64 blocks = (n_rows + rows_per_block - 1) / rows_per_block;
    const i64 halved = blocks == 1 && n_rows >= 32 ? 2 : blocks;
    return halved < most_row_blocks ? halved : most_row_blocks;
}

inline i64 n_layer_blocks(i64 n_rows, i64 fan_in, i64 fan_out, bool sparse) {
    const double products = static_cast<double>(n_rows) * static_cast<double>(fan_in) * static_cast<double>(fan_out);
    const i64 blocks = sparse || products < products_worth_a_thread ? 1 : products < 3e7 ? 2 : products < 1e8 ? 4 : most_layer_blocks;
    return blocks < fan_in ? blocks : fan_in;
}

// Calls use(layer, of_context, height, weights) for each weight matrix: those from the layer below, those from context neurons.
template <class Use>
inline void for_each_matrix(const Shape& shape, Use use) {
    for (i64 l = 0; l < shape.n_layers; ++l) {
        const Layer& layer = shape.layers[l];
        use(l, false, layer.fan_in, layer.weights);
        if (layer.n_context) use(l, true, layer.n_context, layer.context);
    }
}

// Blocks of the gradient of all layers: 1 for a small network, else the matrices' blocks and one for the biases.
inline i64 n_gradient_blocks(const Shape& shape, i64 n_rows, bool sparse) {
    i64 blocks = 0, matrices = 0;
    for_each_matrix(shape, [&](i64 l, bool, i64 height, i64) {
        blocks += n_layer_blocks(n_rows, height, shape.layers[l].fan_out, l == 0 && sparse);
        ++matrices;
    });
    return blocks == matrices ? 1 : blocks + 1;
}

// Blocks of sequences: enough rows side by side for an efficient matrix product; one block if windows overlap.
constexpr i64 sequences_together = 8;
inline i64 n_sequence_blocks(i64 n_sequences, i64 n_rows, i64 n_weights, bool overlapping) {
    const i64 units = (n_sequences + sequences_together - 1) / sequences_together;
    const i64 wanted = overlapping ? 1 : n_row_blocks(n_rows, n_weights);
    const i64 blocks = wanted < most_row_blocks ? wanted : most_sequence_blocks;
    return blocks < units ? blocks : units;
}

}  // namespace rosenblatt
