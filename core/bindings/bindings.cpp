// rosenblatt._core: the border between Python and the engine. Arrays are checked here; there is no arithmetic.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <vector>

#include "bindings/architecture.hpp"
#include "bindings/plan.hpp"
#include "bindings/samples.hpp"
#include "bindings/snapshots.hpp"
#include "bindings/training.hpp"
#include "machine/blas.hpp"

using namespace nanobind::literals;
using namespace rosenblatt;

void bind_trainer(nb::module_&);
void bind_formulas(nb::module_&);
void bind_mixture(nb::module_&);
void bind_perceptron(nb::module_&);

NB_MODULE(_core, m) {
    m.doc() = "The compiled core of rosenblatt; rosenblatt.training.reference is its NumPy counterpart.";
#ifdef ROSENBLATT_SANITIZED
    m.attr("sanitized") = true;
#else
    m.attr("sanitized") = false;
    nb::set_leak_warnings(false);  // a daemon thread keeps its objects when the program ends
#endif
    find_blas();
    static constexpr const char* names[] = {"baseline", "avx2", "avx512"};
    m.attr("instruction_set") = names[static_cast<int>(instruction_set)];

    nb::class_<Architecture>(m, "Architecture")
        .def(nb::init<const std::vector<i64>&, const std::vector<std::string>&, std::vector<i64>, const std::string&, std::optional<double>>(),
             "layer_sizes"_a, "activations"_a, "output_groups"_a, "cell"_a = "none", "initial_context"_a.none() = 0.5);

    nb::class_<OwnedPlan>(m, "Plan").def(
        "__init__", &make_plan, nb::kw_only(), "loss"_a, "solver"_a, "schedule"_a, "alpha"_a, "batch_size"_a, "learning_rate_init"_a, "power_t"_a,
        "max_iter"_a, "n_steps"_a, "shuffle"_a, "tol"_a, "n_iter_no_change"_a, "early_stopping"_a, "momentum"_a, "nesterovs_momentum"_a, "beta_1"_a,
        "beta_2"_a, "epsilon"_a, "loss_parameter"_a, "dropout"_a, "max_grad_norm"_a, "backprop_steps"_a = 0, "update_steps"_a = 0, "one_class"_a = false, "shuffle_window"_a = 0);

    nb::class_<SampleArrays>(m, "Samples")
        .def_static("dense", &SampleArrays::dense, "X"_a, "numbers"_a.none(), "classes"_a.none(), "weight"_a.none(), "rows"_a.none(), nb::rv_policy::take_ownership)
        .def_static("stepped", &SampleArrays::stepped, "X"_a, "step_starts"_a, "numbers"_a.none(), "classes"_a.none(), "weight"_a.none(), "rows"_a.none(), nb::rv_policy::take_ownership)
        .def_static("sparse", &SampleArrays::sparse, "values"_a, "columns"_a, "starts"_a, "n_features"_a, "numbers"_a.none(), "classes"_a.none(),
                    "weight"_a.none(), "rows"_a.none(), nb::rv_policy::take_ownership)
        .def_static("sequences", &SampleArrays::sequences, "X"_a, "numbers"_a.none(), "classes"_a.none(), "weight"_a.none(), "rows"_a.none(),
                    "offsets"_a, "targets"_a.none(), nb::rv_policy::take_ownership);

    nb::class_<SnapshotRoom>(m, "SnapshotRoom")
        .def(nb::init<SnapshotRoom::Records, bool, Count, std::optional<SnapshotRoom::Epochs>>(), "records"_a.noconvert(), "steps"_a, "every"_a,
             "epochs"_a.none())
        .def_prop_ro("taken", &SnapshotRoom::taken);
    m.def("seal", &seal, "records"_a.noconvert(), "factors"_a.noconvert(), "seed"_a);

    bind_trainer(m);
    bind_formulas(m);
    bind_mixture(m);
    bind_perceptron(m);
}
