// The seeds of the sample orders, drawn as scikit-learn draws them from an integer random_state.
#pragma once

#include "machine/random.hpp"

namespace rosenblatt::perceptron {

using namespace ROSENBLATT_ISA;  // random streams

// RandomState(seed), whose stream has no other use.
class SeededStream {
public:
    explicit SeededStream(std::uint32_t seed) : stream{key, 624} { seed_key(key, seed); }
    SeededStream(const SeededStream&) = delete;

    // randint(low, 2^31 - 1)
    i64 draw(i64 low) { return low + static_cast<i64>(stream.interval(static_cast<std::uint64_t>((i64{1} << 31) - 2 - low))); }

private:
    std::uint32_t key[624];
    RandomStream stream;
};

// One neuron draws from random_state itself, several draw from one stream each; the first draw of a stream seeds a generator
// that the perceptron never uses.
inline void shuffle_seeds(std::uint32_t random_state, i64* seeds, i64 n_neurons) {
    SeededStream first(random_state);
    if (n_neurons == 1) {
        first.draw(1);
        seeds[0] = first.draw(0);
        return;
    }
    for (i64 k = 0; k < n_neurons; ++k) seeds[k] = first.draw(0);
    for (i64 k = 0; k < n_neurons; ++k) {
        SeededStream own(static_cast<std::uint32_t>(seeds[k]));
        own.draw(1);
        seeds[k] = own.draw(0);
    }
}

}  // namespace rosenblatt::perceptron
