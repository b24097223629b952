// A thread that must not return while the process ends.
#pragma once

#include <chrono>
#include <thread>

namespace rosenblatt {

[[noreturn]] inline void rest_forever() {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

}  // namespace rosenblatt
