// The engine, compiled once for each instruction set; bindings.cpp selects the best one that the processor supports.
// Nothing here uses a template of the standard library that the linker could merge between instruction sets.
#include "engine.hpp"
#include "train.hpp"

namespace ROSENBLATT_ISA {

template <class T>
static rosenblatt::Engine<T> make_engine() {
    return {run<T>, loss_and_gradient<T>, node<T>, finish<T>, forward<T>, all_finite<T>, calls_blas<T>};
}

rosenblatt::Engine<double> engine_f64() { return make_engine<double>(); }
rosenblatt::Engine<float> engine_f32() { return make_engine<float>(); }

}  // namespace ROSENBLATT_ISA
