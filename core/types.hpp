// The plain values that cross between bindings and engine: no Python, no allocation, no arithmetic.
//
// Shapes: X (n_rows, n_features) row-major; weights of a layer (fan_in, fan_out) row-major; the flat parameter
// vector holds the weights of all layers, then the biases of all layers, as rosenblatt.network.Network does.
#pragma once

#include <cstdint>

namespace rosenblatt {

using i64 = std::int64_t;

enum class Activation { identity, logistic, tanh, relu, leaky_relu, elu, selu, gelu, silu, mish, softplus, exp, softmax, step };
enum class Loss { log_loss, binary_log_loss, squared_error, poisson, absolute_error, huber, quantile };
enum class Optimizer { sgd, adam, adamw, rmsprop, none };
enum class Schedule { constant, invscaling, adaptive, cosine, onecycle };
enum class Stop { none, converged, early_stopping, max_iter, diverged };

struct Layer {
    i64 fan_in, fan_out;
    Activation activation;
    i64 weights, biases;  // offsets into the flat vector
};

struct Shape {
    const Layer* layers;
    i64 n_layers;
    const i64* groups;  // widths of the groups of outputs
    i64 n_groups;
    i64 n_weights, n_parameters;

    const Layer& last() const { return layers[n_layers - 1]; }
    i64 n_inputs() const { return layers[0].fan_in; }
    i64 n_outputs() const { return last().fan_out; }
};

struct Plan {
    Loss loss;
    Optimizer solver;
    Schedule schedule;
    double alpha;
    i64 batch_size;  // 0: the smaller of 200 and all
    double learning_rate_init, power_t;
    i64 max_iter, n_steps;
    bool shuffle;
    double tol, n_iter_no_change;
    bool early_stopping;
    double momentum;
    bool nesterovs_momentum;
    double beta_1, beta_2, epsilon;
    double loss_parameter;
    const double* dropout;  // a rate per hidden layer, or null
    double max_grad_norm;   // infinite: no clipping

    bool penalty_in_gradient() const { return solver != Optimizer::adamw; }
    bool is_regression() const { return loss != Loss::log_loss && loss != Loss::binary_log_loss; }
    i64 batch_length(i64 n_samples) const {
        const i64 asked = batch_size == 0 ? 200 : batch_size;
        return asked < n_samples ? asked : n_samples;
    }
};

// Samples to read: dense (X) or CSR (values, columns, starts); targets as numbers or as class indices.
template <class T>
struct Samples {
    const T* X;  // null if sparse
    const T* values;
    const std::int32_t* columns;
    const i64* starts;
    i64 n_features;
    const T* numbers;  // (n_rows, n_outputs), or null
    i64 n_numbers;
    const std::int32_t* classes;  // (n_rows, n_groups), or null
    i64 n_groups;
    const T* weight;  // (n_rows,), or null
    const i64* rows;  // which rows belong, or null for all
    i64 n_samples;

    i64 row(i64 position) const { return rows ? rows[position] : position; }
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

// Of the epoch under way, so that training goes on in the midst of it: rosenblatt.training.state.UNDERWAY, field by
// field; behind it the sum of squared errors of each output. All zero between two epochs.
struct Tally {
    double samples;  // gone through
    double loss, gradient_norm, mistakes;
    double n_batches;  // that made a step
};
static_assert(sizeof(Tally) == 5 * 8, "Tally must have no padding: Python reads it as an array");
constexpr i64 n_tally = sizeof(Tally) / sizeof(double);

// What every record of a snapshot begins with: the fields of rosenblatt.training.snapshots.HEAD.
struct SnapshotHead {
    std::uint64_t checksum;  // of a file; 0 in memory
    i64 batch;               // inside an epoch: batches gone through; 0 at its end
    HistoryRow row;          // of the epoch that has ended; undefined inside an epoch
};
static_assert(sizeof(SnapshotHead) == 11 * 8, "SnapshotHead must have no padding: Python reads it as fields");

// Room for snapshots, and when they are taken.
struct Snapshots {
    std::uint8_t* next;  // the first free record
    i64 left;            // how many are free
    i64 size;            // bytes of a record
    bool steps;          // a snapshot after every batch, of networks with the tally; else
    i64 every;           // after every so many epochs,
    const i64* epochs;   // or after these, in rising order; null: not so
    i64 n_epochs;
    bool keeps_best;     // whether the best parameters are part of it
};

// Threads at work: run() calls task(context, block) once for every block and returns when all are done.
// Which thread takes which block never changes a bit: blocks write apart, and sums are added in block order.
struct Team {
    using Task = void (*)(void* context, i64 block);
    void (*run)(Team* self, Task task, void* context, i64 n_blocks);
};

// SciPy's matrix products, Fortran interface, 32-bit integers.
template <class T>
using Gemm = void (*)(const char*, const char*, const int*, const int*, const int*, const T*, const T*, const int*,
                      const T*, const int*, const T*, T*, const int*);

// Memory that a batch of up to `n_rows` samples needs, one array a layer where it says so.
template <class T>
struct Workspace {
    i64 n_rows;
    T* input;       // gathered samples (n_rows, n_inputs), or null
    T** z;          // pre-activations, null for layers whose slope does not need them
    T** a;          // activations
    T** h;          // what the next layer sees: a, or a behind its dropout mask
    T** mask;       // dropout masks, or null
    T** delta;      // slope of the cost by pre-activations
    T** transposed; // weights, transposed, for layers after the first
    T* gradient;    // flat, as the parameters
    T* scratch;     // a gradient of one layer, transposed
    double* loss;   // per row block
    double* mistakes;
    double* residual;  // (n_row_blocks, n_outputs)
    double* square;    // per gradient block: sum of squared weights
    double* norm;      // per gradient block: sum of squared gradients
    i64* order;        // rows of the batch
    double* target_total;  // per output: sum of squares of the training targets about their mean
};

// Everything one native call works on.
template <class T>
struct Job {
    Shape shape;
    Plan plan;
    Samples<T> train, validation;
    bool has_validation;
    T* parameters;
    T* moments;
    std::uint32_t* random_key;
    i64* order;
    T* best_parameters;
    Progress* progress;
    double* underway;  // a Tally, and n_outputs numbers
    Workspace<T> work, judge;  // judge: for the validation samples
    Team* team;
    Gemm<T> gemm;
    Snapshots* snapshots;  // null: nobody records
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
    void (*forward)(Job<T>& job, const Samples<T>& samples, T* out);
    bool (*all_finite)(const T* values, i64 n);
    bool (*calls_blas)(const Shape& shape, i64 n_rows);  // whether training on such batches does, ever
};

// How a batch is cut into blocks, from its sizes alone, so that the number of threads changes no bit.
constexpr i64 rows_per_block = 128;
constexpr i64 most_row_blocks = 64;
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

// Blocks of the gradient of all layers: 1 for a small network, else the layers' blocks and one for the biases.
inline i64 n_gradient_blocks(const Shape& shape, i64 n_rows, bool sparse) {
    i64 blocks = 0;
    for (i64 l = 0; l < shape.n_layers; ++l)
        blocks += n_layer_blocks(n_rows, shape.layers[l].fan_in, shape.layers[l].fan_out, l == 0 && sparse);
    return blocks == shape.n_layers ? 1 : blocks + 1;
}

}  // namespace rosenblatt
