// rosenblatt._core: the border between Python and the engine. Arrays are checked here; there is no arithmetic.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <variant>

#include "bindings_snapshots.hpp"
#include "blas.hpp"
#include "engine.hpp"
#include "many.hpp"
#include "names.hpp"
#include "team.hpp"
#include "workspace.hpp"

namespace nb = nanobind;
using namespace nb::literals;
using namespace rosenblatt;

void bind_perceptron(nb::module_&);

namespace {

template <class T, int dimensions>
using Array = nb::ndarray<const T, nb::ndim<dimensions>, nb::c_contig, nb::device::cpu>;
template <class T, int dimensions>
using Writable = nb::ndarray<T, nb::ndim<dimensions>, nb::c_contig, nb::device::cpu>;
using AnyArray = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;

[[noreturn]] void refuse(const std::string& message) { throw nb::value_error(message.c_str()); }

void require(bool holds, const char* message) {
    if (!holds) refuse(message);
}

// A network's shape, with the offsets of its layers in the flat vector.
class Architecture {
public:
    Architecture(const std::vector<i64>& sizes, const std::vector<std::string>& activations, std::vector<i64> groups)
        : groups_(std::move(groups)) {
        require(sizes.size() >= 2 && activations.size() == sizes.size() - 1, "layer sizes and activations do not fit together");
        i64 n = 0, total = 0;
        for (const i64 width : groups_) {
            require(width > 0, "groups of outputs must be positive");
            total += width;
        }
        require(!groups_.empty() && total == sizes.back(), "groups of outputs must add up to the outputs");
        for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
            require(sizes[l] > 0 && sizes[l + 1] > 0, "layer sizes must be positive");
            layers_.push_back({sizes[l], sizes[l + 1], activation_named(activations[l]), n, 0});
            require(layers_[l].activation != Activation::softmax || l + 2 == sizes.size(), "softmax is for the output layer");
            n += sizes[l] * sizes[l + 1];
        }
        const i64 n_weights = n;
        for (Layer& layer : layers_) {
            layer.biases = n;
            n += layer.fan_out;
        }
        shape_ = {layers_.data(), static_cast<i64>(layers_.size()), groups_.data(), static_cast<i64>(groups_.size()), n_weights, n};
    }
    Architecture(const Architecture&) = delete;
    Architecture& operator=(const Architecture&) = delete;

    const Shape& shape() const { return shape_; }

private:
    std::vector<Layer> layers_;
    std::vector<i64> groups_;
    Shape shape_;
};

struct OwnedPlan : Plan {
    std::vector<double> rates;
};

bool is_float(const AnyArray& array) { return array.dtype() == nb::dtype<float>(); }
bool is_double(const AnyArray& array) { return array.dtype() == nb::dtype<double>(); }

// Samples as Python handed them over; keeps the arrays alive. Every row and column index is checked when it is made.
class SampleArrays {
public:
    static SampleArrays* dense(AnyArray X, std::optional<AnyArray> numbers, std::optional<Array<std::int32_t, 2>> classes,
                               std::optional<AnyArray> weight, std::optional<Array<i64, 1>> rows) {
        require(X.ndim() == 2, "X must have two dimensions");
        auto* self = new SampleArrays(std::move(X), std::move(numbers), std::move(classes), std::move(weight), std::move(rows));
        self->n_rows_ = static_cast<i64>(self->X_.shape(0));
        self->n_features_ = static_cast<i64>(self->X_.shape(1));
        return self->checked();
    }

    static SampleArrays* sparse(AnyArray values, Array<std::int32_t, 1> columns, Array<i64, 1> starts, i64 n_features,
                                std::optional<AnyArray> numbers, std::optional<Array<std::int32_t, 2>> classes,
                                std::optional<AnyArray> weight, std::optional<Array<i64, 1>> rows) {
        require(values.ndim() == 1 && starts.shape(0) >= 1 && columns.shape(0) == values.shape(0), "a CSR matrix needs as many columns as values");
        auto* self = new SampleArrays(std::move(values), std::move(numbers), std::move(classes), std::move(weight), std::move(rows));
        self->n_rows_ = static_cast<i64>(starts.shape(0)) - 1;
        self->n_features_ = n_features;
        bool fits = starts.data()[0] >= 0 && starts.data()[self->n_rows_] <= static_cast<i64>(columns.shape(0));
        for (i64 i = 0; i < self->n_rows_; ++i) fits = fits && starts.data()[i] <= starts.data()[i + 1];
        for (std::size_t i = 0; i < columns.shape(0); ++i) fits = fits && columns.data()[i] >= 0 && columns.data()[i] < n_features;
        self->columns_ = std::move(columns);
        self->starts_ = std::move(starts);
        if (!fits) {
            delete self;
            refuse("a CSR matrix has row starts or column indices out of bounds");
        }
        return self->checked();
    }

    bool doubles() const { return is_double(X_); }
    bool is_sparse() const { return starts_.has_value(); }
    bool has_rows() const { return rows_.has_value(); }
    i64 n_rows() const { return n_rows_; }
    i64 n_features() const { return n_features_; }
    i64 n_samples() const { return rows_ ? static_cast<i64>(rows_->shape(0)) : n_rows_; }

    // Whether targets are there, of the kind the loss needs and as wide as the network's outputs.
    void check_targets(const Shape& shape, Loss loss) const {
        require(numbers_ || classes_, "samples to train on need targets");
        require((loss == Loss::log_loss) == (shape.last().activation == Activation::softmax), "log_loss goes with softmax");
        if (classes_) {
            require(loss == Loss::log_loss, "this loss needs targets as numbers, not class indices");
            require(static_cast<i64>(classes_->shape(1)) == shape.n_groups, "classes need a column for each group of outputs");
            for (i64 i = 0; i < n_rows_; ++i)
                for (i64 g = 0; g < shape.n_groups; ++g) {
                    const std::int32_t index = classes_->data()[i * shape.n_groups + g];
                    require(index >= 0 && index < shape.groups[g], "a class index is out of bounds");
                }
        } else {
            require(static_cast<i64>(numbers_->shape(1)) == shape.n_outputs(), "targets need a column for each output");
        }
    }

    template <class T>
    Samples<T> view() const {
        Samples<T> s{};
        if (is_sparse()) {
            s.values = static_cast<const T*>(X_.data());
            s.columns = columns_->data();
            s.starts = starts_->data();
        } else {
            s.X = static_cast<const T*>(X_.data());
        }
        s.n_features = n_features_;
        if (numbers_) {
            s.numbers = static_cast<const T*>(numbers_->data());
            s.n_numbers = static_cast<i64>(numbers_->shape(1));
        }
        if (classes_) {
            s.classes = classes_->data();
            s.n_groups = static_cast<i64>(classes_->shape(1));
        }
        if (weight_) s.weight = static_cast<const T*>(weight_->data());
        if (rows_) s.rows = rows_->data();
        s.n_samples = n_samples();
        return s;
    }

private:
    SampleArrays(AnyArray X, std::optional<AnyArray> numbers, std::optional<Array<std::int32_t, 2>> classes, std::optional<AnyArray> weight, std::optional<Array<i64, 1>> rows)
        : X_(std::move(X)), numbers_(std::move(numbers)), classes_(std::move(classes)), weight_(std::move(weight)), rows_(std::move(rows)) {}

    bool fits_rows(const std::optional<AnyArray>& array, std::size_t n_dimensions) const {
        return !array || (array->ndim() == n_dimensions && array->dtype() == X_.dtype() && static_cast<i64>(array->shape(0)) == n_rows_);
    }

    SampleArrays* checked() {
        bool fits = (is_float(X_) || is_double(X_)) && fits_rows(numbers_, 2) && fits_rows(weight_, 1);
        fits = fits && (!classes_ || static_cast<i64>(classes_->shape(0)) == n_rows_);
        if (rows_)
            for (std::size_t i = 0; i < rows_->shape(0); ++i) fits = fits && rows_->data()[i] >= 0 && rows_->data()[i] < n_rows_;
        if (!fits) {
            delete this;
            refuse("samples, targets, weights and rows do not fit together");
        }
        return this;
    }

    AnyArray X_;
    std::optional<AnyArray> numbers_;
    std::optional<Array<std::int32_t, 2>> classes_;
    std::optional<AnyArray> weight_;
    std::optional<Array<i64, 1>> rows_;
    std::optional<Array<std::int32_t, 1>> columns_;
    std::optional<Array<i64, 1>> starts_;
    i64 n_rows_ = 0, n_features_ = 0;
};

template <class T>
Gemm<T> gemm();
template <>
Gemm<double> gemm() { return blas().dgemm; }
template <>
Gemm<float> gemm() { return blas().sgemm; }

const InstructionSet instruction_set = best_instruction_set();

// Whether the batch is large enough for several threads.
bool is_large(const Shape& shape, i64 n_rows) { return n_row_blocks(n_rows, shape.n_weights) > 1; }

template <class T>
class Training {
public:
    Job<T> job{};
    OwnedWorkspace<T> work, judge;

    // `in_place`: the samples are read where they stand, all of them in one batch.
    void lay_out(const Shape& shape, const OwnedPlan& plan, const SampleArrays& train, const SampleArrays* validation, i64 n_rows, bool in_place) {
        job.shape = shape;
        job.plan = plan;
        job.plan.dropout = plan.rates.empty() ? nullptr : plan.rates.data();
        job.train = train.view<T>();
        n_rows_ = n_rows;
        gathers_ = !train.is_sparse() && !in_place;
        sparse_ = train.is_sparse();
        job.has_validation = validation != nullptr;
        if (validation) {
            job.validation = validation->view<T>();
            validation_sparse_ = validation->is_sparse();
        }
        job.gemm = gemm<T>();
    }

    void take_memory() {
        if (has_memory_) return;
        work.allocate(job.shape, n_rows_, gathers_, true, job.plan.dropout, sparse_);
        job.work = work;
        if (job.has_validation) {
            judge.allocate(job.shape, std::min<i64>(job.validation.n_samples, 512), !validation_sparse_, false, nullptr, validation_sparse_);
            job.judge = judge;
        }
        has_memory_ = true;
    }

    void give_memory_back() {
        work.release();
        judge.release();
        has_memory_ = false;
    }

private:
    i64 n_rows_ = 0;
    bool gathers_ = false, sparse_ = false, validation_sparse_ = false, has_memory_ = false;
};

// A training state's arrays, bound to the engine; run() moves them forward.
class Trainer {
public:
    Trainer(const Architecture& architecture, const OwnedPlan& plan, const SampleArrays& train, const SampleArrays* validation,
            nb::ndarray<nb::c_contig, nb::device::cpu> parameters, nb::ndarray<nb::c_contig, nb::device::cpu> moments,
            Writable<std::uint32_t, 1> random_key, Writable<i64, 1> order, nb::ndarray<nb::c_contig, nb::device::cpu> best_parameters,
            Writable<std::uint8_t, 1> progress, Writable<double, 1> underway, int n_threads)
        : parameters_(std::move(parameters)), moments_(std::move(moments)), best_(std::move(best_parameters)),
          random_key_(std::move(random_key)), order_(std::move(order)), progress_(std::move(progress)), underway_(std::move(underway)),
          plan_(plan), n_threads_(n_threads) {
        const Shape& shape = architecture.shape();
        const bool doubles = train.doubles();
        check(shape, train, validation);
        const i64 n_rows = plan.batch_length(train.n_samples());
        large_ = is_large(shape, n_rows);
        uses_blas_ = doubles ? engine_for<double>(instruction_set).calls_blas(shape, n_rows)
                             : engine_for<float>(instruction_set).calls_blas(shape, n_rows);
        if (doubles)
            bind(training_.emplace<Training<double>>(), shape, train, validation, n_rows);
        else
            bind(training_.emplace<Training<float>>(), shape, train, validation, n_rows);
    }

    bool uses_blas() const { return uses_blas_; }

    // The arrays that training writes into.
    std::vector<const void*> arrays() const {
        std::vector<const void*> arrays{parameters_.data(), moments_.data(), random_key_.data(), order_.data(), progress_.data(), underway_.data()};
        if (best_.size() > 0) arrays.push_back(best_.data());
        return arrays;
    }

    void take_memory() {
        std::visit([](auto& training) { memory_for(training); }, training_);
    }

    void give_memory_back() {
        if (auto* training = std::get_if<Training<double>>(&training_)) training->give_memory_back();
        if (auto* training = std::get_if<Training<float>>(&training_)) training->give_memory_back();
    }

    // On the calling thread, which need not be Python's.
    RunResult run_alone(HistoryRow* rows, i64 n, double seconds) {
        ThreadTeam team(1);
        return std::visit([&](auto& training) { return run_with(training, team, rows, n, seconds, nullptr); }, training_);
    }

    std::tuple<i64, std::string> run(Writable<double, 2> rows, double seconds, SnapshotRoom* snapshots) {
        require(rows.shape(1) * sizeof(double) == sizeof(HistoryRow), "history rows have another width");
        const std::size_t n_values = parameters_.size() + moments_.size() + best_.size();
        const i64 n_samples = static_cast<i64>(order_.size()), length = plan_.batch_length(n_samples);
        const std::size_t n_underway = snapshots && snapshots->room.steps ? underway_.size() : 0;
        Snapshots* const room =
            room_for(snapshots, sizeof(SnapshotHead) + sizeof(Progress) + n_underway * sizeof(double) + n_values * parameters_.itemsize(),
                     (n_samples + length - 1) / length);
        if (room) room->keeps_best = best_.size() > 0;
        RunResult result{};
        {
            nb::gil_scoped_release release;
            ThreadTeam team(large_ ? n_threads_ : 1);
            auto* const to = reinterpret_cast<HistoryRow*>(rows.data());
            const i64 n = static_cast<i64>(rows.shape(0));
            result = std::visit([&](auto& training) { return run_with(training, team, to, n, seconds, room); }, training_);
        }
        return {result.n_epochs, stop_name(result.stop)};
    }

private:
    static void memory_for(std::monostate) {}

    template <class T>
    static void memory_for(Training<T>& training) { training.take_memory(); }

    static RunResult run_with(std::monostate, Team&, HistoryRow*, i64, double, Snapshots*) { return {}; }

    template <class T>
    static RunResult run_with(Training<T>& training, Team& team, HistoryRow* rows, i64 n, double seconds, Snapshots* snapshots) {
        training.take_memory();
        training.job.snapshots = snapshots;
        training.job.team = &team;
        return engine_for<T>(instruction_set).run(training.job, rows, n, seconds);
    }

    template <class T>
    void bind(Training<T>& training, const Shape& shape, const SampleArrays& train, const SampleArrays* validation, i64 n_rows) {
        training.lay_out(shape, plan_, train, validation, n_rows, false);
        training.job.parameters = static_cast<T*>(parameters_.data());
        training.job.moments = static_cast<T*>(moments_.data());
        training.job.random_key = random_key_.data();
        training.job.order = order_.data();
        training.job.best_parameters = static_cast<T*>(best_.data());
        training.job.progress = reinterpret_cast<Progress*>(progress_.data());
        training.job.underway = underway_.data();
    }

    void check(const Shape& shape, const SampleArrays& train, const SampleArrays* validation) const {
        const nb::dlpack::dtype dtype = train.doubles() ? nb::dtype<double>() : nb::dtype<float>();
        const std::size_t n = static_cast<std::size_t>(shape.n_parameters);
        const std::size_t n_moments = plan_.solver == Optimizer::adam || plan_.solver == Optimizer::adamw ? 2 : 1;
        require(plan_.solver != Optimizer::none, "lbfgs does not advance by epochs");
        require(train.n_samples() >= 1 && train.n_features() == shape.n_inputs(), "samples and network have another width");
        train.check_targets(shape, plan_.loss);
        if (validation) {
            require(validation->n_samples() >= 1 && validation->n_features() == shape.n_inputs(), "validation samples have another width");
            require(validation->doubles() == train.doubles(), "validation samples have another dtype");
            validation->check_targets(shape, plan_.loss);
        }
        require(parameters_.dtype() == dtype && moments_.dtype() == dtype && best_.dtype() == dtype, "the state has another dtype than the samples");
        require(parameters_.size() == n, "the parameters have another length than the network");
        require(moments_.size() == n * n_moments, "the moments have another shape than the optimizer needs");
        require(!plan_.early_stopping || (best_.size() == n && validation), "early stopping needs validation samples and best parameters");
        require(best_.size() == 0 || best_.size() == n, "the best parameters have another length than the network");
        require(random_key_.size() == 624, "the random key must have 624 words");
        require(progress_.size() == sizeof(Progress), "the progress record has another size");
        auto* const progress = reinterpret_cast<const Progress*>(progress_.data());
        require(progress->random_position >= 0 && progress->random_position <= 624, "the random position is out of bounds");
        require(static_cast<i64>(underway_.size()) == n_tally + shape.n_outputs(), "the epoch under way has another size");
        const double gone_through = underway_.data()[0];
        require(gone_through >= 0 && gone_through < static_cast<double>(train.n_samples()) && gone_through == std::floor(gone_through),
                "the epoch under way has not so many samples");
        require(static_cast<i64>(order_.size()) == train.n_samples(), "the order has another length than the samples");
        for (std::size_t i = 0; i < order_.size(); ++i)
            require(order_.data()[i] >= 0 && order_.data()[i] < train.n_samples(), "the order has an index out of bounds");
        require(plan_.rates.empty() || static_cast<i64>(plan_.rates.size()) == shape.n_layers - 1, "dropout needs a rate per hidden layer");
    }

    nb::ndarray<nb::c_contig, nb::device::cpu> parameters_, moments_, best_;
    Writable<std::uint32_t, 1> random_key_;
    Writable<i64, 1> order_;
    Writable<std::uint8_t, 1> progress_;
    Writable<double, 1> underway_;
    OwnedPlan plan_;
    std::variant<std::monostate, Training<double>, Training<float>> training_;
    int n_threads_;
    bool large_ = false, uses_blas_ = false;
};

// Many trainers at once; run() moves those forward that are not over. Of each it keeps the last row of its history, and
// counts its epochs and the last of them that did not reach the goal.
class ManyTrainer {
public:
    ManyTrainer(nb::list trainers, Array<i64, 1> epochs, Writable<double, 2> last, Writable<i64, 2> counts, double goal)
        : epochs_(std::move(epochs)), last_(std::move(last)), counts_(std::move(counts)), goal_(goal) {
        const std::size_t n = trainers.size();
        require(epochs_.shape(0) == n && last_.shape(0) == n && counts_.shape(0) == n, "epochs, rows and counts need one entry for each trainer");
        require(last_.shape(1) * sizeof(double) == sizeof(HistoryRow) && counts_.shape(1) == 2, "rows or counts have another width");
        std::vector<const void*> written;
        for (nb::handle each : trainers) {
            Trainer* trainer = nullptr;
            require(nb::try_cast<Trainer*>(each, trainer) && trainer, "many trainers are a list of trainers");
            const std::size_t i = trainers_.size();
            trainers_.push_back(trainer);
            kept_.push_back(nb::borrow(each));
            uses_blas_ = uses_blas_ || trainer->uses_blas();
            for (const void* array : trainer->arrays()) written.push_back(array);
            auto* const row = reinterpret_cast<HistoryRow*>(last_.data()) + i;
            courses_.push_back({epochs_.data()[i], row, counts_.data() + 2 * i, counts_.data() + 2 * i + 1, Stop::none});
        }
        std::sort(written.begin(), written.end());
        require(std::adjacent_find(written.begin(), written.end()) == written.end(), "two trainers share an array");
    }

    bool uses_blas() const { return uses_blas_; }

    // How many are over.
    i64 run(double seconds, int n_threads) {
        nb::gil_scoped_release release;
        Courses<Trainer>(trainers_, courses_, goal_).advance(seconds, n_threads);
        return std::count_if(courses_.begin(), courses_.end(), [](const Course& course) { return course.is_over(); });
    }

    std::vector<std::string> stops() const {
        std::vector<std::string> names;
        for (const Course& course : courses_) names.push_back(stop_name(course.stop));
        return names;
    }

private:
    std::vector<Trainer*> trainers_;
    std::vector<nb::object> kept_;
    std::vector<Course> courses_;
    Array<i64, 1> epochs_;
    Writable<double, 2> last_;
    Writable<i64, 2> counts_;
    double goal_;
    bool uses_blas_ = false;
};

template <class T>
double loss_and_gradient_of(const Shape& shape, const OwnedPlan& plan, const SampleArrays& samples, const void* parameters, void* gradient, int n_threads) {
    Training<T> training;
    const i64 n = samples.n_samples();
    training.lay_out(shape, plan, samples, nullptr, n, !samples.has_rows());
    training.take_memory();
    training.job.parameters = const_cast<T*>(static_cast<const T*>(parameters));
    ThreadTeam team(is_large(shape, n) ? n_threads : 1);
    training.job.team = &team;
    training.job.work.gradient = static_cast<T*>(gradient);
    return engine_for<T>(instruction_set).loss_and_gradient(training.job);
}

double loss_and_gradient(const Architecture& architecture, const OwnedPlan& plan, const SampleArrays& samples, AnyArray parameters,
                         nb::ndarray<nb::c_contig, nb::device::cpu> gradient, int n_threads) {
    const Shape& shape = architecture.shape();
    samples.check_targets(shape, plan.loss);
    const std::size_t n = static_cast<std::size_t>(shape.n_parameters);
    const nb::dlpack::dtype dtype = samples.doubles() ? nb::dtype<double>() : nb::dtype<float>();
    require(samples.n_samples() >= 1 && samples.n_features() == shape.n_inputs(), "samples and network have another width");
    require(parameters.size() == n && gradient.size() == n && parameters.dtype() == dtype && gradient.dtype() == dtype,
            "parameters and gradient must be as long as the network's and of the samples' dtype");
    require(plan.rates.empty(), "dropout needs a step's masks: loss_and_gradient has none");
    nb::gil_scoped_release release;
    return samples.doubles() ? loss_and_gradient_of<double>(shape, plan, samples, parameters.data(), gradient.data(), n_threads)
                             : loss_and_gradient_of<float>(shape, plan, samples, parameters.data(), gradient.data(), n_threads);
}

template <class T>
void forward_of(const Shape& shape, const void* parameters, const SampleArrays& samples, void* out, int n_threads) {
    Job<T> job{};
    OwnedWorkspace<T> work;
    const i64 n_rows = std::min<i64>(samples.n_samples(), 1024);
    work.allocate(shape, n_rows, samples.is_sparse() ? false : samples.n_samples() > 0, false, nullptr, samples.is_sparse());
    job.shape = shape;
    job.parameters = const_cast<T*>(static_cast<const T*>(parameters));
    job.work = work;
    job.gemm = gemm<T>();
    ThreadTeam team(is_large(shape, n_rows) ? n_threads : 1);
    job.team = &team;
    engine_for<T>(instruction_set).forward(job, samples.view<T>(), static_cast<T*>(out));
}

void forward(const Architecture& architecture, AnyArray parameters, const SampleArrays& samples, nb::ndarray<nb::c_contig, nb::device::cpu> out, int n_threads) {
    const Shape& shape = architecture.shape();
    const nb::dlpack::dtype dtype = samples.doubles() ? nb::dtype<double>() : nb::dtype<float>();
    require(samples.n_features() == shape.n_inputs(), "samples and network have another width");
    require(parameters.dtype() == dtype && static_cast<i64>(parameters.size()) == shape.n_parameters, "parameters have another length or dtype");
    require(out.dtype() == dtype && static_cast<i64>(out.size()) == samples.n_samples() * shape.n_outputs(), "out has another size or dtype");
    if (samples.n_samples() == 0) return;
    nb::gil_scoped_release release;
    if (samples.doubles())
        forward_of<double>(shape, parameters.data(), samples, out.data(), n_threads);
    else
        forward_of<float>(shape, parameters.data(), samples, out.data(), n_threads);
}

bool all_finite(AnyArray values) {
    const i64 n = static_cast<i64>(values.size());
    if (is_double(values)) return engine_for<double>(instruction_set).all_finite(static_cast<const double*>(values.data()), n);
    require(is_float(values), "all_finite needs float32 or float64");
    return engine_for<float>(instruction_set).all_finite(static_cast<const float*>(values.data()), n);
}

OwnedPlan* make_plan(OwnedPlan* self, const std::string& loss, const std::string& solver, const std::string& schedule, double alpha, i64 batch_size,
                     double learning_rate_init, double power_t, i64 max_iter, i64 n_steps, bool shuffle, double tol, double n_iter_no_change,
                     bool early_stopping, double momentum, bool nesterovs_momentum, double beta_1, double beta_2, double epsilon,
                     double loss_parameter, std::vector<double> dropout, double max_grad_norm) {
    auto* plan = new (self) OwnedPlan();
    static_cast<Plan&>(*plan) = {loss_named(loss), optimizer_named(solver), schedule_named(schedule), alpha, batch_size, learning_rate_init, power_t,
                                 max_iter, n_steps, shuffle, tol, n_iter_no_change, early_stopping, momentum, nesterovs_momentum, beta_1, beta_2,
                                 epsilon, loss_parameter, nullptr, max_grad_norm};
    plan->rates = std::move(dropout);
    return plan;
}

}  // namespace

NB_MODULE(_core, m) {
    m.doc() = "The compiled core of rosenblatt: its twin in NumPy is rosenblatt.training.reference.";
#ifdef ROSENBLATT_SANITIZED
    m.attr("sanitized") = true;
#else
    m.attr("sanitized") = false;
#endif
    find_blas();
    static constexpr const char* names[] = {"baseline", "avx2", "avx512"};
    m.attr("instruction_set") = names[static_cast<int>(instruction_set)];

    nb::class_<Architecture>(m, "Architecture")
        .def(nb::init<const std::vector<i64>&, const std::vector<std::string>&, std::vector<i64>>(), "layer_sizes"_a, "activations"_a, "output_groups"_a);

    nb::class_<OwnedPlan>(m, "Plan").def(
        "__init__",
        [](OwnedPlan* self, const std::string& loss, const std::string& solver, const std::string& schedule, double alpha, i64 batch_size,
           double learning_rate_init, double power_t, i64 max_iter, i64 n_steps, bool shuffle, double tol, double n_iter_no_change, bool early_stopping,
           double momentum, bool nesterovs_momentum, double beta_1, double beta_2, double epsilon, double loss_parameter, std::vector<double> dropout,
           double max_grad_norm) {
            make_plan(self, loss, solver, schedule, alpha, batch_size, learning_rate_init, power_t, max_iter, n_steps, shuffle, tol, n_iter_no_change,
                      early_stopping, momentum, nesterovs_momentum, beta_1, beta_2, epsilon, loss_parameter, std::move(dropout), max_grad_norm);
        },
        nb::kw_only(), "loss"_a, "solver"_a, "schedule"_a, "alpha"_a, "batch_size"_a, "learning_rate_init"_a, "power_t"_a, "max_iter"_a, "n_steps"_a,
        "shuffle"_a, "tol"_a, "n_iter_no_change"_a, "early_stopping"_a, "momentum"_a, "nesterovs_momentum"_a, "beta_1"_a, "beta_2"_a, "epsilon"_a,
        "loss_parameter"_a, "dropout"_a, "max_grad_norm"_a);

    nb::class_<SampleArrays>(m, "Samples")
        .def_static("dense", &SampleArrays::dense, "X"_a, "numbers"_a.none(), "classes"_a.none(), "weight"_a.none(), "rows"_a.none(), nb::rv_policy::take_ownership)
        .def_static("sparse", &SampleArrays::sparse, "values"_a, "columns"_a, "starts"_a, "n_features"_a, "numbers"_a.none(), "classes"_a.none(),
                    "weight"_a.none(), "rows"_a.none(), nb::rv_policy::take_ownership);

    nb::class_<SnapshotRoom>(m, "SnapshotRoom")
        .def(nb::init<SnapshotRoom::Records, bool, i64, std::optional<SnapshotRoom::Epochs>>(), "records"_a.noconvert(), "steps"_a, "every"_a,
             "epochs"_a.none())
        .def_prop_ro("taken", &SnapshotRoom::taken);
    m.def("seal", &seal, "records"_a.noconvert(), "factors"_a.noconvert(), "seed"_a);

    nb::class_<Trainer>(m, "Trainer")
        .def(nb::init<const Architecture&, const OwnedPlan&, const SampleArrays&, const SampleArrays*, nb::ndarray<nb::c_contig, nb::device::cpu>,
                      nb::ndarray<nb::c_contig, nb::device::cpu>, Writable<std::uint32_t, 1>, Writable<i64, 1>, nb::ndarray<nb::c_contig, nb::device::cpu>,
                      Writable<std::uint8_t, 1>, Writable<double, 1>, int>(),
             "architecture"_a, "plan"_a, "train"_a, "validation"_a.none(), "parameters"_a.noconvert(), "moments"_a.noconvert(), "random_key"_a.noconvert(),
             "order"_a.noconvert(), "best_parameters"_a.noconvert(), "progress"_a.noconvert(), "underway"_a.noconvert(), "n_threads"_a, nb::keep_alive<1, 2>(), nb::keep_alive<1, 4>(),
             nb::keep_alive<1, 5>())
        .def_prop_ro("uses_blas", &Trainer::uses_blas)
        .def("run", &Trainer::run, "rows"_a.noconvert(), "seconds"_a, "snapshots"_a.none() = nb::none());

    nb::class_<ManyTrainer>(m, "ManyTrainer")
        .def(nb::init<nb::list, Array<i64, 1>, Writable<double, 2>, Writable<i64, 2>, double>(), "trainers"_a, "epochs"_a.noconvert(),
             "last"_a.noconvert(), "counts"_a.noconvert(), "goal"_a)
        .def_prop_ro("uses_blas", &ManyTrainer::uses_blas)
        .def("run", &ManyTrainer::run, "seconds"_a, "n_threads"_a)
        .def("stops", &ManyTrainer::stops);

    m.def("loss_and_gradient", &loss_and_gradient, "architecture"_a, "plan"_a, "samples"_a, "parameters"_a.noconvert(), "gradient"_a.noconvert(), "n_threads"_a);
    m.def("forward", &forward, "architecture"_a, "parameters"_a.noconvert(), "samples"_a, "out"_a.noconvert(), "n_threads"_a);
    m.def("all_finite", &all_finite, "values"_a);
    bind_perceptron(m);
}
