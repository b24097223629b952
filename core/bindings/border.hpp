// What every binding uses: arrays as Python passes them, and the error for a wrong one.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <limits>
#include <optional>
#include <string>

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
