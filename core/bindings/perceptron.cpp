// Bindings of the perceptron: shapes are checked here once, and there is no arithmetic.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <optional>
#include <string>

#define ROSENBLATT_ISA rosenblatt::perceptron
#include "bindings/snapshots.hpp"
#include "bindings/border.hpp"
#include "machine/team.hpp"
#include "names.hpp"
#include "perceptron/predict.hpp"
#include "perceptron/seeds.hpp"
#include "perceptron/trainer.hpp"

using namespace nanobind::literals;

namespace rosenblatt::perceptron {
namespace {

template <class T, int n_dimensions>
using MaybeArray = std::optional<Array<T, n_dimensions>>;

template <class MaybeArray>
auto pointer(const MaybeArray& array) {
    return array ? array->data() : nullptr;
}

// Every index must be in range: the core reads the memory at these positions.
template <class Index>
bool all_below(const Index* places, std::size_t n, i64 bound) {
    bool below = true;
    for (std::size_t i = 0; i < n; ++i) below = below && places[i] >= 0 && places[i] < bound;
    return below;
}

bool rising(const std::int32_t* starts, i64 n, i64 last) {
    bool rises = starts[0] == 0 && starts[n] == last;
    for (i64 i = 0; i < n; ++i) rises = rises && starts[i] <= starts[i + 1];
    return rises;
}

class PerceptronTrainer {
public:
    virtual ~PerceptronTrainer() = default;
    virtual std::string run(Array<double, 2> rows, Array<std::int32_t, 2> mistakes, double seconds, i64 n_threads, SnapshotRoom* snapshots) = 0;
};

// A state's arrays and the samples, bound together and kept alive.
template <class T>
class BoundTrainer : public PerceptronTrainer {
public:
    BoundTrainer(const Plan& plan, Array<T, 2> weights, Array<std::uint8_t, 1> neurons, Array<std::int32_t, 2> order, Array<T, 2> shrunk,
                 Array<T, 2> averages, nb::ndarray<const T, nb::c_contig, nb::device::cpu> values,
                 MaybeArray<const std::int32_t, 1> features, MaybeArray<const std::int32_t, 1> starts,
                 Array<const std::int32_t, 1> classes, MaybeArray<const double, 2> class_weight, MaybeArray<const T, 1> sample_weight,
                 MaybeArray<const std::uint8_t, 1> held_out, double bias_decay)
        : plan(plan), weights(weights), neurons(neurons), order(order), shrunk(shrunk), averages(averages), values(values),
          features(features), starts(starts), classes(classes), class_weight(class_weight), sample_weight(sample_weight),
          held_out(held_out), bias_decay(bias_decay), trainer(checked()) {}

    std::string run(Array<double, 2> rows, Array<std::int32_t, 2> mistakes, double seconds, i64 n_threads, SnapshotRoom* snapshots) override {
        const i64 n_epochs = static_cast<i64>(rows.shape(0)), n_neurons = static_cast<i64>(weights.shape(0));
        require(static_cast<i64>(rows.shape(1)) == static_cast<i64>(sizeof(HistoryRow) / sizeof(double)), "rows must have the history's columns");
        require(static_cast<i64>(mistakes.size()) == n_neurons * n_epochs, "mistakes must have shape (n_neurons, n_epochs)");
        Snapshots* const room = room_for(snapshots, trainer.n_record_bytes(), trainer.n_learned());
        Stop stop;
        {
            const WithoutGil without_gil;
            ThreadTeam team(static_cast<int>(n_threads < n_neurons ? n_threads : n_neurons));
            stop = trainer.run(reinterpret_cast<HistoryRow*>(rows.data()), mistakes.data(), n_epochs, seconds, team, room);
        }
        if (PyErr_CheckSignals() != 0) throw nb::python_error();  // here, so that Ctrl-C leaves state and history consistent
        return stop_name(stop);
    }

private:
    Job<T> checked() const {
        const i64 n_neurons = static_cast<i64>(weights.shape(0)), n_features = static_cast<i64>(weights.shape(1));
        const i64 n_samples = static_cast<i64>(classes.size());
        const auto size = [](i64 a, i64 b) { return static_cast<std::size_t>(a * b); };

        require(n_neurons >= 1 && n_features >= 1 && n_samples >= 1, "a perceptron needs neurons, features and samples");
        require(neurons.size() == size(n_neurons, sizeof(Neuron)), "neurons must be a record for each row of weights");
        require(static_cast<i64>(order.shape(0)) == n_neurons, "order must have a row for each neuron");
        require(n_samples <= std::numeric_limits<std::int32_t>::max(), "a perceptron learns from at most 2147483647 samples");
        const i64 n_order = static_cast<i64>(order.shape(1));
        for (i64 k = 0; k < n_neurons; ++k) require_order(order.data() + k * n_order, n_order, plan.shuffle_window, n_samples);
        require(shrunk.size() == 0 || shrunk.size() == weights.size(), "shrunk must be empty or as large as weights");
        require(averages.size() == 0 || averages.size() == weights.size(), "averages must be empty or as large as weights");
        require(features.has_value() == starts.has_value(), "CSR samples need features and starts");
        if (starts) {
            require(starts->size() == size(n_samples, 1) + 1 && features->size() == values.size(), "starts and features must fit the values");
            require(rising(starts->data(), n_samples, static_cast<i64>(values.size())), "a CSR matrix has row starts out of bounds");
            require(all_below(features->data(), features->size(), n_features), "a CSR matrix has feature indices out of bounds");
        } else {
            require(values.size() == size(n_samples, n_features), "values must have shape (n_samples, n_features)");
        }
        require(!class_weight || class_weight->size() == size(n_neurons, 2), "class_weight must have shape (n_neurons, 2)");
        require(!sample_weight || sample_weight->size() == size(n_samples, 1), "sample_weight must have shape (n_samples,)");
        require(!held_out || held_out->size() == size(n_samples, 1), "held_out must have shape (n_samples,)");
        require(!plan.early_stopping || held_out, "early stopping needs samples that are held out");

        return {plan,
                {values.data(), pointer(features), pointer(starts), n_samples, n_features, classes.data(), pointer(sample_weight),
                 pointer(held_out), bias_decay},
                pointer(class_weight),
                n_neurons,
                reinterpret_cast<Neuron*>(neurons.data()),
                weights.data(),
                shrunk.size() ? shrunk.data() : nullptr,
                averages.size() ? averages.data() : nullptr,
                order.data()};
    }

    const Plan plan;
    const Array<T, 2> weights;
    const Array<std::uint8_t, 1> neurons;
    const Array<std::int32_t, 2> order;
    const Array<T, 2> shrunk, averages;
    const nb::ndarray<const T, nb::c_contig, nb::device::cpu> values;
    const MaybeArray<const std::int32_t, 1> features, starts;
    const Array<const std::int32_t, 1> classes;
    const MaybeArray<const double, 2> class_weight;
    const MaybeArray<const T, 1> sample_weight;
    const MaybeArray<const std::uint8_t, 1> held_out;
    const double bias_decay;
    Trainer<T> trainer;
};

template <class T, class Bias>
bool fits(const Array<const T, 2>& X, const Array<const T, 2>& weights, const Array<const Bias, 1>& biases) {
    return X.shape(1) == weights.shape(1) && biases.shape(0) == weights.shape(0);
}

template <class T, class Bias>
void decide_all(Array<const T, 2> X, Array<const T, 2> weights, Array<const Bias, 1> biases, Array<Bias, 2> scores) {
    require(fits(X, weights, biases), "samples, weights and biases do not fit together");
    require(scores.size() == X.shape(0) * weights.shape(0), "scores must have shape (n_samples, n_neurons)");
    const WithoutGil without_gil;
    decide(X.data(), static_cast<i64>(X.shape(0)), static_cast<i64>(X.shape(1)), weights.data(), biases.data(),
           static_cast<i64>(weights.shape(0)), scores.data());
}

template <class T, class Bias>
void classify_all(Array<const T, 2> X, Array<const T, 2> weights, Array<const Bias, 1> biases, Array<i64, 1> classes) {
    require(fits(X, weights, biases), "samples, weights and biases do not fit together");
    require(classes.size() == X.shape(0), "classes must have shape (n_samples,)");
    const WithoutGil without_gil;
    classify(X.data(), static_cast<i64>(X.shape(0)), static_cast<i64>(X.shape(1)), weights.data(), biases.data(),
             static_cast<i64>(weights.shape(0)), classes.data());
}

template <class T, class Bias>
void bind_prediction(nb::module_& m) {
    m.def("perceptron_decide", &decide_all<T, Bias>, "X"_a.noconvert(), "weights"_a.noconvert(), "biases"_a.noconvert(),
          "scores"_a.noconvert());
    m.def("perceptron_classify", &classify_all<T, Bias>, "X"_a.noconvert(), "weights"_a.noconvert(), "biases"_a.noconvert(),
          "classes"_a.noconvert());
}

template <class T>
void bind_trainer(nb::class_<PerceptronTrainer>& trainer) {
    trainer.def(
        nb::new_([](const Plan& plan, Array<T, 2> weights, Array<std::uint8_t, 1> neurons, Array<std::int32_t, 2> order,
                    Array<T, 2> shrunk, Array<T, 2> averages, nb::ndarray<const T, nb::c_contig, nb::device::cpu> values,
                    MaybeArray<const std::int32_t, 1> features, MaybeArray<const std::int32_t, 1> starts,
                    Array<const std::int32_t, 1> classes, MaybeArray<const double, 2> class_weight,
                    MaybeArray<const T, 1> sample_weight, MaybeArray<const std::uint8_t, 1> held_out,
                    double bias_decay) -> PerceptronTrainer* {
            return new BoundTrainer<T>(plan, weights, neurons, order, shrunk, averages, values, features, starts, classes,
                                       class_weight, sample_weight, held_out, bias_decay);
        }),
        "plan"_a, "weights"_a.noconvert(), "neurons"_a.noconvert(), "order"_a.noconvert(), "shrunk"_a.noconvert(),
        "averages"_a.noconvert(), "values"_a.noconvert(), "features"_a.noconvert().none(), "starts"_a.noconvert().none(),
        "classes"_a.noconvert(), "class_weight"_a.noconvert().none(), "sample_weight"_a.noconvert().none(),
        "held_out"_a.noconvert().none(), "bias_decay"_a);
}

}  // namespace
}  // namespace rosenblatt::perceptron

void bind_perceptron(nanobind::module_& m) {
    using namespace rosenblatt;
    using perceptron::PerceptronTrainer;
    using perceptron::Plan;
    nb::class_<Plan>(m, "PerceptronPlan")
        .def(
            "__init__",
            [](Plan* self, bool penalised, double alpha, double l1_share, double shrink_factor, double eta0, double tol, bool fit_bias,
               bool shuffle, bool early_stopping, Count max_iter, Count n_iter_no_change, Count average, Count shuffle_window) {
                new (self) Plan{penalised, alpha, l1_share, shrink_factor, eta0, tol, fit_bias, shuffle, early_stopping, max_iter,
                                n_iter_no_change, average, shuffle_window};
            },
            nb::kw_only(), "penalised"_a, "alpha"_a, "l1_share"_a, "shrink_factor"_a, "eta0"_a, "tol"_a, "fit_bias"_a, "shuffle"_a,
            "early_stopping"_a, "max_iter"_a, "n_iter_no_change"_a, "average"_a, "shuffle_window"_a = 0);
    nb::class_<PerceptronTrainer> trainer(m, "PerceptronTrainer");
    perceptron::bind_trainer<double>(trainer);
    perceptron::bind_trainer<float>(trainer);
    trainer.def("run", &PerceptronTrainer::run, "rows"_a.noconvert(), "mistakes"_a.noconvert(), "seconds"_a, "n_threads"_a,
                "snapshots"_a.none() = nb::none());
    perceptron::bind_prediction<double, double>(m);
    perceptron::bind_prediction<float, float>(m);
    perceptron::bind_prediction<float, double>(m);
    m.def(
        "shuffle_seeds",
        [](std::uint32_t random_state, Array<i64, 1> seeds) {
            perceptron::shuffle_seeds(random_state, seeds.data(), static_cast<i64>(seeds.size()));
        },
        "random_state"_a, "seeds"_a.noconvert());
}
