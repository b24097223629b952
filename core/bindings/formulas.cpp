// Bindings of the engine's formulas without training: outputs, the loss with its gradient, finiteness.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "bindings/architecture.hpp"
#include "bindings/training.hpp"
#include "machine/team.hpp"
#include "positions.hpp"
#include "thresholds.hpp"

using namespace nanobind::literals;
using namespace rosenblatt;

namespace {

// Calls use(engine, job) for all samples as one batch, whose gradient is written to `gradient`.
template <class T, class Use>
double with_one_batch(const Shape& shape, const OwnedPlan& plan, const SampleArrays& samples, const void* parameters, void* gradient, int n_threads, Use use) {
    Training<T> training;
    const BatchSize size = BatchSize::of_all(samples);
    training.lay_out(shape, plan, samples, nullptr, size, !samples.has_rows() && !samples.is_sequences());
    training.take_memory();
    training.job.parameters = const_cast<T*>(static_cast<const T*>(parameters));
    ThreadTeam team(is_large(shape, size.n_rows) ? n_threads : 1);
    training.job.team = &team;
    training.job.work.gradient = static_cast<T*>(gradient);
    return use(engine_for<T>(instruction_set), training.job);
}

void check_gradient(const Shape& shape, const AnyArray& parameters, const AnyWritable& gradient) {
    const std::size_t n = static_cast<std::size_t>(shape.n_parameters);
    require(parameters.size() == n && gradient.size() == n && parameters.dtype() == gradient.dtype() && (is_double(parameters) || is_float(parameters)),
            "parameters and gradient must be as long as the network's, of the same float32 or float64");
}

void check_batch(const Shape& shape, const OwnedPlan& plan, const SampleArrays& samples, const AnyArray& parameters, const AnyWritable& gradient) {
    samples.check_targets(shape, plan.loss);
    require(samples.n_samples() >= 1 && samples.n_features() == shape.n_inputs(), "samples and network have another width");
    require(samples.is_sequences() == (shape.cell != Cell::none), "networks with context neurons, and they alone, learn from sequences");
    check_gradient(shape, parameters, gradient);
    require(parameters.dtype() == samples.dtype(), "parameters and gradient must be of the samples' dtype");
    require(plan.rates.empty(), "dropout needs a step's masks: the gradient of all samples has none");
}

double loss_and_gradient(const Architecture& architecture, const OwnedPlan& plan, const SampleArrays& samples, AnyArray parameters,
                         AnyWritable gradient, int n_threads) {
    const Shape& shape = architecture.shape();
    check_batch(shape, plan, samples, parameters, gradient);
    const WithoutGil without_gil;
    const auto use = [](const auto& engine, auto& job) { return engine.loss_and_gradient(job); };
    return samples.doubles() ? with_one_batch<double>(shape, plan, samples, parameters.data(), gradient.data(), n_threads, use)
                             : with_one_batch<float>(shape, plan, samples, parameters.data(), gradient.data(), n_threads, use);
}

// The sums of samples as a node of a longer batch: cost, mistakes, weight and squared errors to `sums`, and the gradient's.
void node(const Architecture& architecture, const OwnedPlan& plan, const SampleArrays& samples, AnyArray parameters, AnyWritable gradient,
          Array<double, 1> sums, int n_threads) {
    const Shape& shape = architecture.shape();
    check_batch(shape, plan, samples, parameters, gradient);
    require(!samples.is_sequences(), "sequences are not summed as nodes");
    require(sums.size() * sizeof(double) == sizeof(NodeSums) + static_cast<std::size_t>(shape.n_outputs()) * sizeof(double), "the sums have another size");
    const WithoutGil without_gil;
    const auto use = [&sums](const auto& engine, auto& job) { return engine.node(job, sums.data()), 0.0; };
    if (samples.doubles())
        with_one_batch<double>(shape, plan, samples, parameters.data(), gradient.data(), n_threads, use);
    else
        with_one_batch<float>(shape, plan, samples, parameters.data(), gradient.data(), n_threads, use);
}

template <class T>
double finish_node_of(const Shape& shape, const OwnedPlan& plan, const void* parameters, void* gradient, double cost, double weight) {
    Job<T> job{};
    double square = 0, norm = 0;
    job.shape = shape;
    job.plan = plan;
    job.parameters = const_cast<T*>(static_cast<const T*>(parameters));
    job.work.gradient = static_cast<T*>(gradient);
    job.work.square = &square;
    job.work.norm = &norm;
    return engine_for<T>(instruction_set).finish(job, cost, weight);
}

// The mean loss of the batch that a node is, with the penalty; its sums in `gradient` become the batch's gradient.
double finish_node(const Architecture& architecture, const OwnedPlan& plan, AnyArray parameters, AnyWritable gradient, double cost, double weight) {
    const Shape& shape = architecture.shape();
    check_gradient(shape, parameters, gradient);
    return is_double(parameters) ? finish_node_of<double>(shape, plan, parameters.data(), gradient.data(), cost, weight)
                                 : finish_node_of<float>(shape, plan, parameters.data(), gradient.data(), cost, weight);
}

template <class T>
void forward_of(const Shape& shape, const void* parameters, const SampleArrays& samples, void* out, void* context, int n_threads) {
    Job<T> job{};
    OwnedWorkspace<T> work;
    const BatchSize size = BatchSize::of_running(samples, 1024);
    work.allocate(shape, size.n_rows, !samples.is_sparse(), false, nullptr, samples.is_sparse(), size.stretch, samples.n_steps());
    job.shape = shape;
    job.parameters = const_cast<T*>(static_cast<const T*>(parameters));
    job.work = work;
    job.gemm = allowed_gemm<T>();
    job.context = static_cast<T*>(context);
    ThreadTeam team(is_large(shape, size.n_rows) ? n_threads : 1);
    job.team = &team;
    engine_for<T>(instruction_set).forward(job, samples.view<T>(), static_cast<T*>(out));
}

void forward(const Architecture& architecture, AnyArray parameters, const SampleArrays& samples, AnyWritable out, int n_threads,
             std::optional<AnyWritable> context) {
    const Shape& shape = architecture.shape();
    const nb::dlpack::dtype dtype = samples.dtype();
    require(samples.n_features() == shape.n_inputs(), "samples and network have another width");
    require(parameters.dtype() == dtype && static_cast<i64>(parameters.size()) == shape.n_parameters, "parameters have another length or dtype");
    const i64 n_rows = samples.is_sequences() ? samples.n_rows() : samples.n_samples();
    require(out.dtype() == dtype && static_cast<i64>(out.size()) == n_rows * shape.n_outputs(), "out has another size or dtype");
    require(samples.is_sequences() == (shape.cell != Cell::none), "networks with context neurons, and they alone, read sequences");
    require(!context || (samples.is_sequences() && context->dtype() == dtype && static_cast<i64>(context->size()) == samples.n_samples() * shape.n_context),
            "context must hold the context neurons of each sequence, in the samples' dtype");
    void* const held = context ? context->data() : nullptr;
    if (samples.n_samples() == 0) return;
    const WithoutGil without_gil;
    if (samples.doubles())
        forward_of<double>(shape, parameters.data(), samples, out.data(), held, n_threads);
    else
        forward_of<float>(shape, parameters.data(), samples, out.data(), held, n_threads);
}

// Arguments of one call, whose columns are distributed over threads.
struct ColumnTrees {
    const double* X;
    i64 n_rows, n_columns;
    const i64* folds;
    i64 n_folds;
    TreeTargets targets;
    TreeLimits limits;
    std::vector<std::vector<std::vector<double>>> found;

    void grow(i64 column) {
        found[static_cast<std::size_t>(column)] = column_thresholds(X + column, n_columns, n_rows, folds, n_folds, targets, limits);
    }
};

// Thresholds for each column and each fold, for the rows outside the fold.
std::vector<std::vector<std::vector<double>>> tree_thresholds(Array<const double, 2> X, Array<const double, 1> y, i64 n_classes,
                                                              std::optional<Array<const double, 1>> weight, Array<const i64, 1> folds, i64 n_folds,
                                                              i64 max_leaves, i64 min_rows, int n_threads) {
    const std::size_t n = X.shape(0);
    require(y.shape(0) == n && folds.shape(0) == n && (!weight || weight->shape(0) == n), "y, weight and folds need an entry for each row of X");
    require(n_classes >= 0 && n_folds >= 1 && max_leaves >= 1 && min_rows >= 1, "the limits of a tree must be positive");
    for (std::size_t i = 0; n_classes > 0 && i < n; ++i) {
        const double index = y.data()[i];
        require(index >= 0 && index < static_cast<double>(n_classes) && index == static_cast<double>(static_cast<i64>(index)), "a class index is out of bounds");
    }
    ColumnTrees trees{X.data(), static_cast<i64>(n), static_cast<i64>(X.shape(1)), folds.data(), n_folds,
                      {y.data(), weight ? weight->data() : nullptr, n_classes}, {max_leaves, min_rows}, {}};
    trees.found.resize(X.shape(1));
    nb::gil_scoped_release release;
    ThreadTeam team(n_threads);
    team.run(&team, [](void* self, i64 column) { static_cast<ColumnTrees*>(self)->grow(column); }, &trees, trees.n_columns);
    return std::move(trees.found);
}

// Write the positions of the rows of X on the steps of some columns into the last columns of `out`.
void step_positions(Array<const double, 2> X, Array<const i64, 1> columns, Array<const i64, 1> edge_starts, Array<const double, 1> edges, AnyWritable out) {
    const i64 n_rows = static_cast<i64>(X.shape(0)), width = static_cast<i64>(X.shape(1)), n = static_cast<i64>(columns.shape(0));
    const Edges all{columns.data(), n, edge_starts.data(), edges.data()};
    require(static_cast<i64>(edge_starts.shape(0)) == n + 1 && are_edges(all, static_cast<i64>(edges.shape(0)), width),
            "a column of edges is out of bounds, or has fewer than two");
    require(out.ndim() == 2 && static_cast<i64>(out.shape(0)) == n_rows && static_cast<i64>(out.shape(1)) >= n, "out has another shape");
    const i64 stride = static_cast<i64>(out.shape(1));
    nb::gil_scoped_release release;
    if (out.dtype() == nb::dtype<double>())
        write_positions(X.data(), n_rows, width, all, static_cast<double*>(out.data()) + stride - n, stride);
    else if (out.dtype() == nb::dtype<float>())
        write_positions(X.data(), n_rows, width, all, static_cast<float*>(out.data()) + stride - n, stride);
    else {
        nb::gil_scoped_acquire acquire;
        refuse("out must be float32 or float64");
    }
}

bool all_finite(AnyArray values) {
    const i64 n = static_cast<i64>(values.size());
    if (is_double(values)) return engine_for<double>(instruction_set).all_finite(static_cast<const double*>(values.data()), n);
    require(is_float(values), "all_finite needs float32 or float64");
    return engine_for<float>(instruction_set).all_finite(static_cast<const float*>(values.data()), n);
}

}  // namespace

void bind_formulas(nb::module_& m) {
    m.def("loss_and_gradient", &loss_and_gradient, "architecture"_a, "plan"_a, "samples"_a, "parameters"_a.noconvert(), "gradient"_a.noconvert(), "n_threads"_a);
    m.def("node", &node, "architecture"_a, "plan"_a, "samples"_a, "parameters"_a.noconvert(), "gradient"_a.noconvert(), "sums"_a.noconvert(), "n_threads"_a);
    m.def("finish_node", &finish_node, "architecture"_a, "plan"_a, "parameters"_a.noconvert(), "gradient"_a.noconvert(), "cost"_a, "weight"_a);
    m.def("forward", &forward, "architecture"_a, "parameters"_a.noconvert(), "samples"_a, "out"_a.noconvert(), "n_threads"_a,
          "context"_a.noconvert().none() = nb::none());
    m.def("tree_thresholds", &tree_thresholds, "X"_a.noconvert(), "y"_a.noconvert(), "n_classes"_a, "weight"_a.noconvert().none(), "folds"_a.noconvert(),
          "n_folds"_a, "max_leaves"_a, "min_rows"_a, "n_threads"_a);
    m.def("step_positions", &step_positions, "X"_a.noconvert(), "columns"_a.noconvert(), "edge_starts"_a.noconvert(), "edges"_a.noconvert(), "out"_a.noconvert());
    m.def("all_finite", &all_finite, "values"_a);
}
