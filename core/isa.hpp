// The engine is in a namespace named after the instruction set that it is compiled for (see engine.cpp).
#pragma once

#include "types.hpp"

// For small functions inside loops: a call that is not inlined prevents vectorisation.
#if defined(__GNUC__)
#define ROSENBLATT_INLINE inline __attribute__((always_inline))
#else
#define ROSENBLATT_INLINE inline
#endif

namespace ROSENBLATT_ISA {
using namespace rosenblatt;
}
