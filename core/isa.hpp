// The engine lives in a namespace named after the instruction set it is compiled for (see engine.cpp).
#pragma once

#include "types.hpp"

namespace ROSENBLATT_ISA {
using namespace rosenblatt;
}
