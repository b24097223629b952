// The neurons of a perceptron, advanced together: one epoch for all, then the next.
#pragma once

#include <utility>
#include <vector>

#include "machine/clock.hpp"
#include "perceptron/epoch.hpp"

namespace rosenblatt::perceptron {

// scikit-learn's generator for sample orders (Marsaglia, 2003: xorshift 13, 17, 5), modulo 2^31.
inline std::uint32_t next_random(std::uint32_t& seed) {
    if (seed == 0) seed = 1;
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % 0x80000000u;
}

// The seed of an epoch's windows, from that of the epoch before.
inline void draw_seed(std::int32_t& seed) {
    std::uint32_t word = static_cast<std::uint32_t>(seed);
    seed = static_cast<std::int32_t>(next_random(word));
}

// Fisher-Yates with a seed that restarts in every epoch: each epoch applies the same permutation to the current order.
inline void shuffle(std::int32_t* order, i64 n, std::uint32_t seed) {
    for (i64 i = 0; i + 1 < n; ++i) {
        const i64 j = i + next_random(seed) % static_cast<std::uint32_t>(n - i);
        std::swap(order[i], order[j]);
    }
}

// Shuffles every neuron's order. For few samples and many epochs the permutation is stored, since drawing it takes longer than
// applying it.
class Shuffles {
public:
    template <class T>
    explicit Shuffles(const Job<T>& job)
        : window(job.plan.shuffle_window), n_samples(job.samples.n_samples),
          n(window_blocks(window, n_samples) > 0 ? n_order_blocks(n_samples) : n_samples) {
        constexpr i64 most_kept = 1 << 14, least_epochs = 3;
        if (!job.plan.shuffle || n > most_kept || job.plan.max_iter < least_epochs) return;
        kept.resize(static_cast<std::size_t>(job.n_neurons * n));
        moved.resize(kept.size());
        for (i64 k = 0; k < job.n_neurons; ++k) {
            std::int32_t* permutation = kept.data() + k * n;
            for (i64 i = 0; i < n; ++i) permutation[i] = static_cast<std::int32_t>(i);
            draw(permutation, static_cast<std::uint32_t>(job.neurons[k].seed));
        }
    }

    void apply(std::int32_t* order, i64 k, std::uint32_t seed) {
        if (kept.empty()) return draw(order, seed);
        const std::int32_t* permutation = kept.data() + k * n;
        std::int32_t* target = moved.data() + k * n;
        for (i64 i = 0; i < n; ++i) target[i] = order[permutation[i]];
        for (i64 i = 0; i < n; ++i) order[i] = target[i];
    }

private:
    // Each part of an order has a seed of its own.
    void draw(std::int32_t* order, std::uint32_t seed) const {
        shuffle_parts(window, n_samples, [&](i64 first, i64 length) { shuffle(order + first, length, seed++); });
    }

    i64 window, n_samples;
    i64 n;  // samples, or their blocks if there are windows
    std::vector<std::int32_t> kept, moved;
};

// The size of a snapshot in bytes.
template <class T>
inline i64 record_bytes(const Job<T>& job) {
    const i64 arrays = 1 + (job.shrunk != nullptr) + (job.averages != nullptr);
    const i64 values = job.samples.n_features * arrays * static_cast<i64>(sizeof(T));
    return static_cast<i64>(sizeof(SnapshotHead)) + job.n_neurons * (static_cast<i64>(sizeof(Neuron)) + values);
}

template <class T>
class Trainer {
public:
    explicit Trainer(const Job<T>& job)
        : job(job), shuffles(job), n_window(window_blocks(job.plan.shuffle_window, job.samples.n_samples) * order_block) {
        windows.resize(static_cast<std::size_t>(n_window * job.n_neurons));
        if (job.samples.held_out)
            for (i64 i = 0; i < job.samples.n_samples; ++i) n_held_out += job.samples.held_out[i] != 0;
    }
    Trainer(const Trainer&) = delete;

    // Training samples of an epoch.
    i64 n_learned() const { return job.samples.n_samples - n_held_out; }

    std::size_t n_record_bytes() const { return static_cast<std::size_t>(record_bytes(job)); }

    // Every neuron that still learns goes through up to `most` epochs; writes one row an epoch, and mistakes (n_neurons, most).
    // Ends early once `seconds` have passed, all neurons have stopped, or a neuron has diverged.
    // Takes snapshots while there is room for them; it ends when there is none for another epoch.
    Stop run(HistoryRow* history_rows, std::int32_t* mistake_counts, i64 most, double seconds, Team& team, Snapshots* room) {
        snapshots = room;
        rows = history_rows;
        mistakes = mistake_counts;
        n_epochs = most;
        time_limit = seconds;
        started = clock_seconds();
        made = 0;
        if (n_epochs == 0 || settle()) return stop;
        do {
            team.run(&team, [](void* self, i64 k) { static_cast<Trainer*>(self)->learn(k); }, this, job.n_neurons);
        } while (!end_epoch());
        return stop;
    }

    // Epochs that the last run has made.
    i64 n_made() const { return made; }

private:
    // One neuron's epoch.
    void learn(i64 k) {
        Neuron& neuron = job.neurons[k];
        std::int32_t& count = mistakes[k * n_epochs + made];
        count = 0;
        const StepRecords records = step_records();
        if (neuron.status != learning) {
            for (i64 i = 0; i < records.n; ++i) put_neuron(job, k, neuron, records.first + i * records.size);
            return;
        }
        std::int32_t* const order = job.order + k * job.n_order();
        if (job.plan.shuffle) {
            shuffles.apply(order, k, static_cast<std::uint32_t>(neuron.seed));
            if (n_window > 0) draw_seed(order[job.n_order() - 1]);
        }
        EpochOrder<std::int32_t> own(order, job.plan.shuffle_window, job.plan.shuffle, job.samples.n_samples, windows.data() + k * n_window);
        train_epoch(job, k, own, records);
        count = static_cast<std::int32_t>(neuron.mistakes);
    }

    // On one thread: whether the run is over.
    bool end_epoch() {
        const double passed = clock_seconds() - started;
        write_row(passed);
        if (snapshots) take_snapshots(rows[made]);
        ++made;
        return settle() || made == n_epochs || passed >= time_limit || !has_room(snapshots, n_learned());
    }

    // The positions where neurons write their state after each sample but the last.
    StepRecords step_records() const {
        if (!snapshots || !snapshots->steps) return {};
        return {snapshots->next, snapshots->size, n_learned() - 1};
    }

    // On one thread, when all neurons have completed the epoch.
    void take_snapshots(const HistoryRow& row) {
        const StepRecords records = step_records();
        for (i64 i = 0; i < records.n; ++i) {
            write_head(snapshots->next, i + 1, no_row());
            end_record(*snapshots, snapshots->next + record_bytes(job));
        }
        if (!is_due(*snapshots, static_cast<i64>(row.epoch))) return;
        write_head(snapshots->next, 0, row);
        for (i64 k = 0; k < job.n_neurons; ++k) put_neuron(job, k, job.neurons[k], snapshots->next);
        end_record(*snapshots, snapshots->next + record_bytes(job));
    }

    // A neuron that has stopped keeps its last loss and makes no mistakes.
    void write_row(double passed) {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        double loss = 0, score = 0, all_mistakes = 0;
        i64 epoch = 0;
        for (i64 k = 0; k < job.n_neurons; ++k) {
            const Neuron& neuron = job.neurons[k];
            loss += neuron.loss;
            score += neuron.validation_score / static_cast<double>(job.n_neurons);
            all_mistakes += mistakes[k * n_epochs + made];
            epoch = neuron.epoch > epoch ? neuron.epoch : epoch;
        }
        const double n = static_cast<double>(n_learned());
        rows[made] = {static_cast<double>(epoch), loss, job.n_neurons == 1 ? 1 - all_mistakes / n : nan, job.plan.eta0, nan,
                      all_mistakes, nan, job.samples.held_out ? score : nan, passed};
    }

    // Whether training is over, and why.
    bool settle() {
        bool all_stopped = true, any_diverged = false;
        i64 epoch = 0;
        for (i64 k = 0; k < job.n_neurons; ++k) {
            all_stopped = all_stopped && job.neurons[k].status != learning;
            any_diverged = any_diverged || job.neurons[k].status == diverged;
            epoch = job.neurons[k].epoch > epoch ? job.neurons[k].epoch : epoch;
        }
        if (any_diverged)
            stop = Stop::diverged;
        else if (all_stopped)
            stop = job.plan.early_stopping ? Stop::early_stopping : Stop::converged;
        else if (epoch >= job.plan.max_iter)
            stop = Stop::max_iter;
        return stop != Stop::none;
    }

    const Job<T> job;
    Shuffles shuffles;
    const i64 n_window;
    std::vector<std::int32_t> windows;  // (n_neurons, n_window)
    i64 n_held_out = 0;
    Stop stop = Stop::none;
    // Of the current run:
    HistoryRow* rows = nullptr;
    std::int32_t* mistakes = nullptr;
    i64 n_epochs = 0, made = 0;
    double time_limit = 0, started = 0;
    Snapshots* snapshots = nullptr;
};

}  // namespace rosenblatt::perceptron
