// The order of the samples in an epoch: C++ counterpart of rosenblatt/training/order.py.
//
// Without windows it is a permutation of the samples. With windows it is a permutation of blocks of consecutive samples and, behind
// it, the epoch's seed. The order is divided into parts of as many blocks as there are windows, and a window has a block of each
// part, so that it has samples from the whole table; they are shuffled when the window begins.
#pragma once

#include "machine/random.hpp"
#include "types.hpp"

namespace ROSENBLATT_ISA {

// Calls shuffle(first, n) for each part of an order that is shuffled on its own: all samples, or with windows each part's blocks.
template <class Shuffle>
inline void shuffle_parts(i64 shuffle_window, i64 n_samples, Shuffle shuffle) {
    if (window_blocks(shuffle_window, n_samples) == 0) return shuffle(i64(0), n_samples);
    const i64 all = n_order_blocks(n_samples), length = n_windows(shuffle_window, n_samples);
    for (i64 first = 0; first < all; first += length) shuffle(first, first + length < all ? length : all - first);
}

template <class Index>
class EpochOrder {
public:
    // `room`: memory for the samples of a window; null without windows.
    EpochOrder(const Index* order, i64 shuffle_window, bool shuffles, i64 n_samples, Index* room)
        : order_(order), n_samples_(n_samples), n_blocks_(window_blocks(shuffle_window, n_samples)), n_windows_(n_windows(shuffle_window, n_samples)),
          shuffles_(shuffles), room_(room) {}

    // Go to the window that holds a position; without windows all samples are one.
    void seek(i64 position) {
        i64 end = 0;
        do {
            if (!next()) return;
            end += size_;
        } while (end <= position);
        at_ = position - (end - size_);
        fill();
    }

    // Go to the next window; returns whether there is one.
    bool advance() {
        const bool found = next();
        if (found) fill();
        return found;
    }

    // The samples of the window, in their order.
    const Index* samples() const { return n_blocks_ > 0 ? room_ : order_; }
    i64 size() const { return size_; }

    // Whether a call may end here: without windows everywhere, else where the next `n` samples lie in the next window, too.
    bool is_end(i64 n) const { return n_blocks_ == 0 || size_ - at_ < n; }

    // The next `n` samples, where they are or, if they lie in several windows, copied to `to`.
    const Index* take(i64 n, Index* to) {
        if (at_ + n <= size_) {
            at_ += n;
            return samples() + at_ - n;
        }
        for (i64 done = 0; done < n; ++done) {
            if (at_ == size_ && !advance()) return to;
            to[done] = samples()[at_++];
        }
        return to;
    }

private:
    bool next() {
        at_ = 0;
        if (n_blocks_ == 0) {
            const bool first = window_++ < 0;
            size_ = first ? n_samples_ : 0;
            return first;
        }
        ++window_;
        size_ = 0;
        for_each_block([&](i64 begin, i64 end) { size_ += end - begin; });
        return size_ > 0;
    }

    void fill() {
        if (n_blocks_ == 0) return;
        i64 filled = 0;
        for_each_block([&](i64 begin, i64 end) {
            for (i64 sample = begin; sample < end; ++sample) room_[filled++] = static_cast<Index>(sample);
        });
        if (!shuffles_) return;
        std::uint32_t key[624];
        seed_key(key, static_cast<std::uint32_t>(order_[n_order_blocks(n_samples_)]) + static_cast<std::uint32_t>(window_));
        RandomStream{key, 624}.shuffle(room_, filled);
    }

    // Calls use(begin, end) for the samples of each block of the window: one of each part, or, unshuffled, the next ones.
    template <class Use>
    void for_each_block(Use use) const {
        const i64 all = n_order_blocks(n_samples_), step = shuffles_ ? n_windows_ : 1;
        const i64 first = shuffles_ ? window_ : window_ * n_blocks_, last = shuffles_ ? all : first + n_blocks_;
        if (window_ >= n_windows_) return;
        for (i64 place = first; place < last && place < all; place += step) {
            const i64 begin = static_cast<i64>(order_[place]) * order_block, end = begin + order_block;
            use(begin, end < n_samples_ ? end : n_samples_);
        }
    }

    const Index* order_;
    i64 n_samples_, n_blocks_, n_windows_;
    bool shuffles_;
    Index* room_;
    i64 window_ = -1, size_ = 0, at_ = 0;
};

}  // namespace ROSENBLATT_ISA
