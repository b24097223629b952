// Seconds of a clock that only goes forward.
#pragma once

#if defined(__wasm__)

// The only function that the page passes to the engine: performance.now() / 1000.
extern "C" __attribute__((import_module("page"), import_name("seconds"))) double rosenblatt_page_seconds();

namespace rosenblatt {
static inline double clock_seconds() { return rosenblatt_page_seconds(); }
}  // namespace rosenblatt

#else

#include <chrono>

namespace rosenblatt {
static inline double clock_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
}  // namespace rosenblatt

#endif
