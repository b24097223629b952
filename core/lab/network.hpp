// A network in training: sizes and samples from the header, all memory of its own.
#pragma once

#include <limits>
#include <memory>
#include <vector>

#include "lab/lab.hpp"
#include "layout.hpp"
#include "names.hpp"
#include "train.hpp"
#include "workspace.hpp"

namespace rosenblatt::lab {

using namespace ROSENBLATT_ISA;

constexpr i64 most_layers = 64, most_width = 100'000, most_rows = 10'000'000;
constexpr double most_numbers = 1e8;  // in the memory of one training: 800 MB

// ---- Initial weights: C++ counterpart of rosenblatt/network/initialization.py ----------------------------------------

enum class Scheme { automatic, glorot_uniform, he_uniform, lecun_uniform, unit_uniform, zeros };

inline std::optional<Scheme> scheme_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Scheme> table[] = {
        {"auto", Scheme::automatic}, {"glorot_uniform", Scheme::glorot_uniform}, {"he_uniform", Scheme::he_uniform},
        {"lecun_uniform", Scheme::lecun_uniform}, {"unit_uniform", Scheme::unit_uniform}, {"zeros", Scheme::zeros}};
    return named(name, table);
}

// The weights of a layer lie between -bound and bound.
inline double bound_of(Scheme scheme, const Layer& layer, bool is_logistic) {
    const double fan_in = static_cast<double>(layer.fan_in), both = static_cast<double>(layer.fan_in + layer.fan_out);
    switch (scheme) {
        case Scheme::automatic: return std::sqrt((is_logistic ? 2.0 : 6.0) / both);
        case Scheme::glorot_uniform: return std::sqrt(3 * (2 / both));
        case Scheme::he_uniform: return std::sqrt(3 * (2 / fan_in));
        case Scheme::lecun_uniform: return std::sqrt(3 * (1 / fan_in));
        case Scheme::unit_uniform: return 1;
        case Scheme::zeros: return 0;
    }
    return 0;
}

inline void draw_weights(const Shape& shape, Scheme scheme, Activation hidden, RandomStream& random, double* parameters) {
    for (i64 i = 0; i < shape.n_parameters; ++i) parameters[i] = 0;
    if (scheme == Scheme::zeros) return;
    for (i64 l = 0; l < shape.n_layers; ++l) {
        // scikit-learn has one activation for all hidden layers, and uses it for the output layer too.
        const Layer& layer = shape.layers[l];
        const i64 deciding = l + 1 < shape.n_layers ? l : l - 1;
        const Activation activation = shape.n_layers == 1 ? hidden : shape.layers[deciding].activation;
        const double bound = bound_of(scheme, layer, activation == Activation::logistic), range = bound - -bound;
        for (i64 i = 0; i < layer.fan_in * layer.fan_out; ++i) parameters[layer.weights + i] = -bound + range * random.uniform();
        if (scheme != Scheme::automatic && scheme != Scheme::unit_uniform) continue;
        for (i64 i = 0; i < layer.fan_out; ++i) parameters[layer.biases + i] = -bound + range * random.uniform();
    }
}

// ---- The plan: C++ counterpart of the checks of rosenblatt/plan.py ---------------------------------------------------

struct OwnPlan : Plan {
    std::vector<double> rates;
};

inline OwnPlan read_plan(Header& header, const Shape& shape, i64 n_training, bool has_validation) {
    using Ends = Header::Ends;
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr i64 many = static_cast<i64>(most_exact);
    OwnPlan plan{};
    plan.loss = header.known("loss", loss_named);
    plan.solver = header.known("solver", optimizer_named);
    plan.schedule = header.known("schedule", schedule_named);
    plan.alpha = header.number("alpha", 0, infinite, Ends::open_above);
    plan.batch_size = header.integer("batch_size", 0, many);
    plan.learning_rate_init = header.number("learning_rate_init", 0, infinite, Ends::open);
    plan.power_t = header.number("power_t", 0, infinite, Ends::open_above);
    plan.max_iter = header.integer("max_iter", 1, many);
    plan.shuffle = header.flag("shuffle");
    plan.tol = header.number("tol", 0, infinite, Ends::open_above);
    plan.n_iter_no_change = header.number("n_iter_no_change", 1, infinite);
    plan.early_stopping = header.flag("early_stopping");
    plan.momentum = header.number("momentum", 0, 1);
    plan.nesterovs_momentum = header.flag("nesterovs_momentum");
    plan.beta_1 = header.number("beta_1", 0, 1, Ends::open_above);
    plan.beta_2 = header.number("beta_2", 0, 1, Ends::open_above);
    plan.epsilon = header.number("epsilon", 0, infinite, Ends::open);
    plan.loss_parameter = header.number("loss_parameter", -infinite, infinite, Ends::open);
    plan.max_grad_norm = header.number("max_grad_norm", 0, infinite, Ends::open_below);
    plan.one_class = header.flag("one_class");
    const i64 n_rates = header.integer("the number of dropout rates", 0, most_layers);
    for (i64 l = 0; l < n_rates && header.ok(); ++l) plan.rates.push_back(header.number("dropout", 0, 1, Ends::open_above));
    if (!header.ok()) return plan;
    if (plan.loss == Loss::huber && !(plan.loss_parameter > 0)) header.refuse("huber's loss_parameter must be above 0");
    if (plan.loss == Loss::quantile && !(plan.loss_parameter > 0 && plan.loss_parameter < 1))
        header.refuse("quantile's loss_parameter must be above 0 and below 1");
    if (plan.solver == Optimizer::none) header.refuse("lbfgs does not advance by epochs: choose adam, adamw, sgd or rmsprop");
    if ((shape.last().activation == Activation::softmax) != (plan.loss == Loss::log_loss))
        header.refuse("the loss does not go with the output activation: log_loss needs softmax");
    if (plan.early_stopping && !has_validation) header.refuse("early_stopping needs validation samples to judge by: hold some rows out");
    if (n_rates != 0 && n_rates != shape.n_layers - 1)
        header.refuse("dropout must name a rate for each of the ", shape.n_layers - 1, " hidden layers, got ", n_rates);
    const i64 length = plan.batch_length(n_training);
    const double steps = static_cast<double>(plan.max_iter) * static_cast<double>((n_training + length - 1) / length);
    plan.n_steps = static_cast<i64>(steps < most_exact ? steps : most_exact);
    return plan;
}

// ---- Samples ---------------------------------------------------------------------------------------------------------

// Rows with targets, as class indices or as numbers.
struct OwnSamples {
    std::vector<double> X, numbers;
    std::vector<std::int32_t> classes;
    i64 n = 0;

    void add(const double* row, i64 n_inputs, const double* target, i64 n_targets, bool is_classes) {
        X.insert(X.end(), row, row + n_inputs);
        for (i64 j = 0; j < n_targets; ++j)
            if (is_classes)
                classes.push_back(static_cast<std::int32_t>(target[j]));
            else
                numbers.push_back(target[j]);
        ++n;
    }

    Samples<double> view(const Shape& shape) const {
        Samples<double> s{};
        s.X = X.data();
        s.n_features = s.width = shape.n_inputs();
        if (classes.empty()) {
            s.numbers = numbers.data();
            s.n_numbers = shape.n_outputs();
        } else {
            s.classes = classes.data();
            s.n_groups = shape.n_groups;
        }
        s.n_samples = s.n_targets = n;
        return s;
    }
};

// ---- The training ----------------------------------------------------------------------------------------------------

class NetworkLab : public Lab {
public:
    // Null if the header is refused. After "network": the names of scheme, hidden activation and each layer's activation, then
    // the plan's; the numbers of layers, sizes, groups, rows, X, y, which rows are held out, the seed, the position and key of
    // another random stream (or only a 0), other parameters (or only a 0), then the plan's. After "reader" the plan, the samples
    // and all that follows them are missing: such a network computes values and cannot be trained.
    static Lab* make(Header& header, bool trains) {
        auto lab = std::unique_ptr<NetworkLab>(new NetworkLab);
        return (trains ? lab->read(header) : lab->read_shape(header, false) && header.ends() && lab->lay_out(0)) ? lab.release() : nullptr;
    }

    i64 run(HistoryRow* rows, i64 n_rows, double seconds) override { return advance(rows, n_rows, seconds, std::numeric_limits<i64>::max()); }
    i64 step(HistoryRow* row, i64 n_batches) override { return advance(row, 1, std::numeric_limits<double>::infinity(), n_batches); }

    Status status() const override {
        const double best = plan_.early_stopping ? progress_.best_score : progress_.best_loss;
        return {static_cast<double>(progress_.epoch), static_cast<double>(progress_.step), underway_[0], static_cast<double>(stop_),
                progress_.learning_rate, static_cast<double>(progress_.no_improvement), best, underway_[3]};
    }

    i64 n_inputs() const override { return shape().n_inputs(); }
    i64 n_outputs() const override { return shape().n_outputs(); }
    i64 n_parameters() const override { return shape().n_parameters; }
    i64 width(i64 layer) const override { return layer >= 0 && layer < shape().n_layers ? shape().layers[layer].fan_out : 0; }
    i64 n_training() const override { return train_.n; }

    void parameters(double* out) const override { Bytes(reinterpret_cast<std::uint8_t*>(out)).put(parameters_.data(), n_parameters()); }
    bool edit(const double* parameters) override {
        parameters_.assign(parameters, parameters + n_parameters());
        stop_ = Stop::none;
        return true;
    }
    void order(double* out) const override {
        for (i64 i = 0; i < train_.n; ++i) out[i] = static_cast<double>(order_[static_cast<std::size_t>(i)]);
    }

    bool forward(const double* X, i64 n_rows, double* out) override {
        read_rows(X, n_rows, [&](const Workspace<double>& work, i64 first, i64 n) {
            copy_numbers(out + first * n_outputs(), work.a[shape().n_layers - 1], n * n_outputs());
        });
        return true;
    }

    bool layer_values(const double* X, i64 n_rows, i64 layer, double* z, double* a) override {
        const i64 n_neurons = width(layer);
        if (n_neurons == 0) return message.say("there is no layer ", layer, ": the network has ", shape().n_layers);
        read_rows(X, n_rows, [&](const Workspace<double>& work, i64 first, i64 n) {
            if (z) copy_numbers(z + first * n_neurons, work.z[layer], n * n_neurons);
            if (a) copy_numbers(a + first * n_neurons, work.a[layer], n * n_neurons);
        });
        return true;
    }

    // Of one batch of training rows, without dropout; deltas of every layer, one layer after the other.
    bool gradient(const double* rows, i64 n_rows, double* loss, double* gradient, double* deltas) override {
        if (train_.n == 0) return message.say("this network has no samples: a gradient needs some");
        std::vector<i64> chosen;
        for (i64 i = 0; i < n_rows; ++i) {
            if (!(rows[i] >= 0 && rows[i] < static_cast<double>(train_.n))) return message.say("row ", i + 1, " is none of the ", train_.n, " training rows");
            chosen.push_back(static_cast<i64>(rows[i]));
        }
        if (static_cast<double>(n_rows) * widths() * 5 > most_numbers) return message.say("a gradient of ", n_rows, " rows needs too much memory: ask for fewer");
        Job<double> job = job_;
        OwnedWorkspace<double> work;
        work.allocate_for_samples(shape(), n_rows, true, nullptr, false);
        job.work = work;
        const auto run = [&](i64 first, i64 n) {
            job.train.rows = chosen.data() + first;
            job.train.n_samples = job.train.n_targets = n;
            return ROSENBLATT_ISA::loss_and_gradient<double>(job);
        };
        *loss = run(0, n_rows);
        copy_numbers(gradient, work.gradient, n_parameters());
        for (i64 first = 0; deltas && first < n_rows; first += work.n_rows) {
            const i64 left = n_rows - first, n = left < work.n_rows ? left : work.n_rows;
            if (n < n_rows) run(first, n);  // the workspace holds one block
            double* to = deltas;
            for (i64 l = 0; l < shape().n_layers; to += n_rows * width(l++)) copy_numbers(to + first * width(l), work.delta[l], n * width(l));
        }
        return true;
    }

    i64 snapshot_size() const override {
        const i64 numbers = static_cast<i64>(underway_.size() + parameters_.size() + moments_.size() + best_.size());
        return in_words(static_cast<i64>(sizeof progress_) + 8 + numbers * 8 + 624 * 4 + train_.n * 8);
    }

    void snapshot(std::uint8_t* out) const override { each_part(Bytes(out), [](Bytes& bytes, const auto* values, i64 n) { bytes.put(values, n); }); }

    bool load(std::uint8_t* in) override {
        if (train_.n == 0) return message.say("this network only computes values");
        Progress progress;
        std::vector<double> underway(underway_.size());
        std::vector<i64> order(order_.size());
        double stop;
        // What would lead out of bounds is looked at first; a refused state changes nothing.
        Bytes parts(in);
        parts.take(&progress, 1);
        parts.take(&stop, 1);
        parts.take(underway.data(), static_cast<i64>(underway.size()));
        parts.take(order.data(), train_.n);
        if (!(stop >= 0 && stop <= static_cast<double>(Stop::diverged))) return message.say("the state has an unknown end");
        if (progress.random_position < 0 || progress.random_position > 624) return message.say("the state's place in the random stream is out of bounds");
        if (!is_count(progress.epoch) || !is_count(progress.step) || !is_count(progress.samples_seen) || !is_count(progress.no_improvement))
            return message.say("the state has counters out of bounds");
        if (!(underway[0] >= 0 && underway[0] < static_cast<double>(train_.n) && underway[0] == std::floor(underway[0])))
            return message.say("the state lies inside an epoch of more than the ", train_.n, " samples");
        for (const i64 row : order)
            if (row < 0 || row >= train_.n) return message.say("the state's order has a row that is none of the ", train_.n, " samples");
        each_part(Bytes(in), [](Bytes& bytes, auto* values, i64 n) { bytes.take(values, n); });
        return true;
    }

    // The state continues under another plan: the rules of rosenblatt.training.refitted.
    bool replan(Header& header) override {
        if (train_.n == 0) return message.say("this network only computes values");
        if (underway_[0] != 0) return message.say("a plan changes between two epochs: the state is after ", static_cast<i64>(underway_[0]), " samples of one");
        OwnPlan plan = read_plan(header, shape(), train_.n, validation_.n > 0);
        if (!header.ends() || !fits_memory(header, plan)) return false;
        if (plan.loss == Loss::log_loss || plan_.loss == Loss::log_loss)
            if (plan.loss != plan_.loss) return message.say("log_loss learns classes, the other losses numbers: begin a new training");
        const OwnPlan before = plan_;
        plan_ = plan;
        stop_ = Stop::none;
        if (!same_but_end(plan, before)) {
            if (plan.solver != before.solver) {
                progress_.step = 0;
                moments_.assign(n_moments() * parameters_.size(), 0);
            }
            const bool carried = plan.schedule == before.schedule && (plan.schedule == Schedule::invscaling || plan.schedule == Schedule::adaptive);
            progress_.learning_rate = carried ? progress_.learning_rate * (plan.learning_rate_init / before.learning_rate_init) : plan.learning_rate_init;
            forget_best();
        }
        bind();
        return true;
    }

    void fresh(std::uint32_t seed) override {
        seed_key(key_, seed);
        RandomStream random{key_, 624};
        draw_weights(shape(), scheme_, hidden_, random, parameters_.data());
        progress_ = {};
        progress_.random_position = random.position;
        progress_.learning_rate = plan_.learning_rate_init;
        forget_best();
        moments_.assign(moments_.size(), 0);
        underway_.assign(underway_.size(), 0);
        for (i64 i = 0; i < train_.n; ++i) order_[static_cast<std::size_t>(i)] = i;
        stop_ = Stop::none;
    }

private:
    NetworkLab() {
        team_.run = [](Team*, Team::Task task, void* context, i64 n_blocks) {
            for (i64 block = 0; block < n_blocks; ++block) task(context, block);
        };
    }

    const Shape& shape() const { return layout_->shape(); }
    std::size_t n_moments() const { return plan_.solver == Optimizer::adam || plan_.solver == Optimizer::adamw ? 2 : 1; }

    double widths() const {
        double sum = static_cast<double>(n_inputs());
        for (i64 l = 0; l < shape().n_layers; ++l) sum += static_cast<double>(width(l));
        return sum;
    }

    bool read(Header& header) {
        if (!read_shape(header, true) || !read_samples(header, shape().last().activation == Activation::softmax)) return false;
        const std::uint32_t seed = static_cast<std::uint32_t>(header.integer("seed", 0, 0xffffffff));
        const i64 n_key = header.integer("the size of the random stream", 0, 625);
        const double* const key = header.finite("the random stream", n_key);
        const i64 n_given = header.integer("the number of parameters", 0, n_parameters());
        const double* const given = header.numbers("the parameters", n_given);
        if (n_key % 625 != 0 || n_given % n_parameters() != 0) header.refuse("a random stream has 625 numbers, the network ", n_parameters(), " parameters");
        for (i64 i = 0; header.ok() && i < n_key; ++i)
            if (!(key[i] >= 0 && key[i] <= (i == 0 ? 624 : 4294967295.0))) header.refuse("the random stream is out of bounds");
        if (!header.ok()) return false;
        plan_ = read_plan(header, shape(), train_.n, validation_.n > 0);
        if (!header.ends() || !fits_memory(header, plan_) || !lay_out(train_.n)) return false;
        fresh(seed);
        if (n_key > 0) {
            progress_.random_position = static_cast<i64>(key[0]);
            for (i64 i = 0; i < 624; ++i) key_[i] = static_cast<std::uint32_t>(key[i + 1]);
        }
        if (n_given > 0) edit(given);
        if (!best_.empty()) best_ = parameters_;
        bind();
        return true;
    }

    bool read_shape(Header& header, bool trains) {
        scheme_ = header.known("scheme of uniform initial weights", scheme_named);
        hidden_ = header.known("activation", activation_named);
        const i64 n_layers = header.integer("the number of layers", 1, most_layers);
        std::vector<Activation> activations;
        std::vector<i64> sizes;
        for (i64 l = 0; l < n_layers && header.ok(); ++l) {
            activations.push_back(header.known("activation", activation_named));
            const Activation activation = activations.back();
            const bool is_last = l + 1 == n_layers;
            if (!is_last && activation == Activation::softmax) header.refuse("softmax is for the output layer");
            if (trains && (activation == Activation::step || (!is_last && activation == Activation::exp)))
                header.refuse("a network with step or hidden exp activations cannot be trained: change that of layer ", l + 1);
        }
        for (i64 l = 0; l <= n_layers && header.ok(); ++l) sizes.push_back(header.integer("a layer's size", 1, most_width));
        std::vector<i64> groups = read_groups(header, sizes);
        if (!header.ok()) return false;
        double numbers = 0;
        for (std::size_t l = 0; l + 1 < sizes.size(); ++l) numbers += static_cast<double>(sizes[l] + 1) * static_cast<double>(sizes[l + 1]);
        if (numbers * 7 > most_numbers) header.refuse("the network has too many parameters for this page");
        if (!header.ok()) return false;
        layout_ = std::make_unique<Layout>(sizes, activations, std::move(groups));
        return true;
    }

    // The memory of the state, and for reading values.
    bool lay_out(i64 n_training) {
        const std::size_t n = static_cast<std::size_t>(n_parameters());
        if (static_cast<double>(rows_at_once()) * widths() * 6 > most_numbers) return message.say("the layers are too wide for this page");
        parameters_.resize(n);
        moments_.resize(n * n_moments());
        underway_.resize(static_cast<std::size_t>(n_tally + n_outputs()));
        order_.resize(static_cast<std::size_t>(n_training));
        job_.shape = shape();
        job_.parameters = parameters_.data();
        job_.team = &team_;
        reader_.allocate(shape(), rows_at_once(), true, true, nullptr, false);
        for (i64 l = 0; l < shape().n_layers; ++l) {
            sums_.emplace_back(static_cast<std::size_t>(rows_at_once() * width(l)));
            reader_.z[l] = sums_.back().data();
        }
        return true;
    }

    std::vector<i64> read_groups(Header& header, const std::vector<i64>& sizes) {
        std::vector<i64> groups;
        const i64 n_outputs = sizes.empty() ? 0 : sizes.back(), n_groups = header.integer("the number of groups of outputs", 1, most_width);
        i64 total = 0;
        for (i64 g = 0; g < n_groups && header.ok(); ++g) {
            groups.push_back(header.integer("a group of outputs", 1, most_width));
            total += groups.back();
        }
        if (total != n_outputs) header.refuse("the groups of outputs have ", total, " neurons, the output layer has ", n_outputs);
        return groups;
    }

    bool read_samples(Header& header, bool is_classes) {
        const i64 n_rows = header.integer("the number of rows", 1, most_rows), n_targets = is_classes ? shape().n_groups : n_outputs();
        const double* const X = header.finite("X", n_rows * n_inputs());
        const double* const y = header.finite("y", n_rows * n_targets);
        const double* const held_out = header.finite("held_out", n_rows);
        if (!header.ok()) return false;
        for (i64 i = 0; i < n_rows; ++i) {
            const double* const target = y + i * n_targets;
            for (i64 g = 0; is_classes && g < n_targets; ++g)
                if (!(target[g] >= 0 && target[g] < static_cast<double>(shape().groups[g]) && target[g] == std::floor(target[g])))
                    return message.say("row ", i + 1, " has no class from 0 to ", shape().groups[g] - 1);
            (held_out[i] != 0 ? validation_ : train_).add(X + i * n_inputs(), n_inputs(), target, n_targets, is_classes);
        }
        return train_.n > 0 || message.say("all ", n_rows, " rows are held out: training needs one at least");
    }

    bool fits_memory(Header& header, const Plan& plan) const {
        const double rows = static_cast<double>(rosenblatt::rows_at_once(plan.batch_length(train_.n))) + 512 + static_cast<double>(2 * rows_at_once());
        if (rows * widths() * 6 > most_numbers) header.refuse("batches of ", plan.batch_length(train_.n), " rows need too much memory: make batch_size smaller");
        return header.ok();
    }

    // After a change of the plan: pointers, and the memory of a batch.
    void bind() {
        const i64 n_validated = validation_.n < 512 ? validation_.n : 512;
        job_ = {};
        job_.shape = shape();
        job_.plan = plan_;
        job_.plan.dropout = plan_.rates.empty() ? nullptr : plan_.rates.data();
        job_.train = train_.view(shape());
        job_.has_validation = validation_.n > 0;
        if (job_.has_validation) job_.validation = validation_.view(shape());
        job_.parameters = parameters_.data();
        job_.moments = moments_.data();
        job_.random_key = key_;
        job_.order = order_.data();
        job_.best_parameters = best_.empty() ? nullptr : best_.data();
        job_.progress = &progress_;
        job_.underway = underway_.data();
        job_.team = &team_;
        work_.release();
        judge_.release();
        work_.allocate_for_samples(shape(), plan_.batch_length(train_.n), true, job_.plan.dropout, false);
        job_.work = work_;
        if (!job_.has_validation) return;
        judge_.allocate(shape(), n_validated, true, false, nullptr, false);
        job_.judge = judge_;
    }

    i64 advance(HistoryRow* rows, i64 n_rows, double seconds, i64 n_batches) {
        if (train_.n == 0) return message.say("this network only computes values"), -1;
        if (stop_ != Stop::none || n_rows < 1 || n_batches < 1) return 0;
        job_.most_batches = n_batches;
        const RunResult result = ROSENBLATT_ISA::run<double>(job_, rows, n_rows, seconds);
        stop_ = result.stop;
        return result.n_epochs;
    }

    // Calls use(work, first, n) for pieces of the rows, whose values of every layer are in the workspace then.
    template <class Use>
    void read_rows(const double* X, i64 n_rows, Use use) {
        Job<double> job = job_;
        job.work = reader_;
        Samples<double> rows{};
        rows.X = X;
        rows.n_features = rows.width = n_inputs();
        rows.n_samples = rows.n_targets = n_rows;
        i64 first = 0;
        for_each_batch(job, rows, job.work, static_cast<double*>(nullptr), [&](Batch<double>& batch) {
            batch.judges = false;
            run_rows(batch);
            use(job.work, first, batch.n);
            first += batch.n;
        });
    }

    // Rows that are read at a time without training.
    i64 rows_at_once() const { return 256; }

    void forget_best() {
        progress_.no_improvement = 0;
        progress_.best_loss = std::numeric_limits<double>::infinity();
        progress_.best_score = -std::numeric_limits<double>::infinity();
        if (plan_.early_stopping)
            best_ = parameters_;
        else
            best_.clear();
    }

    static bool same_but_end(const OwnPlan& a, const OwnPlan& b) {
        return a.loss == b.loss && a.solver == b.solver && a.schedule == b.schedule && a.alpha == b.alpha && a.batch_size == b.batch_size &&
               a.learning_rate_init == b.learning_rate_init && a.power_t == b.power_t && a.shuffle == b.shuffle && a.tol == b.tol &&
               a.n_iter_no_change == b.n_iter_no_change && a.early_stopping == b.early_stopping && a.momentum == b.momentum &&
               a.nesterovs_momentum == b.nesterovs_momentum && a.beta_1 == b.beta_1 && a.beta_2 == b.beta_2 && a.epsilon == b.epsilon &&
               a.loss_parameter == b.loss_parameter && a.max_grad_norm == b.max_grad_norm && a.one_class == b.one_class && a.rates == b.rates;
    }

    // The parts of a state in their order; of `self`, which may be constant.
    template <class Self, class Use>
    static void parts_of(Self& self, Bytes bytes, Use use) {
        double stop = static_cast<double>(self.stop_);
        use(bytes, &self.progress_, 1);
        use(bytes, &stop, 1);
        use(bytes, self.underway_.data(), static_cast<i64>(self.underway_.size()));
        use(bytes, self.order_.data(), self.train_.n);
        use(bytes, self.parameters_.data(), static_cast<i64>(self.parameters_.size()));
        use(bytes, self.moments_.data(), static_cast<i64>(self.moments_.size()));
        use(bytes, self.best_.data(), static_cast<i64>(self.best_.size()));
        use(bytes, self.key_, 624);
        if constexpr (!std::is_const_v<Self>) self.stop_ = static_cast<Stop>(static_cast<int>(stop));
    }
    template <class Use>
    void each_part(Bytes bytes, Use use) const { parts_of(*this, bytes, use); }
    template <class Use>
    void each_part(Bytes bytes, Use use) { parts_of(*this, bytes, use); }

    std::unique_ptr<Layout> layout_;
    Scheme scheme_ = Scheme::automatic;
    Activation hidden_ = Activation::relu;
    OwnSamples train_, validation_;
    OwnPlan plan_{};
    Stop stop_ = Stop::none;
    Progress progress_{};
    std::uint32_t key_[624] = {};
    std::vector<i64> order_;
    std::vector<double> parameters_, moments_, best_, underway_;
    std::vector<std::vector<double>> sums_;  // of every layer, for reading
    OwnedWorkspace<double> work_, judge_, reader_;
    Team team_{};
    Job<double> job_{};
};

}  // namespace rosenblatt::lab
