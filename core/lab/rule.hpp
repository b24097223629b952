// The perceptron rule in training. Its epochs are those of the trainer; inside one, the page sees the state after each sample.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "lab/lab.hpp"
#include "perceptron/predict.hpp"
#include "perceptron/seeds.hpp"
#include "perceptron/trainer.hpp"

namespace rosenblatt::lab {

enum class Penalty { none, l2, l1, elasticnet };

inline std::optional<Penalty> penalty_named(std::string_view name) {
    static constexpr std::pair<std::string_view, Penalty> table[] = {
        {"none", Penalty::none}, {"l2", Penalty::l2}, {"l1", Penalty::l1}, {"elasticnet", Penalty::elasticnet}};
    return named(name, table);
}

// Counterpart of rosenblatt.training.perceptron.plan.
struct RulePlan : perceptron::Plan {
    Penalty penalty = Penalty::none;
};

inline RulePlan read_rule(Header& header) {
    using Ends = Header::Ends;
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr i64 many = static_cast<i64>(most_exact);
    RulePlan plan{};
    plan.penalty = header.known("penalty", penalty_named);
    plan.penalised = plan.penalty != Penalty::none;
    plan.alpha = header.number("alpha", 0, infinite, Ends::open_above);
    const double l1_ratio = header.number("l1_ratio", 0, 1);
    plan.fit_bias = header.flag("fit_intercept");
    plan.max_iter = header.integer("max_iter", 1, many);
    plan.tol = header.number("tol", -infinite, infinite, Ends::open_above);
    plan.shuffle = header.flag("shuffle");
    plan.eta0 = header.number("eta0", 0, infinite, Ends::open);
    plan.early_stopping = header.flag("early_stopping");
    plan.n_iter_no_change = header.integer("n_iter_no_change", 1, many);
    plan.average = header.integer("average", 0, many);
    plan.l1_share = plan.penalty == Penalty::l1 ? 1 : plan.penalty == Penalty::elasticnet ? l1_ratio : 0;
    const double factor = 1.0 - (1.0 - plan.l1_share) * plan.eta0 * plan.alpha;
    plan.shrink_factor = factor > 0 ? factor : 0;
    return plan;
}

class RuleLab : public Lab {
public:
    // Null if the header is refused. After "perceptron": the numbers of inputs, classes, rows, X, y, which rows are held out, the
    // seed, then the plan's name and numbers.
    static Lab* make(Header& header) {
        auto lab = std::unique_ptr<RuleLab>(new RuleLab);
        return lab->read(header) ? lab.release() : nullptr;
    }

    i64 run(HistoryRow* rows, i64 n_rows, double seconds) override {
        i64 made = 0;
        if (underway_ > 0 && n_rows > 0) made = end_epoch(rows);
        if (stop_ != Stop::none || made == n_rows) return made;
        std::vector<std::int32_t> mistakes(static_cast<std::size_t>(n_neurons_ * (n_rows - made)));
        stop_ = trainer_->run(rows + made, mistakes.data(), n_rows - made, seconds, team_, nullptr);
        const double before = seconds_;
        for (i64 i = made; i < made + trainer_->n_made(); ++i) rows[i].seconds = seconds_ = before + rows[i].seconds;
        return made + trainer_->n_made();
    }

    i64 step(HistoryRow* row, i64 n_samples) override {
        if (stop_ != Stop::none || n_samples < 1) return 0;
        if (underway_ == 0 && !begin_epoch()) return -1;
        if (n_samples >= trainer_->n_learned() - underway_) return end_epoch(row);
        show(underway_ + n_samples);
        return 0;
    }

    Status status() const override {
        double best = 0;
        i64 epoch = 0, stale = 0;
        for (const perceptron::Neuron& neuron : now_.neurons) {
            best += neuron.best;
            epoch = neuron.epoch > epoch ? neuron.epoch : epoch;
            stale = neuron.no_improvement > stale ? neuron.no_improvement : stale;
        }
        return {static_cast<double>(epoch), now_.neurons[0].step - 1, static_cast<double>(underway_), static_cast<double>(stop_), plan_.eta0,
                static_cast<double>(stale), best, static_cast<double>(mistakes_)};
    }

    i64 n_inputs() const override { return n_features_; }
    i64 n_outputs() const override { return n_neurons_; }
    i64 n_parameters() const override { return n_neurons_ * (n_features_ + 1); }
    i64 width(i64 layer) const override { return layer == 0 ? n_neurons_ : 0; }
    i64 n_training() const override { return n_samples(); }
    void order(double* out) const override {
        for (i64 i = 0; i < n_samples(); ++i) out[i] = now_.order[static_cast<std::size_t>(i)];
    }

    void parameters(double* out) const override {
        for (i64 k = 0; k < n_neurons_; ++k) {
            const perceptron::Neuron& neuron = now_.neurons[static_cast<std::size_t>(k)];
            for (i64 j = 0; j < n_features_; ++j) out[j * n_neurons_ + k] = now_.weights[static_cast<std::size_t>(k * n_features_ + j)] * neuron.scale;
            out[n_neurons_ * n_features_ + k] = neuron.bias;
        }
    }

    bool edit(const double* parameters) override {
        if (underway_ > 0) return message.say("a perceptron's weights are edited between two epochs: train to the end of this one first");
        for (i64 k = 0; k < n_neurons_; ++k) {
            perceptron::Neuron& neuron = now_.neurons[static_cast<std::size_t>(k)];
            for (i64 j = 0; j < n_features_; ++j) now_.weights[static_cast<std::size_t>(k * n_features_ + j)] = parameters[j * n_neurons_ + k];
            neuron.bias = parameters[n_neurons_ * n_features_ + k];
            neuron.scale = 1;
            if (neuron.status == perceptron::stopped) neuron.status = perceptron::learning;
        }
        measure_norms();
        restart();
        return true;
    }

    bool forward(const double* X, i64 n_rows, double* out) override {
        const std::vector<double> weights = solution();
        const std::vector<double> biases = biases_of(now_.neurons);
        perceptron::decide(X, n_rows, n_features_, weights.data(), biases.data(), n_neurons_, out);
        return true;
    }

    bool layer_values(const double* X, i64 n_rows, i64 layer, double* z, double* a) override {
        if (layer != 0) return message.say("there is no layer ", layer, ": a perceptron has one");
        std::vector<double> sums(static_cast<std::size_t>(n_rows * n_neurons_));
        forward(X, n_rows, sums.data());
        for (std::size_t i = 0; i < sums.size(); ++i) {
            if (z) z[i] = sums[i];
            if (a) a[i] = sums[i] > 0 ? 1 : 0;
        }
        return true;
    }

    bool gradient(const double*, i64, double*, double*, double*) override {
        return message.say("the perceptron rule has no gradient: each mistake adds the sample to the weights, or subtracts it");
    }

    i64 snapshot_size() const override {
        const i64 numbers = 3 + static_cast<i64>(now_.weights.size() + now_.shrunk.size() + now_.averages.size());
        return in_words(numbers * 8 + n_neurons_ * (static_cast<i64>(sizeof(perceptron::Neuron)) + n_samples() * 4));
    }

    void snapshot(std::uint8_t* out) const override {
        Bytes bytes(out);
        const double head[3] = {static_cast<double>(underway_), static_cast<double>(stop_), seconds_};
        bytes.put(head, 3);
        (underway_ > 0 ? start_ : now_).each([&](const auto& values) { bytes.put(values.data(), static_cast<i64>(values.size())); });
    }

    bool load(std::uint8_t* in) override {
        Bytes bytes(in);
        double head[3];
        bytes.take(head, 3);
        if (!(head[0] >= 0 && head[0] < static_cast<double>(trainer_->n_learned()) && head[0] == std::floor(head[0])))
            return message.say("the state lies inside an epoch of more than the ", trainer_->n_learned(), " samples");
        if (!(head[1] >= 0 && head[1] <= static_cast<double>(Stop::diverged))) return message.say("the state has an unknown end");
        Arrays loaded = now_;
        loaded.each([&](auto& values) { bytes.take(values.data(), static_cast<i64>(values.size())); });
        for (const perceptron::Neuron& neuron : loaded.neurons)
            if (!is_count(neuron.epoch) || !is_count(neuron.no_improvement) || neuron.status < perceptron::learning || neuron.status > perceptron::diverged)
                return message.say("the state has counters out of bounds");
        for (const std::int32_t row : loaded.order)
            if (row < 0 || row >= n_samples()) return message.say("the state's order has a row that is none of the ", n_samples(), " samples");
        now_.copy(loaded);
        seconds_ = head[2];
        restart();
        stop_ = static_cast<Stop>(static_cast<int>(head[1]));
        if (head[0] == 0) return true;
        if (!begin_epoch()) return false;
        show(static_cast<i64>(head[0]));
        return true;
    }

    // The rules of rosenblatt.training.refitted.
    bool replan(Header& header) override {
        if (underway_ > 0) return message.say("a plan changes between two epochs: the state is after ", underway_, " samples of one");
        const RulePlan plan = read_rule(header);
        if (!header.ends()) return false;
        if (plan.early_stopping != plan_.early_stopping) return message.say("early_stopping changes which rows are learned: begin a new training");
        const RulePlan before = plan_;
        plan_ = plan;
        if (!same_but_end(plan, before)) {
            for (perceptron::Neuron& neuron : now_.neurons) {
                neuron.no_improvement = 0;
                neuron.best = worst();
                if (neuron.status == perceptron::stopped) neuron.status = perceptron::learning;
            }
            const bool begins_penalty = plan.penalised && !before.penalised;
            make_room();
            if (begins_penalty) measure_norms();
        }
        restart();
        return true;
    }

    void fresh(std::uint32_t seed) override {
        std::vector<i64> seeds(static_cast<std::size_t>(n_neurons_));
        perceptron::shuffle_seeds(seed, seeds.data(), n_neurons_);
        now_ = {};
        for (const i64 each : seeds) {
            perceptron::Neuron neuron{};
            neuron.scale = neuron.average_divisor = neuron.step = 1;
            neuron.best = worst();
            neuron.seed = each;
            now_.neurons.push_back(neuron);
            for (i64 i = 0; i < n_samples(); ++i) now_.order.push_back(static_cast<std::int32_t>(i));
        }
        now_.weights.resize(static_cast<std::size_t>(n_neurons_ * n_features_));
        make_room();
        seconds_ = 0;
        restart();
    }

private:
    // The arrays of rosenblatt.training.perceptron.state.PerceptronState.
    struct Arrays {
        std::vector<perceptron::Neuron> neurons;
        std::vector<double> weights, shrunk, averages;
        std::vector<std::int32_t> order;

        template <class Use>
        void each(Use use) { use(neurons), use(weights), use(shrunk), use(averages), use(order); }
        template <class Use>
        void each(Use use) const { use(neurons), use(weights), use(shrunk), use(averages), use(order); }

        // Into the same memory, which the trainer points to.
        void copy(const Arrays& other) {
            neurons = other.neurons;
            weights = other.weights;
            shrunk = other.shrunk;
            averages = other.averages;
            order = other.order;
        }
    };

    RuleLab() { team_.run = run_blocks; }

    static void run_blocks(Team*, Team::Task task, void* context, i64 n_blocks) {
        for (i64 block = 0; block < n_blocks; ++block) task(context, block);
    }

    i64 n_samples() const { return static_cast<i64>(classes_.size()); }
    double worst() const { return plan_.early_stopping ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity(); }

    bool read(Header& header) {
        n_features_ = header.integer("the number of inputs", 1, most_width);
        const i64 n_classes = header.integer("the number of classes", 2, most_width), n_rows = header.integer("the number of rows", 1, most_rows);
        n_neurons_ = n_classes == 2 ? 1 : n_classes;
        const double* const X = header.finite("X", n_rows * n_features_);
        const double* const y = header.finite("y", n_rows);
        const double* const held_out = header.finite("held_out", n_rows);
        const std::uint32_t seed = static_cast<std::uint32_t>(header.integer("seed", 0, 0xffffffff));
        plan_ = read_rule(header);
        if (!header.ends()) return false;
        if (static_cast<double>(n_neurons_) * static_cast<double>(n_features_ + n_rows) * 8 > most_numbers) return message.say("the perceptron is too large for this page");
        for (i64 i = 0; i < n_rows; ++i) {
            if (!(y[i] >= 0 && y[i] < static_cast<double>(n_classes) && y[i] == std::floor(y[i]))) return message.say("row ", i + 1, " has no class from 0 to ", n_classes - 1);
            n_held_out_ += held_out[i] != 0;
            // With early stopping the rows that are held out keep their place in the order, as in scikit-learn.
            if (held_out[i] != 0 && !plan_.early_stopping) continue;
            X_.insert(X_.end(), X + i * n_features_, X + (i + 1) * n_features_);
            classes_.push_back(static_cast<std::int32_t>(y[i]));
            held_out_.push_back(held_out[i] != 0);
        }
        if (n_held_out_ == n_rows) return message.say("all ", n_rows, " rows are held out: training needs one at least");
        if (plan_.early_stopping && n_held_out_ == 0) return message.say("early_stopping needs validation samples to judge by: hold some rows out");
        fresh(seed);
        return true;
    }

    // Memory that the plan needs and the state does not have yet.
    void make_room() {
        if (plan_.average > 0 && now_.averages.empty()) now_.averages.resize(now_.weights.size());
        if ((plan_.penalty == Penalty::l1 || plan_.penalty == Penalty::elasticnet) && now_.shrunk.empty()) now_.shrunk.resize(now_.weights.size());
    }

    void measure_norms() {
        for (i64 k = 0; k < n_neurons_; ++k) {
            double squares = 0, absolutes = 0;
            for (i64 j = 0; j < n_features_; ++j) {
                const double weight = now_.weights[static_cast<std::size_t>(k * n_features_ + j)];
                squares += weight * weight;
                absolutes += std::fabs(weight);
            }
            perceptron::Neuron& neuron = now_.neurons[static_cast<std::size_t>(k)];
            neuron.squared_norm = squares * (neuron.scale * neuron.scale);
            neuron.absolute_sum = absolutes * neuron.scale;
        }
    }

    // A new trainer for the present arrays and plan.
    void restart() {
        underway_ = mistakes_ = 0;
        stop_ = Stop::none;
        perceptron::Samples<double> samples{X_.data(), nullptr, nullptr, n_samples(), n_features_, classes_.data(), nullptr,
                                            plan_.early_stopping ? held_out_.data() : nullptr, 1.0};
        job_.emplace(perceptron::Job<double>{plan_, samples, nullptr, n_neurons_, now_.neurons.data(), now_.weights.data(),
                                             now_.shrunk.empty() ? nullptr : now_.shrunk.data(), now_.averages.empty() ? nullptr : now_.averages.data(),
                                             now_.order.data()});
        trainer_.emplace(*job_);
    }

    // Train an epoch, keep the state after each sample, and show the first of them.
    bool begin_epoch() {
        const i64 n = trainer_->n_learned(), size = in_words(static_cast<i64>(trainer_->n_record_bytes()));
        if (static_cast<double>(n) * static_cast<double>(size) > most_numbers * 2)
            return message.say("an epoch of ", n, " samples is too large to be shown sample by sample: run whole epochs");
        start_ = now_;
        records_.resize(static_cast<std::size_t>(n * size));
        record_size_ = size;
        Snapshots room{records_.data(), n, size, true, 1, nullptr, 0, false};
        std::vector<std::int32_t> mistakes(static_cast<std::size_t>(n_neurons_));
        end_stop_ = trainer_->run(&end_row_, mistakes.data(), 1, std::numeric_limits<double>::infinity(), team_, &room);
        end_ = now_;
        show(0);
        return true;
    }

    // The state after some samples of the epoch that has begun.
    void show(i64 n) {
        mistakes_ = n >= underway_ && underway_ > 0 ? mistakes_ : 0;
        i64 counted = n >= underway_ && underway_ > 0 ? underway_ : 0;
        for (; counted < n; ++counted) mistakes_ += mistakes_at(counted);
        underway_ = n;
        if (n > 0) read_record(n - 1, now_);
    }

    void read_record(i64 i, Arrays& to) {
        Bytes bytes(records_.data() + i * record_size_ + static_cast<i64>(sizeof(SnapshotHead)));
        bytes.take(to.neurons.data(), n_neurons_);
        bytes.take(to.weights.data(), static_cast<i64>(to.weights.size()));
        bytes.take(to.shrunk.data(), static_cast<i64>(to.shrunk.size()));
        bytes.take(to.averages.data(), static_cast<i64>(to.averages.size()));
    }

    // How many neurons the sample at a position of this epoch's order was on the wrong side of.
    i64 mistakes_at(i64 position) {
        Arrays before = start_;
        if (position > 0) read_record(position - 1, before);
        i64 wrong = 0;
        for (i64 k = 0; k < n_neurons_; ++k) {
            const perceptron::Neuron& neuron = before.neurons[static_cast<std::size_t>(k)];
            if (neuron.status != perceptron::learning) continue;
            const i64 row = learned_row(k, position);
            const perceptron::DenseRow<double> values{X_.data() + row * n_features_, n_features_};
            const double z = perceptron::pre_activation(before.weights.data() + k * n_features_, neuron.scale, neuron.bias, values);
            const double y = classes_[static_cast<std::size_t>(row)] == job_->own_class(k) ? 1 : -1;
            wrong += y * z <= 0;
        }
        return wrong;
    }

    // The row at a position among those that are not held out.
    i64 learned_row(i64 k, i64 position) const {
        const std::int32_t* const order = end_.order.data() + k * n_samples();
        i64 row = 0;
        for (i64 i = 0; i < n_samples(); ++i) {
            row = order[i];
            if (plan_.early_stopping && held_out_[static_cast<std::size_t>(row)]) continue;
            if (position-- == 0) break;
        }
        return row;
    }

    i64 end_epoch(HistoryRow* row) {
        now_.copy(end_);
        underway_ = mistakes_ = 0;
        stop_ = end_stop_;
        seconds_ += end_row_.seconds;
        *row = end_row_;
        row->seconds = seconds_;
        return 1;
    }

    std::vector<double> solution() const {
        std::vector<double> weights = now_.weights;
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] *= now_.neurons[i / static_cast<std::size_t>(n_features_)].scale;
        return weights;
    }

    static std::vector<double> biases_of(const std::vector<perceptron::Neuron>& neurons) {
        std::vector<double> biases;
        for (const perceptron::Neuron& neuron : neurons) biases.push_back(neuron.bias);
        return biases;
    }

    static bool same_but_end(const RulePlan& a, const RulePlan& b) {
        return a.penalty == b.penalty && a.alpha == b.alpha && a.l1_share == b.l1_share && a.eta0 == b.eta0 && a.tol == b.tol && a.fit_bias == b.fit_bias &&
               a.shuffle == b.shuffle && a.n_iter_no_change == b.n_iter_no_change && a.average == b.average;
    }

    i64 n_features_ = 0, n_neurons_ = 0, n_held_out_ = 0;
    std::vector<double> X_;
    std::vector<std::int32_t> classes_;
    std::vector<std::uint8_t> held_out_, records_;
    RulePlan plan_{};
    Arrays now_, start_, end_;  // at this moment; at the beginning and the end of the epoch under way
    i64 underway_ = 0, mistakes_ = 0, record_size_ = 0;
    HistoryRow end_row_{};
    Stop stop_ = Stop::none, end_stop_ = Stop::none;
    double seconds_ = 0;
    Team team_{};
    std::optional<perceptron::Job<double>> job_;
    std::optional<perceptron::Trainer<double>> trainer_;
};

}  // namespace rosenblatt::lab
