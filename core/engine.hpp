// The compiled copies of the engine, and which of them this processor can run.
#pragma once

#include <cstdlib>
#include <cstring>

#include "types.hpp"

#define ROSENBLATT_DECLARE_ENGINE(isa)             \
    namespace isa {                                \
    rosenblatt::Engine<double> engine_f64();       \
    rosenblatt::Engine<float> engine_f32();        \
    }

ROSENBLATT_DECLARE_ENGINE(baseline)
#if defined(ROSENBLATT_X86_MULTIVERSION)
ROSENBLATT_DECLARE_ENGINE(avx2)
ROSENBLATT_DECLARE_ENGINE(avx512)
#endif

namespace rosenblatt {

enum class InstructionSet { baseline, avx2, avx512 };

// A smaller instruction set can be requested for tests, comparisons, and the results of every other machine.
inline const char* requested_instruction_set() { return std::getenv("ROSENBLATT_INSTRUCTION_SET"); }

inline bool asks_for_baseline() {
    const char* const asked = requested_instruction_set();
    return asked && std::strcmp(asked, "baseline") == 0;
}

inline InstructionSet best_instruction_set() {
    if (asks_for_baseline()) return InstructionSet::baseline;
#if defined(ROSENBLATT_X86_MULTIVERSION) && defined(__GNUC__)
    __builtin_cpu_init();
    const char* const asked = requested_instruction_set();
    const bool no_more_than_avx2 = asked && std::strcmp(asked, "avx2") == 0;
    if (!no_more_than_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
        return InstructionSet::avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return InstructionSet::avx2;
#endif
    return InstructionSet::baseline;
}

template <class T>
Engine<T> engine_for(InstructionSet set);

template <>
inline Engine<double> engine_for(InstructionSet set) {
#if defined(ROSENBLATT_X86_MULTIVERSION)
    if (set == InstructionSet::avx512) return avx512::engine_f64();
    if (set == InstructionSet::avx2) return avx2::engine_f64();
#endif
    (void)set;
    return baseline::engine_f64();
}

template <>
inline Engine<float> engine_for(InstructionSet set) {
#if defined(ROSENBLATT_X86_MULTIVERSION)
    if (set == InstructionSet::avx512) return avx512::engine_f32();
    if (set == InstructionSet::avx2) return avx2::engine_f32();
#endif
    (void)set;
    return baseline::engine_f32();
}

}  // namespace rosenblatt
