#include <nanobind/nanobind.h>

void bind_perceptron(nanobind::module_&) {}
