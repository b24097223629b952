// What every binding uses: arrays as Python passes them, and the error for a wrong one.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <string>

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

inline bool is_float(const AnyArray& array) { return array.dtype() == nb::dtype<float>(); }
inline bool is_double(const AnyArray& array) { return array.dtype() == nb::dtype<double>(); }

}  // namespace rosenblatt
