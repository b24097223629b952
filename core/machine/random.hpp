// NumPy's legacy random stream (MT19937, Matsumoto & Nishimura, 1998) and the draws made from it.
#pragma once

#include "isa.hpp"

namespace ROSENBLATT_ISA {

// The key of RandomState(seed) for an integer; its stream begins at position 624.
inline void seed_key(std::uint32_t* key, std::uint32_t seed) {
    for (std::uint32_t i = 0; i < 624; ++i) {
        key[i] = seed;
        seed = 1812433253u * (seed ^ (seed >> 30)) + i + 1;
    }
}

struct RandomStream {
    std::uint32_t* key;  // 624 words, shared with the training state
    i64 position;

    static std::uint32_t twist(std::uint32_t high, std::uint32_t low, std::uint32_t far) {
        const std::uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
        return far ^ (y >> 1) ^ ((y & 1u) * 0x9908b0dfu);
    }

    void refill() {
        constexpr int n = 624, m = 397;
        for (int i = 0; i < n - m; ++i) key[i] = twist(key[i], key[i + 1], key[i + m]);
        for (int i = n - m; i < n - 1; ++i) key[i] = twist(key[i], key[i + 1], key[i + m - n]);
        key[n - 1] = twist(key[n - 1], key[0], key[m - 1]);
        position = 0;
    }

    std::uint32_t next() {
        if (position == 624) refill();
        std::uint32_t y = key[position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    // An integer in [0, most], by masked rejection.
    std::uint64_t interval(std::uint64_t most) {
        std::uint64_t mask = most;
        for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
        std::uint64_t value;
        do {
            value = most <= 0xffffffffu ? next() : (static_cast<std::uint64_t>(next()) << 32) | next();
            value &= mask;
        } while (value > most);
        return value;
    }

    // A real number in [0, 1) with 53 bits.
    double uniform() {
        const std::uint32_t high = next() >> 5, low = next() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    // RandomState.shuffle; shuffling `order` itself equals `order[permutation]` for a shuffled range.
    template <class Index>
    void shuffle(Index* order, i64 n) {
        for (i64 i = n - 1; i > 0; --i) {
            const i64 j = static_cast<i64>(interval(static_cast<std::uint64_t>(i)));
            const Index kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
};

}  // namespace ROSENBLATT_ISA
