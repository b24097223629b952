// Bindings of a mixture's forward pass: many small networks that read the same rows through encodings. C++ counterpart of
// rosenblatt.network.mixture.Mixture.member_outputs.
#include <nanobind/stl/vector.h>

#include <cstring>
#include <memory>
#include <vector>

#include "bindings/architecture.hpp"
#include "bindings/training.hpp"
#include "machine/team.hpp"
#include "positions.hpp"

using namespace nanobind::literals;
using namespace rosenblatt;

namespace {

using Numbers = Array<const double, 1>;
using Indices = Array<const i64, 1>;

// How networks read the rows: standardised inputs, and a position on the steps of some of them.
struct OwnedEncoding {
    Numbers mean, scale;
    Indices columns, edge_starts;
    Numbers edges;
    Indices step_starts;
    bool same_units;  // as the first encoding

    i64 n_inputs() const { return static_cast<i64>(mean.shape(0)); }
    i64 n_stepped() const { return static_cast<i64>(columns.shape(0)); }
    i64 n_steps() const { return n_stepped() ? step_starts.data()[n_stepped()] : 0; }
    i64 width() const { return n_inputs() + n_stepped(); }
};

struct MixedNetwork {
    const Architecture* architecture;
    AnyArray parameters;
    i64 encoding, member;
};

class MixtureOutputs {
public:
    MixtureOutputs(i64 n_inputs, i64 n_outputs) : n_inputs_(n_inputs), n_outputs_(n_outputs) {
        require(n_inputs >= 1 && n_outputs >= 1, "a mixture needs inputs and outputs");
    }

    void add_encoding(Numbers mean, Numbers scale, Indices columns, Indices edge_starts, Numbers edges, Indices step_starts) {
        const std::size_t n = static_cast<std::size_t>(n_inputs_);
        require(mean.shape(0) == n && scale.shape(0) == n, "an encoding needs a mean and a scale for each input");
        const i64 n_stepped = static_cast<i64>(columns.shape(0));
        require(static_cast<i64>(edge_starts.shape(0)) == n_stepped + 1 &&
                    are_edges({columns.data(), n_stepped, edge_starts.data(), edges.data()}, static_cast<i64>(edges.shape(0)), n_inputs_),
                "a column of edges is out of bounds, or has fewer than two");
        require(static_cast<i64>(step_starts.shape(0)) == n_stepped + 1 && step_starts.data()[0] == 0, "step_starts must begin with 0");
        for (i64 c = 0; c < n_stepped; ++c) {
            const i64 n_edges = edge_starts.data()[c + 1] - edge_starts.data()[c];
            require(step_starts.data()[c + 1] - step_starts.data()[c] == n_edges - 1, "a column must have a step between neighbouring edges");
        }
        bool same = !encodings_.empty();
        if (same) {
            const OwnedEncoding& first = encodings_.front();
            same = std::memcmp(first.mean.data(), mean.data(), n * sizeof(double)) == 0 && std::memcmp(first.scale.data(), scale.data(), n * sizeof(double)) == 0;
        }
        encodings_.push_back({std::move(mean), std::move(scale), std::move(columns), std::move(edge_starts), std::move(edges), std::move(step_starts), same});
    }

    void add_network(const Architecture& architecture, AnyArray parameters, i64 encoding, i64 member) {
        const Shape& shape = architecture.shape();
        require(encoding >= 0 && encoding < static_cast<i64>(encodings_.size()) && member >= 0, "encoding or member is out of bounds");
        const OwnedEncoding& own = encodings_[static_cast<std::size_t>(encoding)];
        require(shape.cell == Cell::none && shape.n_inputs() == n_inputs_ + own.n_steps() && shape.n_outputs() == n_outputs_,
                "network and mixture have another number of inputs or outputs");
        require((is_double(parameters) || is_float(parameters)) && static_cast<i64>(parameters.size()) == shape.n_parameters &&
                    (networks_.empty() || parameters.dtype() == networks_.front().parameters.dtype()),
                "parameters must be float32 or float64, the same for all networks, and as many as the network's");
        n_members_ = std::max(n_members_, member + 1);
        networks_.push_back({&architecture, std::move(parameters), encoding, member});
    }

    // The sum of the outputs of each member's networks, (n_members, n_rows, n_outputs).
    void sums(Array<const double, 2> X, Array<double, 3> out, int n_threads) const {
        require(static_cast<i64>(X.shape(1)) == n_inputs_, "samples and mixture have another width");
        require(static_cast<i64>(out.shape(0)) == n_members_ && out.shape(1) == X.shape(0) && static_cast<i64>(out.shape(2)) == n_outputs_, "out has another shape");
        const i64 n_rows = static_cast<i64>(X.shape(0));
        if (networks_.empty() || n_rows == 0) return;
        const WithoutGil without_gil;
        Call call{this, X.data(), out.data(), n_rows};
        const i64 n_blocks = (n_rows + rows_together - 1) / rows_together;
        ThreadTeam team(n_blocks > 1 ? n_threads : 1);
        const bool doubles = is_double(networks_.front().parameters);
        team.run(&team, doubles ? run_block<double> : run_block<float>, &call, n_blocks);
    }

private:
    static constexpr i64 rows_together = 256;  // two layers of 64 neurons fit the second-level cache

    struct Call {
        const MixtureOutputs* self;
        const double* X;
        double* out;
        i64 n_rows;
    };

    template <class T>
    static void run_block(void* context, i64 block) {
        const Call& call = *static_cast<const Call*>(context);
        const i64 first = block * rows_together, n = std::min(rows_together, call.n_rows - first);
        const MixtureOutputs& self = *call.self;
        std::vector<std::vector<T>> encoded;
        for (const OwnedEncoding& encoding : self.encodings_)
            encoded.push_back(encode<T>(encoding, call.X + first * self.n_inputs_, n, encoded.empty() ? nullptr : encoded.front().data(), self.encodings_.front().width()));
        const std::size_t size = static_cast<std::size_t>(n * self.n_outputs_);
        std::vector<T> outputs(size);
        for (i64 member = 0; member < self.n_members_; ++member)
            std::memset(call.out + (member * call.n_rows + first) * self.n_outputs_, 0, size * sizeof(double));
        for (const MixedNetwork& network : self.networks_) {
            const std::size_t place = static_cast<std::size_t>(network.encoding);
            run_network(network, self.encodings_[place], encoded[place].data(), n, outputs.data());
            double* const to = call.out + (network.member * call.n_rows + first) * self.n_outputs_;
            for (std::size_t i = 0; i < size; ++i) to[i] += static_cast<double>(outputs[i]);
        }
    }

    template <class T>
    static std::vector<T> encode(const OwnedEncoding& e, const double* X, i64 n_rows, const T* like, i64 like_width) {
        const i64 width = e.width(), n = e.n_inputs();
        std::vector<T> encoded(static_cast<std::size_t>(n_rows * width));
        for (i64 i = 0; i < n_rows; ++i) {
            T* const to = encoded.data() + i * width;
            if (e.same_units)
                std::memcpy(to, like + i * like_width, static_cast<std::size_t>(n) * sizeof(T));
            else
                for (i64 j = 0; j < n; ++j) to[j] = static_cast<T>((X[i * n + j] - e.mean.data()[j]) / e.scale.data()[j]);
        }
        const Edges edges{e.columns.data(), e.n_stepped(), e.edge_starts.data(), e.edges.data()};
        write_positions(X, n_rows, n, edges, encoded.data() + n, width);
        return encoded;
    }

    template <class T>
    static void run_network(const MixedNetwork& network, const OwnedEncoding& encoding, const T* encoded, i64 n_rows, T* out) {
        Samples<T> samples{};
        samples.X = encoded;
        samples.width = encoding.width();
        samples.n_features = encoding.n_inputs() + encoding.n_steps();
        if (encoding.n_stepped()) {
            samples.step_starts = encoding.step_starts.data();
            samples.n_stepped = encoding.n_stepped();
        }
        samples.n_samples = n_rows;
        run_forward(network.architecture->shape(), static_cast<const T*>(network.parameters.data()), samples, n_rows, out);
    }

    template <class T>
    static void run_forward(const Shape& shape, const T* parameters, const Samples<T>& samples, i64 n_rows, T* out) {
        Job<T> job{};
        OwnedWorkspace<T> work;
        work.allocate(shape, n_rows, samples.step_starts != nullptr, false, nullptr, false, {}, samples.n_features - samples.n_dense());
        job.shape = shape;
        job.parameters = const_cast<T*>(parameters);
        job.work = work;
        job.gemm = gemm<T>();
        ThreadTeam alone(1);
        job.team = &alone;
        engine_for<T>(instruction_set).forward(job, samples, out);
    }

    i64 n_inputs_, n_outputs_, n_members_ = 0;
    std::vector<OwnedEncoding> encodings_;
    std::vector<MixedNetwork> networks_;
};

}  // namespace

void bind_mixture(nb::module_& m) {
    nb::class_<MixtureOutputs>(m, "MixtureOutputs")
        .def(nb::init<i64, i64>(), "n_inputs"_a, "n_outputs"_a)
        .def("add_encoding", &MixtureOutputs::add_encoding, "mean"_a.noconvert(), "scale"_a.noconvert(), "columns"_a.noconvert(), "edge_starts"_a.noconvert(),
             "edges"_a.noconvert(), "step_starts"_a.noconvert())
        .def("add_network", &MixtureOutputs::add_network, nb::keep_alive<1, 2>(), "architecture"_a, "parameters"_a.noconvert(), "encoding"_a, "member"_a)
        .def("sums", &MixtureOutputs::sums, "X"_a.noconvert(), "out"_a.noconvert(), "n_threads"_a);
}
