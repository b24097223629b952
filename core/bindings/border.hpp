// What every binding uses: arrays as Python passes them, and the error for a wrong one.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "machine/rest.hpp"
#include "types.hpp"

namespace rosenblatt {

namespace nb = nanobind;

template <class T, int n_dimensions>
using Array = nb::ndarray<T, nb::ndim<n_dimensions>, nb::c_contig, nb::device::cpu>;
using AnyArray = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;
using AnyWritable = nb::ndarray<nb::c_contig, nb::device::cpu>;

[[noreturn]] inline void refuse(const std::string& message) { throw nb::value_error(message.c_str()); }

inline void require(bool holds, const char* message) {
    if (!holds) refuse(message);
}

// The value of a name, if the core knows it.
template <class Value>
Value known(const char* what, const std::string& name, std::optional<Value> value) {
    if (!value) refuse(std::string("the core knows no ") + what + " named '" + name + "'");
    return *value;
}

// An integer of Python as a number of epochs, steps or samples: one beyond 64 bits is the last that they hold.
struct Count {
    i64 n = 0;
    operator i64() const { return n; }
};

// Whether an order is one of these samples: a permutation of their blocks and a seed if there are windows, else indices of samples.
template <class Index>
void require_order(const Index* order, i64 n, i64 shuffle_window, i64 n_samples) {
    require(n == order_length(shuffle_window, n_samples), "the order has another length than the samples ask for");
    if (window_blocks(shuffle_window, n_samples) == 0) {
        for (i64 i = 0; i < n; ++i) require(order[i] >= 0 && order[i] < n_samples, "the order has an index out of bounds");
        return;
    }
    std::vector<bool> found(static_cast<std::size_t>(n - 1));
    for (i64 i = 0; i + 1 < n; ++i) {
        require(order[i] >= 0 && order[i] < n - 1 && !found[static_cast<std::size_t>(order[i])], "the order does not have each block once");
        found[static_cast<std::size_t>(order[i])] = true;
    }
    require(order[n - 1] >= 0 && static_cast<i64>(order[n - 1]) <= i64{0xffffffff}, "the order has a seed out of bounds");
}

// Releases the GIL until the end of the scope.
//
// Once the interpreter shuts down, CPython before 3.14 ends a daemon thread that asks for the GIL by pthread_exit. Its unwinding
// would reach nanobind's functions, which are noexcept, and abort the process; such a thread sleeps instead, as in CPython 3.14,
// until the process ends.
class WithoutGil {
public:
    WithoutGil() : thread_(PyEval_SaveThread()) {}
    WithoutGil(const WithoutGil&) = delete;
    WithoutGil& operator=(const WithoutGil&) = delete;

    ~WithoutGil() {
        try {
            PyEval_RestoreThread(thread_);
        } catch (...) {
            rest_forever();
        }
    }

private:
    PyThreadState* thread_;
};

inline bool is_float(const AnyArray& array) { return array.dtype() == nb::dtype<float>(); }
inline bool is_double(const AnyArray& array) { return array.dtype() == nb::dtype<double>(); }

}  // namespace rosenblatt

template <>
struct nanobind::detail::type_caster<rosenblatt::Count> {
    NB_TYPE_CASTER(rosenblatt::Count, const_name("int"))

    bool from_python(handle source, std::uint8_t, cleanup_list*) noexcept {
        if (!PyLong_Check(source.ptr())) return false;
        int overflow = 0;
        const long long n = PyLong_AsLongLongAndOverflow(source.ptr(), &overflow);
        using Limits = std::numeric_limits<rosenblatt::i64>;
        value.n = overflow == 0 ? n : overflow > 0 ? Limits::max() : Limits::min();
        return true;
    }
};
