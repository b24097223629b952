// Threads that exist for one native call and take blocks of work in turn.
#pragma once

#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

#include "types.hpp"

namespace rosenblatt {

class ThreadTeam : public Team {
public:
    explicit ThreadTeam(int n_threads) : n_threads_(n_threads < 1 ? 1 : n_threads) {
        run = [](Team* self, Task task, void* context, i64 n_blocks) {
            static_cast<ThreadTeam*>(self)->run_blocks(task, context, n_blocks);
        };
        try {
            for (int i = 1; i < n_threads_; ++i) workers_.emplace_back([this, i] { work(i); });
        } catch (const std::system_error&) {  // the system has no more threads: those that exist do the work
            n_threads_ = static_cast<int>(workers_.size()) + 1;
        }
    }

    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;

    ~ThreadTeam() {
        task_ = nullptr;
        announce();
        for (std::thread& worker : workers_) worker.join();
    }

private:
    static constexpr int spins = 4000;  // a few microseconds: about the pause between two phases of a batch

    void run_blocks(Task task, void* context, i64 n_blocks) {
        if (n_threads_ == 1 || n_blocks == 1) {
            for (i64 block = 0; block < n_blocks; ++block) task(context, block);
            return;
        }
        task_ = task;
        context_ = context;
        n_blocks_ = n_blocks;
        running_.store(n_threads_ - 1, std::memory_order_relaxed);
        announce();
        take_blocks(0);
        wait_until([this] { return running_.load(std::memory_order_acquire) == 0; }, running_, [](int left) { return left == 0; });
    }

    void take_blocks(int thread) {
        for (i64 block = thread; block < n_blocks_; block += n_threads_) task_(context_, block);
    }

    void announce() {
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
    }

    void work(int thread) {
        int seen = 0;
        for (;;) {
            wait_until([&] { return round_.load(std::memory_order_acquire) != seen; }, round_, [&](int now) { return now != seen; });
            ++seen;
            if (!task_) return;
            take_blocks(thread);
            if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) running_.notify_one();
        }
    }

    // Spin briefly, then sleep until the value changes.
    template <class Ready, class Enough>
    static void wait_until(Ready ready, std::atomic<int>& value, Enough enough) {
        for (int i = 0; i < spins; ++i)
            if (ready()) return;
        for (int now = value.load(std::memory_order_acquire); !enough(now); now = value.load(std::memory_order_acquire))
            value.wait(now, std::memory_order_acquire);
    }

    int n_threads_;
    std::vector<std::thread> workers_;
    std::atomic<int> round_{0}, running_{0};
    Task task_ = nullptr;
    void* context_ = nullptr;
    i64 n_blocks_ = 0;
};

}  // namespace rosenblatt
