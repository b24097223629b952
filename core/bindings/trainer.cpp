// Bindings of training states: one, or many at once.
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "bindings/architecture.hpp"
#include "bindings/snapshots.hpp"
#include "bindings/state.hpp"
#include "bindings/training.hpp"
#include "many.hpp"
#include "names.hpp"
#include "machine/team.hpp"

using namespace nanobind::literals;
using namespace rosenblatt;

namespace {

// A training state bound to the engine; run() advances it.
class Trainer {
public:
    Trainer(const Architecture& architecture, const OwnedPlan& plan, const SampleArrays& train, const SampleArrays* validation,
            AnyWritable parameters, AnyWritable moments, Array<std::uint32_t, 1> random_key, Array<i64, 1> order, AnyWritable best_parameters,
            Array<std::uint8_t, 1> progress, AnyWritable context, Array<double, 1> underway, int n_threads)
        : state_{std::move(parameters), std::move(moments), std::move(best_parameters), std::move(random_key), std::move(order), std::move(progress),
                 std::move(context), std::move(underway)},
          plan_(plan), n_samples_(train.n_samples()), n_threads_(n_threads) {
        const Shape& shape = architecture.shape();
        const bool doubles = train.doubles();
        check(shape, train, validation);
        const BatchSize size = BatchSize::of_training(plan, train);
        const i64 n_rows = size.rows_at_once();
        large_ = is_large(shape, size.n_rows);
        uses_blas_ = !calls_no_blas && (doubles ? engine_for<double>(instruction_set).calls_blas(shape, n_rows)
                             : engine_for<float>(instruction_set).calls_blas(shape, n_rows));
        if (doubles)
            bind(training_.emplace<Training<double>>(), shape, train, validation, size);
        else
            bind(training_.emplace<Training<float>>(), shape, train, validation, size);
    }

    bool uses_blas() const { return uses_blas_; }

    // The arrays that training writes to.
    std::vector<const void*> arrays() const { return state_.pointers(); }

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
        return std::visit([&](auto& training) { return run_with(training, team, rows, n, seconds, nullptr, 0); }, training_);
    }

    std::tuple<i64, std::string> run(Array<double, 2> rows, double seconds, SnapshotRoom* snapshots) {
        require(rows.shape(1) * sizeof(double) == sizeof(HistoryRow), "history rows have another width");
        const i64 length = plan_.batch_length(n_samples_);
        Snapshots* const room = room_for(snapshots, state_.n_record_bytes(snapshots && snapshots->room.steps), (n_samples_ + length - 1) / length);
        if (room) room->keeps_best = state_.best.size() > 0;
        // An epoch of windows is long: without a recording a call may end after one of them.
        const bool may_end_inside = window_blocks(plan_.shuffle_window, n_samples_) > 0 && !room;
        const i64 most_batches = may_end_inside ? std::numeric_limits<i64>::max() : 0;
        RunResult result{};
        {
            const WithoutGil without_gil;
            ThreadTeam team(large_ ? n_threads_ : 1);
            auto* const to = reinterpret_cast<HistoryRow*>(rows.data());
            const i64 n = static_cast<i64>(rows.shape(0));
            result = std::visit([&](auto& training) { return run_with(training, team, to, n, seconds, room, most_batches); }, training_);
        }
        return {result.n_epochs, stop_name(result.stop)};
    }

private:
    static void memory_for(std::monostate) {}

    template <class T>
    static void memory_for(Training<T>& training) { training.take_memory(); }

    static RunResult run_with(std::monostate, Team&, HistoryRow*, i64, double, Snapshots*, i64) { return {}; }

    template <class T>
    static RunResult run_with(Training<T>& training, Team& team, HistoryRow* rows, i64 n, double seconds, Snapshots* snapshots, i64 most_batches) {
        training.take_memory();
        training.job.snapshots = snapshots;
        training.job.most_batches = most_batches;
        training.job.team = &team;
        return engine_for<T>(instruction_set).run(training.job, rows, n, seconds);
    }

    template <class T>
    void bind(Training<T>& training, const Shape& shape, const SampleArrays& train, const SampleArrays* validation, const BatchSize& size) {
        training.lay_out(shape, plan_, train, validation, size, false);
        state_.bind(training.job);
    }

    void check(const Shape& shape, const SampleArrays& train, const SampleArrays* validation) const {
        require(plan_.solver != Optimizer::none, "lbfgs does not advance by epochs");
        require(train.n_samples() >= 1 && train.n_features() == shape.n_inputs(), "samples and network have another width");
        train.check_targets(shape, plan_.loss);
        if (validation) {
            require(validation->n_samples() >= 1 && validation->n_features() == shape.n_inputs(), "validation samples have another width");
            require(validation->doubles() == train.doubles(), "validation samples have another dtype");
            validation->check_targets(shape, plan_.loss);
        }
        const bool recurrent = shape.cell != Cell::none;
        require(train.is_sequences() == recurrent && (!validation || validation->is_sequences() == recurrent),
                "networks with context neurons, and they alone, learn from sequences");
        require(plan_.update_steps <= plan_.backprop_steps || plan_.backprop_steps == 0, "update_steps must be at most backprop_steps");
        require(state_.context.size() == 0 || (train.n_samples() == 1 && static_cast<i64>(state_.context.size()) == shape.n_context),
                "a stream is one sequence, with what the context neurons hold");
        state_.check(plan_, static_cast<std::size_t>(shape.n_parameters), shape.n_outputs(), train.n_samples(), train.dtype(), validation != nullptr);
        require(plan_.rates.empty() || static_cast<i64>(plan_.rates.size()) == shape.n_layers - 1, "dropout needs a rate per hidden layer");
    }

    const StateArrays state_;
    const OwnedPlan plan_;
    const i64 n_samples_;
    std::variant<std::monostate, Training<double>, Training<float>> training_;
    const int n_threads_;
    bool large_ = false, uses_blas_ = false;
};

// Many trainers at once; run() advances those that have not ended. Of each it keeps the last row of its history, and counts
// its epochs and the last of them below the goal.
class ManyTrainer {
public:
    ManyTrainer(nb::list trainers, Array<const i64, 1> epochs, Array<double, 2> last, Array<i64, 2> counts, double goal)
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

    // How many have ended.
    i64 run(double seconds, int n_threads) {
        const WithoutGil without_gil;
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
    Array<const i64, 1> epochs_;
    Array<double, 2> last_;
    Array<i64, 2> counts_;
    double goal_;
    bool uses_blas_ = false;
};

}  // namespace

void bind_trainer(nb::module_& m) {
    nb::class_<Trainer>(m, "Trainer")
        .def(nb::init<const Architecture&, const OwnedPlan&, const SampleArrays&, const SampleArrays*, AnyWritable, AnyWritable,
                      Array<std::uint32_t, 1>, Array<i64, 1>, AnyWritable, Array<std::uint8_t, 1>, AnyWritable, Array<double, 1>, int>(),
             "architecture"_a, "plan"_a, "train"_a, "validation"_a.none(), "parameters"_a.noconvert(), "moments"_a.noconvert(), "random_key"_a.noconvert(),
             "order"_a.noconvert(), "best_parameters"_a.noconvert(), "progress"_a.noconvert(), "context"_a.noconvert(), "underway"_a.noconvert(), "n_threads"_a, nb::keep_alive<1, 2>(), nb::keep_alive<1, 4>(),
             nb::keep_alive<1, 5>())
        .def_prop_ro("uses_blas", &Trainer::uses_blas)
        .def("run", &Trainer::run, "rows"_a.noconvert(), "seconds"_a, "snapshots"_a.none() = nb::none());

    nb::class_<ManyTrainer>(m, "ManyTrainer")
        .def(nb::init<nb::list, Array<const i64, 1>, Array<double, 2>, Array<i64, 2>, double>(), "trainers"_a, "epochs"_a.noconvert(),
             "last"_a.noconvert(), "counts"_a.noconvert(), "goal"_a)
        .def_prop_ro("uses_blas", &ManyTrainer::uses_blas)
        .def("run", &ManyTrainer::run, "seconds"_a, "n_threads"_a)
        .def("stops", &ManyTrainer::stops);
}
