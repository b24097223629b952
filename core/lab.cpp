// The engine of the page: C functions over plain memory, without Python. Compiled to WebAssembly by tools/engine.py.
//
// The page allocates memory, writes numbers into it, and calls a function. A function that returns a number below 0, or null, has
// refused: last_error() says why, in a sentence for the page. Sizes are numbers of float64, or of bytes where they say so.
#define ROSENBLATT_ISA baseline

// Of the page's engine only what trains a network is compiled for speed, the rest for size.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)
#endif
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "perceptron/predict.hpp"
#include "perceptron/seeds.hpp"
#include "perceptron/trainer.hpp"
#if defined(__clang__)
#pragma clang attribute pop
#endif

#include "train.hpp"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)
#endif
#include "lab/network.hpp"
#include "lab/rule.hpp"

using namespace rosenblatt;
using lab::Header;
using lab::Lab;
using lab::message;

#if defined(__wasm__)
#define EXPORT(name) __attribute__((export_name(#name)))

// libc++ would print before it aborts, which imports the functions of a file system.
namespace std {
inline namespace __1 {
[[noreturn]] __attribute__((weak)) void __libcpp_verbose_abort(const char*, ...) noexcept { __builtin_trap(); }
}  // namespace __1
}  // namespace std
#else
#define EXPORT(name)
#endif

namespace {

constexpr int refused = -1;

int done(bool well) { return well ? 0 : refused; }

// The rows of an array of n numbers, if they are of this width.
bool rows_of(i64 n, i64 width, i64& rows) {
    rows = width > 0 ? n / width : 0;
    return (n >= 0 && rows * width == n) || message.say("an array of ", n, " numbers has no whole rows of ", width);
}

bool has_room(i64 room, i64 needed) { return room == needed || message.say("the result has ", needed, " numbers, there is room for ", room); }

}  // namespace

extern "C" {

EXPORT(alloc) void* lab_alloc(int n_bytes) { return n_bytes < 0 ? nullptr : ::operator new(static_cast<std::size_t>(n_bytes) + 1, std::align_val_t(64), std::nothrow); }
EXPORT(free) void lab_free(void* memory) { ::operator delete(memory, std::align_val_t(64)); }
EXPORT(last_error) const char* lab_last_error() { return message.text(); }

// A training at its start, "network ..." or "perceptron ...", or a "reader ...": see NetworkLab and RuleLab.
EXPORT(make) Lab* lab_make(const char* words, int n_bytes, const double* numbers, int n_numbers) {
    message.clear();
    Header header(words, n_bytes, numbers, n_numbers);
    const std::string_view model = header.word();
    if (model == "network" || model == "reader") return lab::NetworkLab::make(header, model == "network");
    if (model == "perceptron") return lab::RuleLab::make(header);
    header.refuse("there is no model named '", model, "'");
    return nullptr;
}
EXPORT(unmake) void lab_unmake(Lab* lab) { delete lab; }

// From a seed, as Python draws: initial weights and the random stream.
EXPORT(fresh) void lab_fresh(Lab* lab, unsigned seed) { lab->fresh(seed); }

// Train for up to n_rows epochs or about some seconds; the history rows of the epochs that ended are written. Returns their number.
EXPORT(run) int lab_run(Lab* lab, double* rows, int n_rows, double seconds) { return static_cast<int>(lab->run(reinterpret_cast<HistoryRow*>(rows), n_rows, seconds)); }
// Train for some batches (of a perceptron: samples), at most to the end of the epoch, whose row is written then.
EXPORT(step) int lab_step(Lab* lab, double* row, int n_batches) { return static_cast<int>(lab->step(reinterpret_cast<HistoryRow*>(row), n_batches)); }
// epoch, step, samples under way, stop, learning rate, epochs without improvement, best loss or score, mistakes under way
EXPORT(status) void lab_status(const Lab* lab, double* out) {
    const lab::Status status = lab->status();
    std::memcpy(out, &status, sizeof status);
}

EXPORT(n_parameters) int lab_n_parameters(const Lab* lab) { return static_cast<int>(lab->n_parameters()); }
EXPORT(n_training) int lab_n_training(const Lab* lab) { return static_cast<int>(lab->n_training()); }
EXPORT(parameters) int lab_parameters(const Lab* lab, double* out, int n) {
    if (!has_room(n, lab->n_parameters())) return refused;
    lab->parameters(out);
    return 0;
}
EXPORT(edit) int lab_edit(Lab* lab, const double* parameters, int n) { return done(has_room(n, lab->n_parameters()) && lab->edit(parameters)); }
EXPORT(order) int lab_order(const Lab* lab, double* out, int n) {
    if (!has_room(n, lab->n_training())) return refused;
    lab->order(out);
    return 0;
}

EXPORT(forward) int lab_forward(Lab* lab, const double* X, int n, double* out, int n_out) {
    i64 rows;
    return done(rows_of(n, lab->n_inputs(), rows) && has_room(n_out, rows * lab->n_outputs()) && lab->forward(X, rows, out));
}
// Sums z and activations a of one layer; either may be null.
EXPORT(layer_values) int lab_layer_values(Lab* lab, const double* X, int n, int layer, double* z, double* a, int n_out) {
    i64 rows;
    return done(rows_of(n, lab->n_inputs(), rows) && has_room(n_out, rows * lab->width(layer)) && lab->layer_values(X, rows, layer, z, a));
}
// Of some training rows as one batch, without dropout: the loss, its gradient by every parameter, and delta of every layer.
EXPORT(gradient) int lab_gradient(Lab* lab, const double* rows, int n_rows, double* loss, double* gradient, int n, double* deltas, int n_deltas) {
    i64 neurons = 0;
    for (i64 l = 0; lab->width(l) > 0; ++l) neurons += lab->width(l);
    if (n_rows < 1) return done(message.say("a gradient needs one row at least"));
    return done(has_room(n, lab->n_parameters()) && (!deltas || has_room(n_deltas, n_rows * neurons)) && lab->gradient(rows, n_rows, loss, gradient, deltas));
}

EXPORT(snapshot_size) int lab_snapshot_size(const Lab* lab) { return static_cast<int>(lab->snapshot_size()); }
// The whole state: bytes, a multiple of 8, which only load() reads.
EXPORT(snapshot) int lab_snapshot(const Lab* lab, unsigned char* out, int n_bytes) {
    if (!has_room(n_bytes / 8, lab->snapshot_size() / 8)) return refused;
    std::memset(out, 0, static_cast<std::size_t>(n_bytes));
    lab->snapshot(out);
    return 0;
}
EXPORT(load) int lab_load(Lab* lab, unsigned char* bytes, int n_bytes) { return done(has_room(n_bytes / 8, lab->snapshot_size() / 8) && n_bytes % 8 == 0 && lab->load(bytes)); }
// Another plan, between two epochs: the names and numbers of the plan alone.
EXPORT(replan) int lab_replan(Lab* lab, const char* words, int n_bytes, const double* numbers, int n_numbers) {
    Header header(words, n_bytes, numbers, n_numbers);
    return done(lab->replan(header));
}

}  // extern "C"

#if defined(__clang__)
#pragma clang attribute pop
#endif
