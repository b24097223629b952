#include <nanobind/nanobind.h>

void bind_perceptron(nanobind::module_&);

NB_MODULE(_core, m) {
#ifdef ROSENBLATT_SANITIZED
  m.attr("sanitized") = true;
#else
  m.attr("sanitized") = false;
#endif
  bind_perceptron(m);
}
