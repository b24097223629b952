// C++ counterparts of rosenblatt/formulas/schedules.py, for the schedules that change at every step.
#pragma once

#include "machine/functions.hpp"

namespace ROSENBLATT_ISA {


inline double cosine(double progress) { return 0.5 * (1 + cos_pi(progress)); }

inline double between(double start, double end, double share) { return end + (start - end) * cosine(share); }

inline double onecycle(double progress) {
    constexpr double warm_up = 0.3, low = 1 / 25.0, end_divisor = 1e4;
    if (progress < warm_up) return between(low, 1, progress / warm_up);
    return between(1, low / end_divisor, (progress - warm_up) / (1 - warm_up));
}

inline bool acts_at_every_step(Schedule schedule) {
    return schedule == Schedule::cosine || schedule == Schedule::onecycle;
}

inline double step_rate(Schedule schedule, double highest, i64 step, i64 n_steps) {
    const double progress = static_cast<double>(step < n_steps ? step : n_steps) / static_cast<double>(n_steps);
    return highest * (schedule == Schedule::cosine ? cosine(progress) : onecycle(progress));
}

}  // namespace ROSENBLATT_ISA
