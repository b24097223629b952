// Many trainings at once: one thread advances each of them, and a free thread takes the next.
//
// Training in pieces gives a bit-for-bit identical result, so neither the number of threads nor the end of the time changes it.
// Only the last row of each history is kept: a thousand complete ones would fill the memory.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <vector>

#include "machine/team.hpp"

namespace rosenblatt {

constexpr i64 history_at_once = 256;  // rows that a thread keeps: few enough for the first-level cache

// The progress of one of many trainings.
struct Course {
    i64 left;        // remaining epochs
    HistoryRow* last;
    i64* made;
    i64* below;      // its last epoch whose score was below the goal, 0 if none was
    Stop stop;

    bool is_over() const { return stop != Stop::none || left <= 0; }

    void note(const HistoryRow* rows, const RunResult& result, double goal) {
        for (i64 i = 0; i < result.n_epochs; ++i)
            if (!(rows[i].score >= goal)) *below = *made + i + 1;
        *last = rows[result.n_epochs - 1];
        *made += result.n_epochs;
        left -= result.n_epochs;
        stop = result.stop;
    }
};

// Advance trainings until all have ended or the time is over; at least one of them by an epoch. A Training has
// take_memory(), run_alone(rows, n, seconds) and give_memory_back(): only one training per thread has memory.
template <class Training>
class Courses {
public:
    Courses(const std::vector<Training*>& trainings, std::vector<Course>& courses, double goal)
        : trainings_(trainings), courses_(courses), goal_(goal) {}

    void advance(double seconds, int n_threads) {
        end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
        const auto open = std::count_if(courses_.begin(), courses_.end(), [](const Course& c) { return !c.is_over(); });
        const i64 n_workers = std::max<i64>(1, std::min<i64>(n_threads, open));
        ThreadTeam team(static_cast<int>(n_workers));
        team.run(&team, [](void* self, i64) { static_cast<Courses*>(self)->work(); }, this, n_workers);
        if (trouble_) std::rethrow_exception(trouble_);
    }

private:
    using Clock = std::chrono::steady_clock;

    double seconds_left() const { return std::chrono::duration<double>(end_ - Clock::now()).count(); }

    // The loop of one thread. It must not throw.
    void work() {
        try {
            std::vector<HistoryRow> rows(static_cast<std::size_t>(history_at_once));
            const i64 n = static_cast<i64>(courses_.size());
            bool is_first = true;
            for (i64 i = next_.fetch_add(1); i < n; i = next_.fetch_add(1)) {
                if (courses_[static_cast<std::size_t>(i)].is_over()) continue;
                if (!is_first && seconds_left() <= 0) return;
                advance_one(*trainings_[static_cast<std::size_t>(i)], courses_[static_cast<std::size_t>(i)], rows.data());
                is_first = false;
            }
        } catch (...) {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (!trouble_) trouble_ = std::current_exception();
        }
    }

    void advance_one(Training& training, Course& course, HistoryRow* rows) {
        training.take_memory();
        double left = std::max(seconds_left(), 0.0);
        do {
            const i64 n = std::min(course.left, history_at_once);
            course.note(rows, training.run_alone(rows, n, left), goal_);
            left = seconds_left();
        } while (!course.is_over() && left > 0);
        training.give_memory_back();
    }

    const std::vector<Training*>& trainings_;
    std::vector<Course>& courses_;
    double goal_;
    Clock::time_point end_{};
    std::atomic<i64> next_{0};
    std::exception_ptr trouble_;
    std::mutex mutex_;
};

}  // namespace rosenblatt
