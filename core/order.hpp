// The order of the samples in an epoch: C++ counterpart of rosenblatt/training/order.py.
//
// Without windows it is a permutation of the samples. With windows it is a permutation of blocks of consecutive samples and, behind
// it, the epoch's seed; the samples of a window, which are those of the next blocks, are shuffled when the window begins.
#pragma once

#include "machine/random.hpp"
#include "types.hpp"

namespace ROSENBLATT_ISA {

template <class Index>
class EpochOrder {
public:
    // `room`: memory for the samples of a window; null without windows.
    EpochOrder(const Index* order, i64 shuffle_window, bool shuffles, i64 n_samples, Index* room)
        : order_(order), n_samples_(n_samples), n_blocks_(window_blocks(shuffle_window, n_samples)), shuffles_(shuffles), room_(room) {}

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
        const i64 all = n_order_blocks(n_samples_);
        ++window_;
        size_ = 0;
        for (i64 i = window_ * n_blocks_; i < all && i < (window_ + 1) * n_blocks_; ++i) size_ += end_of(i) - begin_of(i);
        return size_ > 0;
    }

    void fill() {
        if (n_blocks_ == 0) return;
        const i64 all = n_order_blocks(n_samples_);
        i64 filled = 0;
        for (i64 i = window_ * n_blocks_; i < all && i < (window_ + 1) * n_blocks_; ++i)
            for (i64 sample = begin_of(i); sample < end_of(i); ++sample) room_[filled++] = static_cast<Index>(sample);
        if (!shuffles_) return;
        std::uint32_t key[624];
        seed_key(key, static_cast<std::uint32_t>(order_[all]) + static_cast<std::uint32_t>(window_));
        RandomStream{key, 624}.shuffle(room_, filled);
    }

    // The samples of the block at a place of the order.
    i64 begin_of(i64 place) const { return static_cast<i64>(order_[place]) * order_block; }
    i64 end_of(i64 place) const {
        const i64 end = begin_of(place) + order_block;
        return end < n_samples_ ? end : n_samples_;
    }

    const Index* order_;
    i64 n_samples_, n_blocks_;
    bool shuffles_;
    Index* room_;
    i64 window_ = -1, size_ = 0, at_ = 0;
};

}  // namespace ROSENBLATT_ISA
